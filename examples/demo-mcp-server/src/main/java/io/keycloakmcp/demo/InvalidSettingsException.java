/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.demo;

/** The server cannot start with the settings it was given; the message says which to change, and to what. */
public final class InvalidSettingsException extends RuntimeException {

    /**
     * A refusal.
     *
     * @param message one sentence for whoever starts the server
     */
    public InvalidSettingsException(String message) {
        super(message);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.demo;

/**
 * The token could not be judged, because the realm's keys could not be fetched. That is no fault of the caller, who
 * must not be sent through a new login for it.
 */
public final class SigningKeysUnavailableException extends Exception {

    /**
     * A failure to fetch the keys.
     *
     * @param message what was tried
     * @param cause what came of it
     */
    public SigningKeysUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}

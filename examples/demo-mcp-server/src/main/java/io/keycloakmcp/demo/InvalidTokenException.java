/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.demo;

/** A token that this server must refuse; the message tells the caller why. */
public final class InvalidTokenException extends Exception {

    /**
     * A refusal.
     *
     * @param message why, in a sentence that may be shown to the caller
     */
    public InvalidTokenException(String message) {
        super(message);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

/**
 * Says that what a client claims about itself cannot be understood or kept. The message is a sentence that says what to
 * change, and nothing that the client sent.
 */
public final class InvalidMetadata extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * Refuses metadata.
     *
     * @param whatToChange a sentence, in ASCII
     */
    public InvalidMetadata(String whatToChange) {
        super(whatToChange);
    }
}

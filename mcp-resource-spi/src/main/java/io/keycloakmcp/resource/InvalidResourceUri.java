/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

/** Says why a string is no resource URI, in a sentence that tells the sender what to change. */
public final class InvalidResourceUri extends Exception {

    private static final long serialVersionUID = 1L;

    InvalidResourceUri(String whatToChange) {
        super(whatToChange);
    }
}

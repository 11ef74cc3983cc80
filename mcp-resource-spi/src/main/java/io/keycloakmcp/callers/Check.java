/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.callers;

/**
 * One thing about a token.
 *
 * @param name what was looked at
 * @param ok true if it is right
 * @param message what is so; if it is wrong, what to change. It has nothing in it that was sent, and is written in the
 *     characters that RFC 6750 §3 allows in an error description
 */
record Check(String name, boolean ok, String message) {

    static Check right(String name, String message) {
        return new Check(name, true, message);
    }

    static Check wrong(String name, String message) {
        return new Check(name, false, message);
    }
}

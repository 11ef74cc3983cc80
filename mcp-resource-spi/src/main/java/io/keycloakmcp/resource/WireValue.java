/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

/** A constant with a name of its own in JSON and in client attributes. */
public interface WireValue {

    /**
     * The name outside of Java.
     *
     * @return the value as it is written
     */
    String wire();
}

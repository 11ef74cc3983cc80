/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import io.keycloakmcp.resource.WireValue;
import java.util.Arrays;
import java.util.Optional;

/** Which clients may come by a URL that is their id (OAuth Client ID Metadata Document). */
public enum MetadataMode implements WireValue {
    /** Clients of the catalogue. */
    KNOWN_CLIENTS("known_clients"),
    /** Every client whose document is in order. */
    OPEN("open"),
    /** Known clients at once; others wait until an administrator approves them. */
    APPROVAL("approval"),
    /** None; the support is not advertised. */
    OFF("off");

    private final String wire;

    MetadataMode(String wire) {
        this.wire = wire;
    }

    @Override
    public String wire() {
        return wire;
    }

    /**
     * Reads a wire value.
     *
     * @param wire the value as it is written
     * @return the constant, or empty if there is none of that name
     */
    public static Optional<MetadataMode> of(String wire) {
        return Arrays.stream(values()).filter(value -> value.wire.equals(wire)).findFirst();
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import java.util.Arrays;
import java.util.Optional;

/** Where an MCP server is in its life. */
public enum ServerStatus implements WireValue {
    /** In use. */
    ACTIVE("active"),
    /** Not yet in use: no metadata and no tokens. */
    DRAFT("draft"),
    /** Taken out of use: no metadata and no tokens, refresh included. */
    SUSPENDED("suspended");

    private final String wire;

    ServerStatus(String wire) {
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
    public static Optional<ServerStatus> of(String wire) {
        return Arrays.stream(values()).filter(value -> value.wire.equals(wire)).findFirst();
    }
}

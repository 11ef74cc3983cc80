/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import java.util.Arrays;
import java.util.Optional;

/** How clients talk to an MCP server. */
public enum Transport implements WireValue {
    /** Streamable HTTP, the current MCP transport. */
    HTTP_STREAMABLE("http_streamable"),
    /** HTTP with server-sent events, the older MCP transport. */
    HTTP_SSE("http_sse"),
    /** A local process: kept for the inventory only, it gets no metadata and no tokens. */
    STDIO("stdio");

    private final String wire;

    Transport(String wire) {
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
    public static Optional<Transport> of(String wire) {
        return Arrays.stream(values()).filter(value -> value.wire.equals(wire)).findFirst();
    }
}

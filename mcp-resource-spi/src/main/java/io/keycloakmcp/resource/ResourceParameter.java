/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import java.util.Arrays;
import java.util.Optional;

/** What becomes of a request that names no MCP server although it must (RFC 8707 §2). */
public enum ResourceParameter implements WireValue {
    /** It is refused. */
    ENFORCE("enforce"),
    /** It is let through, for the one server that its scopes name if there is one, and the event says so. */
    REPORT("report"),
    /** It is Keycloak's own business. */
    OFF("off");

    private final String wire;

    ResourceParameter(String wire) {
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
    public static Optional<ResourceParameter> of(String wire) {
        return Arrays.stream(values()).filter(value -> value.wire.equals(wire)).findFirst();
    }
}

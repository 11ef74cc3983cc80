/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import java.util.Arrays;
import java.util.Optional;

/** Whether an MCP server is protected. */
public enum AuthMode implements WireValue {
    /** Protected: calls need an access token. */
    OAUTH("oauth"),
    /** Deliberately public: no tokens are issued for it. */
    NONE("none");

    private final String wire;

    AuthMode(String wire) {
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
    public static Optional<AuthMode> of(String wire) {
        return Arrays.stream(values()).filter(value -> value.wire.equals(wire)).findFirst();
    }
}

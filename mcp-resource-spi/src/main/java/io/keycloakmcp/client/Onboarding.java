/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import io.keycloakmcp.resource.McpClient;
import io.keycloakmcp.resource.WireValue;
import java.util.Arrays;
import java.util.Optional;
import org.keycloak.models.ClientModel;

/** The way an MCP client came into the realm. */
public enum Onboarding implements WireValue {
    /** It registered itself (RFC 7591). */
    REGISTRATION(McpClient.DYNAMIC_REGISTRATION),
    /** Its id is the URL of its metadata. */
    CLIENT_ID_METADATA(McpClient.CLIENT_ID_METADATA),
    /** An administrator made it. */
    MANUAL("manual");

    private final String wire;

    Onboarding(String wire) {
        this.wire = wire;
    }

    @Override
    public String wire() {
        return wire;
    }

    /**
     * The way of a client.
     *
     * @param client a client of the realm
     * @return the way; empty if it is no MCP client
     */
    public static Optional<Onboarding> of(ClientModel client) {
        return ofMark(client.getAttribute(McpClient.ATTRIBUTE));
    }

    /**
     * The way that a client's mark says.
     *
     * @param mark the value of {@link McpClient#ATTRIBUTE}, which may be {@code null}
     * @return the way; empty if it marks no MCP client
     */
    public static Optional<Onboarding> ofMark(String mark) {
        return McpClient.isMark(mark) ? Optional.of(of(mark).orElse(MANUAL)) : Optional.empty();
    }

    /**
     * Reads a wire value.
     *
     * @param wire the value as it is written
     * @return the constant, or empty if there is none of that name
     */
    public static Optional<Onboarding> of(String wire) {
        return Arrays.stream(values()).filter(way -> way.wire.equals(wire)).findFirst();
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import io.keycloakmcp.resource.WireValue;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;

/**
 * What an administrator thinks of an MCP client. One that is not active is disabled in Keycloak too, so that whatever
 * does not know of this state refuses it.
 */
public enum ClientState implements WireValue {
    /** It may go about its business. */
    ACTIVE("active"),
    /** It waits for an administrator's approval. */
    PENDING("pending"),
    /** An administrator keeps it out, and it cannot come in again. */
    BLOCKED("blocked");

    /** The client attribute; absent means active. */
    public static final String ATTRIBUTE = "mcp.state";

    /** The client attribute that says since when, an ISO 8601 date and time; absent if it never changed. */
    public static final String SINCE = "mcp.state_since";

    private final String wire;

    ClientState(String wire) {
        this.wire = wire;
    }

    @Override
    public String wire() {
        return wire;
    }

    /**
     * The state of a client. One that is disabled by other means counts as blocked.
     *
     * @param client a client of the realm
     * @return the state
     */
    public static ClientState of(ClientModel client) {
        return of(client.isEnabled(), client.getAttribute(ATTRIBUTE));
    }

    /**
     * The state that is kept of a client.
     *
     * @param enabled whether the client is enabled
     * @param attribute the value of {@link #ATTRIBUTE}, which may be {@code null}
     * @return the state
     */
    public static ClientState of(boolean enabled, String attribute) {
        return enabled ? ACTIVE : of(attribute).filter(PENDING::equals).orElse(BLOCKED);
    }

    /**
     * Reads a wire value.
     *
     * @param wire the value as it is written
     * @return the constant, or empty if there is none of that name
     */
    public static Optional<ClientState> of(String wire) {
        return Arrays.stream(values()).filter(value -> value.wire.equals(wire)).findFirst();
    }

    /**
     * Puts a client into this state.
     *
     * @param client a client of the realm
     */
    public void set(ClientModel client) {
        if (of(client) != this) {
            client.setAttribute(
                    SINCE,
                    Instant.ofEpochMilli(Time.currentTimeMillis())
                            .truncatedTo(ChronoUnit.SECONDS)
                            .toString());
        }
        client.setEnabled(this == ACTIVE);
        if (this == ACTIVE) {
            client.removeAttribute(ATTRIBUTE);
        } else {
            client.setAttribute(ATTRIBUTE, wire);
        }
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import io.keycloakmcp.resource.WireValue;
import java.util.Arrays;
import java.util.Optional;
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
        if (client.isEnabled()) {
            return ACTIVE;
        }
        return of(client.getAttribute(ATTRIBUTE)).filter(PENDING::equals).orElse(BLOCKED);
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
        client.setEnabled(this == ACTIVE);
        if (this == ACTIVE) {
            client.removeAttribute(ATTRIBUTE);
        } else {
            client.setAttribute(ATTRIBUTE, wire);
        }
    }
}

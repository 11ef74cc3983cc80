/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.approval;

import io.keycloakmcp.client.ClientState;
import io.keycloakmcp.client.Onboarding;
import java.util.Optional;
import org.keycloak.OAuthErrorException;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;

/**
 * Why an MCP client is not let in. The error is never {@code invalid_client}: clients that read it forget who they are
 * and register again, without end.
 *
 * @param rule the rule that refuses, for the event
 * @param error the OAuth error code
 * @param description a sentence that says what happens next
 */
record ClosedDoor(String rule, String error, String description) {

    private static final ClosedDoor PENDING = new ClosedDoor(
            "client_pending",
            OAuthErrorException.TEMPORARILY_UNAVAILABLE,
            "This client waits for the approval of an administrator. Ask for it, and connect again when it is given");

    private static final ClosedDoor BLOCKED = new ClosedDoor(
            "client_blocked",
            OAuthErrorException.UNAUTHORIZED_CLIENT,
            "An administrator does not let this client in. Ask there for the reason");

    /** Notes that the client of a request stands before this door. */
    void isMet(KeycloakSession session) {
        session.setAttribute(ClosedDoor.class.getName(), this);
    }

    /** What the client of a request met where it authenticated. */
    static Optional<ClosedDoor> met(KeycloakSession session) {
        return Optional.ofNullable(session.getAttribute(ClosedDoor.class.getName(), ClosedDoor.class));
    }

    /**
     * What stands in a client's way.
     *
     * @param client a client of the realm
     * @return the refusal; empty if it is let in, or is no MCP client and so none of our business
     */
    static Optional<ClosedDoor> before(ClientModel client) {
        return Onboarding.of(client).flatMap(way -> switch (ClientState.of(client)) {
            case ACTIVE -> Optional.empty();
            case PENDING -> Optional.of(PENDING);
            case BLOCKED -> Optional.of(BLOCKED);
        });
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.approval;

import jakarta.ws.rs.core.Response;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.par.endpoints.ParEndpoint;
import org.keycloak.services.CorsErrorResponseException;

/**
 * A pushed authorization request (RFC 9126 §2). For every client that does not authenticate Keycloak has one answer,
 * whatever was answered where the client authenticated; one that is not let in is told so here too.
 */
public final class PushedRequest extends ParEndpoint {

    PushedRequest(KeycloakSession session, EventBuilder event) {
        super(session, event);
    }

    @Override
    protected void authorizeClient() {
        try {
            super.authorizeClient();
        } catch (CorsErrorResponseException e) {
            throw ClosedDoor.met(session)
                    .map(door -> new CorsErrorResponseException(
                            cors, door.error(), door.description(), Response.Status.BAD_REQUEST))
                    .orElse(e);
        }
    }
}

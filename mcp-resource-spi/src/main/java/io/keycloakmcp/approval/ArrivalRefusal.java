/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.approval;

import io.keycloakmcp.client.ClientArrival;
import io.keycloakmcp.resource.AuditTerms;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.keycloak.authentication.ClientAuthenticationFlowContext;
import org.keycloak.events.Details;
import org.keycloak.models.ClientModel;
import org.keycloak.representations.idm.OAuth2ErrorRepresentation;

/** Answers MCP clients that are not let in where they authenticate: 400, with an error that they can live with. */
final class ArrivalRefusal implements ClientArrival {

    @Override
    public Optional<Response> whenDisabled(ClientAuthenticationFlowContext context, ClientModel client) {
        return ClosedDoor.before(client).map(door -> {
            door.isMet(context.getSession());
            context.getEvent().detail(AuditTerms.RULE, door.rule()).detail(Details.REASON, door.description());
            return Response.status(Response.Status.BAD_REQUEST)
                    .type(MediaType.APPLICATION_JSON)
                    .entity(new OAuth2ErrorRepresentation(door.error(), door.description()))
                    .build();
        });
    }
}

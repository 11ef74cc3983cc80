/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.cimd;

import io.keycloakmcp.resource.InvalidResourceUri;
import io.keycloakmcp.resource.McpServer;
import io.keycloakmcp.resource.McpServerRegistry;
import io.keycloakmcp.resource.PolicyListener;
import io.keycloakmcp.resource.RealmPresence;
import io.keycloakmcp.resource.RefusedRequest;
import io.keycloakmcp.resource.ResourceUri;
import java.util.Optional;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.context.PreAuthorizationRequestContext;

/**
 * Lets clients in that come to the authorization endpoint with a URL as their id, before Keycloak looks for them. One
 * that is refused is not sent anybody: nobody vouches for its redirect URIs (RFC 6749 §4.1.2.1).
 */
final class UrlClientListener implements PolicyListener {

    private final KeycloakSession session;

    UrlClientListener(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void onEvent(ClientPolicyContext context) {
        if (context instanceof PreAuthorizationRequestContext request
                && MetadataUrl.isMeant(request.getClientId())
                && RealmPresence.hasMcpServers(session.getContext().getRealm())) {
            onRequest(request);
        }
    }

    private void onRequest(PreAuthorizationRequestContext request) {
        try {
            session.getProvider(UrlClients.class).admit(request.getClientId());
        } catch (RefusedClient e) {
            throw new RefusedRequest(e.problem(), e.rule(), e.reason(), request.getClientId(), server(request))
                    .end(session);
        }
    }

    private Optional<McpServer> server(PreAuthorizationRequestContext request) {
        String resource = request.getRequestParameters().getFirst(OAuth2Constants.RESOURCE);
        try {
            return resource == null
                    ? Optional.empty()
                    : new McpServerRegistry(session, session.getContext().getRealm())
                            .findByResource(ResourceUri.parse(resource));
        } catch (InvalidResourceUri e) {
            return Optional.empty();
        }
    }
}

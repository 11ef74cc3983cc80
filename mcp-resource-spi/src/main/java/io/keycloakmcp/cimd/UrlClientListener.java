/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.cimd;

import io.keycloakmcp.resource.PolicyListener;
import io.keycloakmcp.resource.RealmPresence;
import org.keycloak.OAuthErrorException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyException;
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
    public void onEvent(ClientPolicyContext context) throws ClientPolicyException {
        if (context instanceof PreAuthorizationRequestContext request
                && MetadataUrl.isMeant(request.getClientId())
                && RealmPresence.hasMcpServers(session.getContext().getRealm())) {
            onRequest(request);
        }
    }

    private void onRequest(PreAuthorizationRequestContext request) throws ClientPolicyException {
        try {
            session.getProvider(UrlClients.class).admit(request.getClientId());
        } catch (RefusedClient e) {
            throw new ClientPolicyException(OAuthErrorException.INVALID_CLIENT, e.getMessage());
        }
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import io.keycloakmcp.resource.McpScopes;
import io.keycloakmcp.resource.RealmPresence;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Optional;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.grants.ciba.resolvers.DefaultCIBALoginUserResolver;

/**
 * Finds the person that a backchannel authentication request (OpenID CIBA Core §7.1) is about, as Keycloak does. It is
 * the one moment in which the client is known and Keycloak has not looked at the scopes yet, so those that came after
 * the client are made available to it here.
 */
final class BackchannelScopes extends DefaultCIBALoginUserResolver {

    private final KeycloakSession session;

    BackchannelScopes(KeycloakSession session) {
        super(session);
        this.session = session;
    }

    @Override
    public UserModel getUserFromLoginHint(String loginHint) {
        ClientModel client = session.getContext().getClient();
        if (client != null && RealmPresence.hasMcpServers(client.getRealm())) {
            provideScopes(client);
        }
        return super.getUserFromLoginHint(loginHint);
    }

    private void provideScopes(ClientModel client) {
        MultivaluedMap<String, String> form =
                session.getContext().getHttpRequest().getDecodedFormParameters();
        new RequestedScopes(session, client)
                .provide(
                        Optional.ofNullable(form.getFirst(OAuth2Constants.RESOURCE)),
                        McpScopes.names(form.getFirst(OAuth2Constants.SCOPE)));
        new SignedRequest(session, client).provideScopes(form);
    }
}

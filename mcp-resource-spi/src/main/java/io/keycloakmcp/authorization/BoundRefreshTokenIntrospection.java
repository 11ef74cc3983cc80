/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import io.keycloakmcp.resource.GrantRevocation;
import io.keycloakmcp.resource.McpServer;
import java.util.Optional;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.RefreshTokenIntrospectionProvider;
import org.keycloak.representations.AccessToken;

/**
 * Introspection (RFC 7662) of refresh tokens: one that is bound to a resource is shown as it is, the resource included.
 * Keycloak itself would leave the resource out and add the user's roles and profile.
 */
final class BoundRefreshTokenIntrospection extends RefreshTokenIntrospectionProvider {

    BoundRefreshTokenIntrospection(KeycloakSession session) {
        super(session);
    }

    /** RFC 7662 §2.2: a refresh token that would give nothing is not active. */
    @Override
    protected boolean verifyAudience() {
        Object resource = token.getOtherClaims().get(OAuth2Constants.RESOURCE);
        return super.verifyAudience() && (resource == null || isUsable(resource.toString()));
    }

    private boolean isUsable(String resource) {
        return new RequestedServer(session, client)
                .lookUp(resource)
                .filter(McpServer::isProtectedResource)
                .filter(server -> !GrantRevocation.isRevoked(
                        server,
                        client,
                        Optional.ofNullable(userSession.getAuthenticatedClientSessionByClient(client.getId())),
                        BoundToken.issuedAt(token)))
                .isPresent();
    }

    @Override
    public AccessToken transformAccessToken(AccessToken token, UserSessionModel userSession) {
        return token.getOtherClaims().containsKey(OAuth2Constants.RESOURCE)
                ? token
                : super.transformAccessToken(token, userSession);
    }
}

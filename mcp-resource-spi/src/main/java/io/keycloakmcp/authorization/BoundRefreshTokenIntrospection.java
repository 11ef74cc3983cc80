/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

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

    @Override
    public AccessToken transformAccessToken(AccessToken token, UserSessionModel userSession) {
        return token.getOtherClaims().containsKey(OAuth2Constants.RESOURCE)
                ? token
                : super.transformAccessToken(token, userSession);
    }
}

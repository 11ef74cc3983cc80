/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import io.keycloakmcp.resource.BoundTokenId;
import io.keycloakmcp.resource.McpScopes;
import java.util.Set;
import java.util.stream.Collectors;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.RoleUtils;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.util.DefaultClientSessionContext;

/**
 * A token that an MCP server gets for an ordinary client of the realm, an API: its audience is that client alone, it
 * carries the roles of that client and no others, and claims only for what was asked for.
 *
 * @param session the session
 * @param target the ordinary client
 * @param user whom the token is about
 */
record ClientToken(KeycloakSession session, ClientModel target, UserModel user) {

    /** The grant without default scopes, and without those of MCP servers. */
    ClientSessionContext narrowed(ClientSessionContext grant, Set<String> asked) {
        Set<ClientScopeModel> kept = grant.getClientScopesStream()
                .filter(scope -> scope instanceof ClientModel
                        || BoundToken.IDENTIFIERS.contains(scope.getName())
                        || (asked.contains(scope.getName()) && !McpScopes.isMcpScope(scope)))
                .collect(Collectors.toSet());
        return DefaultClientSessionContext.fromClientSessionAndClientScopes(
                grant.getClientSession(), kept, null, session);
    }

    /** Aims a token. The mark keeps Keycloak's own APIs closed to it, whatever roles the user has. */
    void aim(AccessToken token) {
        token.audience(target.getClientId());
        token.subject(user.getId());
        token.setRealmAccess(null);
        token.setResourceAccess(null);
        token.setAllowedOrigins(null);
        token.getOtherClaims().put(OAuth2Constants.CLIENT_ID, token.getIssuedFor());
        RoleUtils.getDeepUserRoleMappings(user).stream()
                .filter(role -> role.isClientRole() && role.getContainerId().equals(target.getId()))
                .forEach(role -> token.addAccess(target.getClientId()).addRole(role.getName()));
        BoundTokenId.markForClient(session, token, OAuth2Constants.TOKEN_EXCHANGE_GRANT_TYPE);
    }
}

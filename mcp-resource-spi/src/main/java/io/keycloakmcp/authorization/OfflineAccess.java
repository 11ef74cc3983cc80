/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import java.util.Set;
import java.util.stream.Collectors;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.TokenManager;

/**
 * The scope {@code offline_access} (OpenID Connect Core §11). Keycloak refuses the token request of a user who lacks
 * the role of that name, when the user has logged in and agreed already; here the scope is left out before.
 *
 * @param session the session
 * @param client the client
 * @param user the user
 */
record OfflineAccess(KeycloakSession session, ClientModel client, UserModel user) {

    /** The scopes without this one, if the user may not have it, or not with this client. */
    Set<String> limit(Set<String> asked) {
        return !asked.contains(OAuth2Constants.OFFLINE_ACCESS) || isAllowed()
                ? asked
                : asked.stream()
                        .filter(name -> !name.equals(OAuth2Constants.OFFLINE_ACCESS))
                        .collect(Collectors.toSet());
    }

    private boolean isAllowed() {
        RoleModel role = client.getRealm().getRole(Constants.OFFLINE_ACCESS_ROLE);
        return role != null
                && TokenManager.getAccess(
                                user,
                                client,
                                TokenManager.getRequestedClientScopes(
                                        session, OAuth2Constants.OFFLINE_ACCESS, client, user))
                        .contains(role);
    }
}

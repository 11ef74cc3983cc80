/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.connections;

import io.keycloakmcp.resource.BoundTokenId;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.keycloak.models.AccountRoles;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.AccessTokenIntrospectionProvider;
import org.keycloak.protocol.oidc.AccessTokenIntrospectionProviderFactory;
import org.keycloak.protocol.oidc.TokenIntrospectionProvider;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.managers.AppAuthManager;
import org.keycloak.services.managers.AuthenticationManager;

/**
 * A person who looks after their own connections, and may do so: as with Keycloak's own account console, that is for
 * the roles of the client {@code account} to say.
 *
 * @param user the person
 * @param token what the person came with
 * @param mayView whether the person may see what they allowed
 * @param mayManage whether the person may take it back
 */
record Person(UserModel user, AccessToken token, boolean mayView, boolean mayManage) {

    private static final Logger LOG = Logger.getLogger(Person.class);

    /** The client that the account API is kept as; a realm without it, or where it is off, has no account API. */
    static Optional<ClientModel> account(RealmModel realm) {
        return Optional.ofNullable(realm.getClientByClientId(Constants.ACCOUNT_MANAGEMENT_CLIENT_ID))
                .filter(ClientModel::isEnabled);
    }

    /**
     * Authenticates a person by an access token, as the account API does: the token must be for {@code account}, and
     * its own roles count. A token for an MCP server never is.
     *
     * @return the person, or empty if there is no such token
     */
    static Optional<Person> byToken(KeycloakSession session, ClientModel account) {
        try {
            return Optional.ofNullable(new AppAuthManager.BearerTokenAuthenticator(session).authenticate())
                    .filter(login -> !BoundTokenId.isNotForKeycloak(session, login.token()))
                    .filter(login -> login.user().getServiceAccountClientLink() == null)
                    .map(login -> byToken(login.user(), complete(session, login, account), account))
                    .filter(person -> person.token().hasAudience(account.getClientId()));
        } catch (RuntimeException e) {
            // Keycloak fails over some tokens, and over some keys in DPoP proofs.
            LOG.debug("A token could not be checked", e);
            return Optional.empty();
        }
    }

    private static Person byToken(UserModel user, AccessToken token, ClientModel account) {
        AccessToken.Access access = token.getResourceAccess(account.getClientId());
        return of(user, token, role -> access != null && access.isUserInRole(role));
    }

    /** A lightweight token has its claims where Keycloak finds them. */
    private static AccessToken complete(
            KeycloakSession session, AuthenticationManager.AuthResult login, ClientModel account) {
        AccessToken token = login.token();
        if (token.getAudience() != null && token.getResourceAccess(account.getClientId()) != null) {
            return token;
        }
        AccessTokenIntrospectionProvider<?> claims = (AccessTokenIntrospectionProvider<?>) session.getProvider(
                TokenIntrospectionProvider.class, AccessTokenIntrospectionProviderFactory.ACCESS_TOKEN_TYPE);
        return claims.transformAccessToken(token, login.session());
    }

    /**
     * Authenticates a person by the cookie of the browser in which they signed in.
     *
     * @return the person, or empty if they are not signed in
     */
    static Optional<Person> byCookie(KeycloakSession session, ClientModel account) {
        RealmModel realm = session.getContext().getRealm();
        return Optional.ofNullable(AuthenticationManager.authenticateIdentityCookie(session, realm, true))
                .map(login -> of(login.user(), login.token(), role -> has(login.user(), account.getRole(role))));
    }

    private static boolean has(UserModel user, RoleModel role) {
        return role != null && user.hasRole(role);
    }

    private static Person of(UserModel user, AccessToken token, Predicate<String> hasRole) {
        return new Person(
                user,
                token,
                Stream.of(AccountRoles.MANAGE_ACCOUNT, AccountRoles.VIEW_CONSENT, AccountRoles.MANAGE_CONSENT)
                        .anyMatch(hasRole),
                Stream.of(AccountRoles.MANAGE_ACCOUNT, AccountRoles.MANAGE_CONSENT)
                        .anyMatch(hasRole));
    }
}

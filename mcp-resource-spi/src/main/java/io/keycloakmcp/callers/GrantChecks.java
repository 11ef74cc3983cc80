/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.callers;

import io.keycloakmcp.resource.BoundTokenId;
import io.keycloakmcp.resource.GrantRevocation;
import io.keycloakmcp.resource.McpServer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.keycloak.TokenVerifier;
import org.keycloak.common.VerificationException;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.util.UserSessionUtil;

/**
 * What Keycloak alone knows about a token: whether all that it was granted for still holds. An MCP server learns of it
 * by introspection (RFC 7662), or when the client refreshes.
 */
final class GrantChecks {

    private static final String SERVER = "server";
    private static final String CLIENT = "client";
    private static final String SESSION = "session";
    private static final String USER = "user";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final McpServer server;

    GrantChecks(KeycloakSession session, RealmModel realm, McpServer server) {
        this.session = session;
        this.realm = realm;
        this.server = server;
    }

    /**
     * Looks at what a token came from.
     *
     * @param token a token that is right by itself
     * @return the checks; what cannot be known because something else is gone is left out
     */
    List<Check> of(AccessToken token) {
        List<Check> checks = new ArrayList<>();
        checks.add(server());
        Optional<ClientModel> client = Optional.ofNullable(realm.getClientByClientId(token.getIssuedFor()))
                .filter(ClientModel::isEnabled);
        checks.add(client(client));
        if (client.isPresent()) {
            Optional<UserSessionModel> login = login(token, client.get());
            checks.add(session(login.isPresent()));
            login.ifPresent(found -> checks.add(user(token, found.getUser())));
        }
        return checks;
    }

    private Check server() {
        return server.isProtectedResource()
                ? Check.right(SERVER, "The server is in use")
                : Check.wrong(
                        SERVER,
                        "The server is registered as one that takes no tokens now: "
                                + server.settings().status().wire()
                                + ", " + server.settings().authMode().wire() + ", "
                                + server.settings().transport().wire());
    }

    private Check client(Optional<ClientModel> client) {
        if (client.isEmpty()) {
            return Check.wrong(CLIENT, "The client of the token was removed or disabled");
        }
        return server.admits(client.get())
                ? Check.right(CLIENT, "The client may use this server")
                : Check.wrong(CLIENT, "The client may not use this server. Its administrator can allow it");
    }

    /** The same as introspection looks at. */
    private Optional<UserSessionModel> login(AccessToken token, ClientModel client) {
        try {
            TokenVerifier.createWithoutSignature(token)
                    .withChecks(
                            TokenManager.NotBeforeCheck.forModel(client),
                            new TokenManager.TokenRevocationCheck(session))
                    .verify();
            return Optional.ofNullable(
                            UserSessionUtil.findValidSessionForAccessToken(session, realm, token, client, invalid -> {})
                                    .getUserSession())
                    .filter(login -> !isRevoked(token, client, login));
        } catch (VerificationException | IllegalArgumentException e) {
            // The latter is for a token by a grant that this server does not have any more.
            return Optional.empty();
        }
    }

    private boolean isRevoked(AccessToken token, ClientModel client, UserSessionModel login) {
        AuthenticatedClientSessionModel grants = login.getAuthenticatedClientSessionByClient(client.getId());
        Instant since = BoundTokenId.isMarked(session, token)
                ? BoundTokenId.issuedAt(session, token)
                : Instant.ofEpochSecond(token.getIat());
        return GrantRevocation.isRevoked(server, client, Optional.ofNullable(grants), since)
                || (login.isOffline() && !UserSessionUtil.isOfflineAccessGranted(session, grants));
    }

    private static Check session(boolean isThere) {
        return isThere
                ? Check.right(SESSION, "The login of the token goes on, and nothing was revoked")
                : Check.wrong(
                        SESSION,
                        "The login of the token has ended, or the token or its grant was revoked. Start a new"
                                + " authorization");
    }

    private Check user(AccessToken token, UserModel user) {
        if (!TokenManager.isUserValid(session, realm, token, user)) {
            return Check.wrong(USER, "The user was removed, disabled, or logged out everywhere");
        }
        return server.settings()
                .access()
                .denialOf(session, realm, user)
                .map(denial -> Check.wrong(
                        USER,
                        switch (denial) {
                            case ROLE_MISSING -> "The user has none of the roles that the server requires";
                            case GROUP_MISSING -> "The user is in none of the groups that the server requires";
                            case NOT_A_MEMBER -> "The user is no member of the organization that the server requires";
                        }))
                .orElseGet(() -> Check.right(USER, "The user may use this server"));
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import io.keycloakmcp.resource.GrantRevocation;
import io.keycloakmcp.resource.McpClient;
import io.keycloakmcp.resource.McpScopes;
import io.keycloakmcp.resource.McpServer;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;

/** Who gets a token for an MCP server, and how it must be asked for. Each rule stands alone and fails closed. */
final class AccessRules {

    private AccessRules() {}

    /** What is checked before a person logs in, and again at every token: the server's state, and the client. */
    static void requireAccess(McpServer server, ClientModel client) throws RefusedException {
        if (!server.isProtectedResource()) {
            throw new RefusedException(Refusal.target(
                    "server_unavailable",
                    "No tokens are issued for this MCP server at present. Ask the administrator of the server"));
        }
        if (!server.admits(client)) {
            throw new RefusedException(Refusal.client(
                    "client_not_allowed",
                    "This client may not use this MCP server. Ask the administrator of the server to allow it"));
        }
    }

    /** What is checked once it is known who the user is, before a code exists and again at every token. */
    static void requireUser(KeycloakSession session, McpServer server, RealmModel realm, UserModel user)
            throws RefusedException {
        var denial = server.settings().access().denialOf(session, realm, user);
        if (denial.isPresent()) {
            throw new RefusedException(Refusal.access(
                    denial.get().wire(),
                    "The user may not use this MCP server. Ask the administrator of the server for access"));
        }
    }

    /** The scopes that a token for a server can have, of those that were asked for. */
    static Set<String> grantable(
            KeycloakSession session, McpServer server, ClientModel client, UserModel user, Set<String> asked) {
        Set<String> scopes = new HashSet<>(McpScopes.OPENID);
        scopes.addAll(server.settings().scopesOf(client.getRealm(), user));
        scopes.retainAll(asked);
        return new OfflineAccess(session, client, user).limit(scopes);
    }

    /**
     * PKCE with S256 (RFC 7636 §4.2; RFC 9700 §2.1.1), for the authorization request. MCP clients must use it even if
     * the realm lets them do without a server.
     */
    static void requirePkce(Optional<McpServer> server, ClientModel client, String challenge, String method)
            throws RefusedException {
        if (lacksPkce(server, client, challenge, method)) {
            throw new RefusedException(Refusal.request(
                    "pkce_missing", "PKCE is missing. Send code_challenge with code_challenge_method=S256"));
        }
    }

    /** The same for the code: it holds even if a code was issued past the authorization request's check. */
    static void requirePkceCode(Optional<McpServer> server, ClientModel client, String challenge, String method)
            throws RefusedException {
        if (lacksPkce(server, client, challenge, method)) {
            throw new RefusedException(
                    Refusal.grant("pkce_missing", "The code was issued without PKCE. Start again with PKCE and S256"));
        }
    }

    private static boolean lacksPkce(Optional<McpServer> server, ClientModel client, String challenge, String method) {
        boolean needed = McpClient.isMarked(client)
                || server.filter(known -> known.settings().requirePkce()).isPresent();
        return needed && (challenge == null || !OIDCLoginProtocol.PKCE_METHOD_S256.equals(method));
    }

    /** RFC 9449: the token must be bound to the client's key. */
    static void requireDpop(McpServer server, boolean bound) throws RefusedException {
        if (server.settings().requireDpop() && !bound) {
            throw new RefusedException(Refusal.dpop(
                    "dpop_missing", "This MCP server takes only tokens bound to a key. Send a DPoP proof"));
        }
    }

    /** What the person allowed the client at this server, or has taken back since. */
    static void requireConsent(boolean granted) throws RefusedException {
        if (!granted) {
            throw new RefusedException(Refusal.grant(
                    "consent_missing",
                    "The user has not allowed this client to use this MCP server. Start a new authorization"));
        }
    }

    /** What an administrator took back stays taken back: the client needs a new authorization. */
    static void requireUnrevoked(McpServer server, AuthenticatedClientSessionModel login, Instant since)
            throws RefusedException {
        if (GrantRevocation.isRevoked(server, login.getClient(), Optional.of(login), since)) {
            throw new RefusedException(Refusal.grant(
                    "grant_revoked", "What was granted for this MCP server was revoked. Start a new authorization"));
        }
    }
}

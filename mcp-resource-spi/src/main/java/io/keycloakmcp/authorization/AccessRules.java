/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import io.keycloakmcp.resource.McpClient;
import io.keycloakmcp.resource.McpServer;
import io.keycloakmcp.resource.RequiredRole;
import java.util.List;
import java.util.Optional;
import org.keycloak.models.ClientModel;
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
        if (!isClientAllowed(server, client)) {
            throw new RefusedException(Refusal.client(
                    "client_not_allowed",
                    "This client may not use this MCP server. Ask the administrator of the server to allow it"));
        }
    }

    static boolean isClientAllowed(McpServer server, ClientModel client) {
        List<String> allowed = server.settings().allowedClientIds();
        return allowed.isEmpty() || allowed.contains(client.getClientId());
    }

    /** PKCE with S256 (RFC 7636 §4.2; RFC 9700 §2.1.1), for the authorization request. */
    static void requirePkce(McpServer server, ClientModel client, String challenge, String method)
            throws RefusedException {
        if (needsPkce(server, client) && (challenge == null || !OIDCLoginProtocol.PKCE_METHOD_S256.equals(method))) {
            throw new RefusedException(Refusal.request(
                    "pkce_missing", "PKCE is missing. Send code_challenge with code_challenge_method=S256"));
        }
    }

    /** The same for the code: it holds even if a code was issued past the authorization request's check. */
    static void requirePkceCode(McpServer server, ClientModel client, String challenge, String method)
            throws RefusedException {
        if (needsPkce(server, client) && (challenge == null || !OIDCLoginProtocol.PKCE_METHOD_S256.equals(method))) {
            throw new RefusedException(
                    Refusal.grant("pkce_missing", "The code was issued without PKCE. Start again with PKCE and S256"));
        }
    }

    private static boolean needsPkce(McpServer server, ClientModel client) {
        return server.settings().requirePkce() || McpClient.isMarked(client);
    }

    /** The user needs one of the roles; composite roles and roles of groups count. */
    static void requireRole(McpServer server, RealmModel realm, UserModel user) throws RefusedException {
        List<String> roles = server.settings().requiredRoles();
        boolean granted = roles.isEmpty()
                || roles.stream()
                        .map(name -> RequiredRole.find(realm, name))
                        .flatMap(Optional::stream)
                        .anyMatch(user::hasRole);
        if (!granted) {
            throw new RefusedException(Refusal.access(
                    "role_missing",
                    "The user may not use this MCP server. Ask the administrator of the server for access"));
        }
    }

    /** RFC 9449: the token must be bound to the client's key. */
    static void requireDpop(McpServer server, boolean bound) throws RefusedException {
        if (server.settings().requireDpop() && !bound) {
            throw new RefusedException(Refusal.dpop(
                    "dpop_missing", "This MCP server takes only tokens bound to a key. Send a DPoP proof"));
        }
    }
}

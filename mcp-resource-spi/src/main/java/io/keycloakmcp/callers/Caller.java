/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.callers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.resource.McpServer;
import io.keycloakmcp.resource.McpServerJson;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.managers.AppAuthManager.BearerTokenAuthenticator;

/**
 * Who calls with an access token of the realm, and what of the MCP servers is their business.
 *
 * @param session the session
 * @param token the token
 * @param client the client that has the token
 * @param user the user who it acts for
 */
record Caller(KeycloakSession session, AccessToken token, ClientModel client, UserModel user) {

    private static final Logger LOG = Logger.getLogger(Caller.class);

    private static final String SCOPES = "scopes_supported";

    /** What a caller sees of a server; everything else is for administrators. */
    private static final List<String> SEEN = List.of(
            "id",
            "server_id",
            "name",
            "description",
            "resource_uri",
            "endpoint_url",
            "transport",
            "auth_mode",
            "status",
            SCOPES,
            "require_pkce",
            "require_resource_param",
            "token_lifetime",
            "created_at");

    /**
     * Authenticates as Keycloak's own APIs do. Like these it takes no token that is for an MCP server, which the
     * server's operator holds too.
     *
     * @return the caller, or empty if the token is not valid here
     */
    static Optional<Caller> of(KeycloakSession session, PresentedToken presented) {
        try {
            return Optional.ofNullable(new BearerTokenAuthenticator(session)
                            .setTokenString(presented.text())
                            .authenticate())
                    .map(result -> new Caller(session, result.token(), result.client(), result.user()));
        } catch (RuntimeException e) {
            // Keycloak fails over some keys in DPoP proofs.
            LOG.debug("A token could not be checked", e);
            return Optional.empty();
        }
    }

    /** Whether the client could get a token for a server, with the user. */
    boolean canUse(McpServer server) {
        return server.isProtectedResource()
                && server.admits(client)
                && server.settings().access().denialOf(session, realm(), user).isEmpty();
    }

    /** A server as the caller sees it, with those scopes alone that the user may have. */
    ObjectNode view(McpServer server) {
        Set<String> scopes = server.settings().scopesOf(realm(), user);
        ObjectNode json = McpServerJson.write(server).retain(SEEN);
        json.putArray(SCOPES)
                .addAll(server.settings().scopeNames().stream()
                        .filter(scopes::contains)
                        .map(json::textNode)
                        .toList());
        return json;
    }

    private RealmModel realm() {
        return session.getContext().getRealm();
    }
}

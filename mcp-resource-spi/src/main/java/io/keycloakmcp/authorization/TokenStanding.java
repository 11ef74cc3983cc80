/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import io.keycloakmcp.resource.BoundTokenId;
import io.keycloakmcp.resource.GrantRevocation;
import io.keycloakmcp.resource.McpServer;
import io.keycloakmcp.resource.McpServerRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserSessionModel;
import org.keycloak.representations.AccessToken;

/**
 * What a marked access token stands on besides its user's session: that the MCP server it is for is in use, and those
 * that it came through by exchange, and that nobody has revoked what was granted for them.
 *
 * @param session the session
 * @param token the token, which Keycloak has verified
 * @param client the client that it was issued to
 * @param login the user's session
 */
record TokenStanding(KeycloakSession session, AccessToken token, ClientModel client, UserSessionModel login) {

    private static final Refusal SERVER_UNAVAILABLE =
            Refusal.request("server_unavailable", "The MCP server of the token is not in use");
    private static final Refusal GRANT_REVOKED =
            Refusal.request("grant_revoked", "What was granted for the MCP server was revoked");

    void require() throws RefusedException {
        List<String> actors = Delegation.actorsOf(token);
        for (McpServer server : servers(actors)) {
            if (isRevoked(server, !actors.isEmpty())) {
                throw new RefusedException(GRANT_REVOKED);
            }
        }
    }

    private List<McpServer> servers(List<String> actors) throws RefusedException {
        List<McpServer> servers = new ArrayList<>();
        if (BoundTokenId.isMarked(session, token)) {
            servers.add(inUse(new RequestedServer(session, client).lookUp(token.getAudience()[0])));
        }
        McpServerRegistry registry = new McpServerRegistry(session, client.getRealm());
        for (String actor : actors) {
            servers.add(inUse(registry.findByServerId(actor)));
        }
        return servers;
    }

    private static McpServer inUse(Optional<McpServer> server) throws RefusedException {
        return server.filter(McpServer::isProtectedResource)
                .orElseThrow(() -> new RefusedException(SERVER_UNAVAILABLE));
    }

    private boolean isRevoked(McpServer server, boolean exchanged) {
        Instant since = BoundTokenId.issuedAt(session, token);
        return exchanged
                ? GrantRevocation.isExchangeRevoked(server, client, login, since)
                : GrantRevocation.isRevoked(
                        server,
                        client,
                        Optional.ofNullable(login.getAuthenticatedClientSessionByClient(client.getId())),
                        since);
    }
}

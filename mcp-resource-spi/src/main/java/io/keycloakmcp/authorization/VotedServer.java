/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import io.keycloakmcp.resource.McpServer;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;

/**
 * The MCP server that the realm's client policies judged a request by. A policy that demands something for one server
 * is worth nothing if the token is then for another, so the token is made for this server or not at all.
 *
 * @param serverId its id; empty if the request has nothing to do with an MCP server
 */
record VotedServer(Optional<String> serverId) {

    private static final String ATTRIBUTE = VotedServer.class.getName();

    void to(KeycloakSession session) {
        session.setAttribute(ATTRIBUTE, this);
    }

    /** Refuses a token for another server than the policies were asked about, if they were asked at all. */
    static void requireSame(KeycloakSession session, Optional<McpServer> server) throws RefusedException {
        VotedServer voted = session.getAttribute(ATTRIBUTE, VotedServer.class);
        if (voted != null && !voted.serverId().equals(server.map(McpServer::serverId))) {
            throw new RefusedException(
                    Refusal.target(
                            "resource_unclear",
                            "It is not clear which MCP server the token is for. Send the parameter resource from the first request on"));
        }
    }
}

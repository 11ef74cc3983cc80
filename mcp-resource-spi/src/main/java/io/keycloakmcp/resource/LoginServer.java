/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * The MCP server that a person is logging in for. It is noted in the login once the request has been understood, so
 * that what comes later, such as the question for consent, need not judge the request again.
 */
public final class LoginServer {

    private static final String NOTE = "mcp.server";

    private LoginServer() {}

    /**
     * Notes the server.
     *
     * @param login the login
     * @param server the server
     */
    public static void note(AuthenticationSessionModel login, McpServer server) {
        login.setAuthNote(NOTE, server.serverId());
    }

    /**
     * The server that was noted, whatever its status.
     *
     * @param session the session
     * @param login the login
     * @return the server, or empty if the login is for none, or for one that is not registered any more
     */
    public static Optional<McpServer> of(KeycloakSession session, AuthenticationSessionModel login) {
        return Optional.ofNullable(login.getAuthNote(NOTE))
                .flatMap(new McpServerRegistry(session, login.getRealm())::findByServerId);
    }
}

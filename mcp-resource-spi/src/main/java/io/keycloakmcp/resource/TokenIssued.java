/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import java.util.Set;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.provider.ProviderEvent;

/**
 * Says that a token for an MCP server is about to be given out, within the transaction that makes it. Who listens must
 * be quick, and must not fail the request.
 *
 * @param session the session
 * @param server the server
 * @param login the client's session with the user, who may be a service account
 * @param scopes the names of the scopes that the token carries
 * @param offline whether the grant outlives the user's own session
 * @param grantType how it was asked for (RFC 6749 §4, §6)
 */
public record TokenIssued(
        KeycloakSession session,
        McpServer server,
        AuthenticatedClientSessionModel login,
        Set<String> scopes,
        boolean offline,
        String grantType)
        implements ProviderEvent {}

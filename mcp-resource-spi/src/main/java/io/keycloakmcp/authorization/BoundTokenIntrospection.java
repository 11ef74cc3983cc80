/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import io.keycloakmcp.resource.BoundTokenId;
import io.keycloakmcp.resource.GrantRevocation;
import io.keycloakmcp.resource.McpServer;
import io.keycloakmcp.resource.McpServerRegistry;
import java.util.Arrays;
import java.util.Optional;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.AccessTokenIntrospectionProvider;
import org.keycloak.representations.AccessToken;

/**
 * Introspection (RFC 7662) of access tokens, for the MCP servers they are meant for: a server's own client learns about
 * the tokens for that server. Keycloak itself would look for the client's id in the audience, and would add claims to
 * the answer that a bound token does not have.
 */
final class BoundTokenIntrospection extends AccessTokenIntrospectionProvider<AccessToken> {

    BoundTokenIntrospection(KeycloakSession session) {
        super(session);
    }

    @Override
    public AccessToken transformAccessToken(AccessToken token, UserSessionModel userSession) {
        return BoundTokenId.isMarked(session, token) ? token : super.transformAccessToken(token, userSession);
    }

    @Override
    protected boolean verifyAudience() {
        if (!BoundTokenId.isMarked(session, token)) {
            return namesServerOfCaller() || super.verifyAudience();
        }
        Optional<McpServer> server = new RequestedServer(session, client).lookUp(token.getAudience()[0]);
        if (server.filter(McpServer::isProtectedResource).isEmpty()) {
            eventBuilder.detail(Details.REASON, "The MCP server of the token is not in use");
            eventBuilder.error(Errors.INVALID_TOKEN);
            return false;
        }
        if (GrantRevocation.isRevoked(
                server.get(),
                client,
                Optional.ofNullable(userSession.getAuthenticatedClientSessionByClient(client.getId())),
                BoundTokenId.issuedAt(session, token))) {
            eventBuilder.detail(Details.REASON, "What was granted for the MCP server was revoked");
            eventBuilder.error(Errors.INVALID_TOKEN);
            return false;
        }
        String caller = session.getContext().getClient().getClientId();
        return server.get().serverId().equals(caller) || super.verifyAudience();
    }

    /** An ordinary token with the server among its audiences, as {@link ResourceAudienceMapper} makes them. */
    private boolean namesServerOfCaller() {
        String[] audience = token.getAudience() != null ? token.getAudience() : transformedToken.getAudience();
        return audience != null
                && new McpServerRegistry(session, realm)
                        .findByServerId(session.getContext().getClient().getClientId())
                        .filter(McpServer::isProtectedResource)
                        .filter(server -> Arrays.asList(audience)
                                .contains(server.resource().registered()))
                        .isPresent();
    }
}

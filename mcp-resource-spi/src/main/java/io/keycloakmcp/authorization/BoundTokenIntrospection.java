/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import io.keycloakmcp.resource.BoundTokenId;
import io.keycloakmcp.resource.McpServer;
import io.keycloakmcp.resource.McpServerRegistry;
import java.util.Arrays;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.AccessTokenIntrospectionProvider;
import org.keycloak.representations.AccessToken;

/**
 * Introspection (RFC 7662) of access tokens, for the MCP servers they are meant for: a server's own client learns about
 * the tokens for that server. Keycloak itself would look for the client's id in the audience, and would add claims to
 * the answer that a bound token does not have. What a server exchanged for an ordinary client is shown as it is, too.
 */
final class BoundTokenIntrospection extends AccessTokenIntrospectionProvider<AccessToken> {

    BoundTokenIntrospection(KeycloakSession session) {
        super(session);
    }

    @Override
    public AccessToken transformAccessToken(AccessToken token, UserSessionModel userSession) {
        return BoundTokenId.isNotForKeycloak(session, token) ? token : super.transformAccessToken(token, userSession);
    }

    @Override
    protected boolean verifyAudience() {
        if (!BoundTokenId.isNotForKeycloak(session, token)) {
            return namesServerOfCaller() || super.verifyAudience();
        }
        try {
            new TokenStanding(session, token, client, userSession).require();
        } catch (RefusedException e) {
            eventBuilder.detail(Details.REASON, e.refusal().description());
            eventBuilder.error(Errors.INVALID_TOKEN);
            return false;
        }
        return isForCaller() || super.verifyAudience();
    }

    private boolean isForCaller() {
        String caller = session.getContext().getClient().getClientId();
        return BoundTokenId.isMarked(session, token)
                && new RequestedServer(session, client)
                        .lookUp(token.getAudience()[0])
                        .filter(server -> server.serverId().equals(caller))
                        .isPresent();
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

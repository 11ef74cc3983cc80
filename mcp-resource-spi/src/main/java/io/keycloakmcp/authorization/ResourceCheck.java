/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import io.keycloakmcp.resource.LoginStep;
import io.keycloakmcp.resource.McpScopes;
import io.keycloakmcp.resource.McpServer;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.keycloak.OAuthErrorException;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.endpoints.AuthorizationEndpointCheckProvider;
import org.keycloak.protocol.oidc.endpoints.AuthorizationEndpointChecker;
import org.keycloak.protocol.oidc.endpoints.AuthorizationEndpointChecker.AuthorizationCheckException;
import org.keycloak.protocol.oidc.endpoints.request.AuthorizationEndpointRequest;
import org.keycloak.protocol.oidc.utils.OIDCResponseType;

/**
 * Checks an authorization request before anybody logs in. What it refuses goes back to the client's redirect URI, with
 * {@code state} and {@code iss} (RFC 6749 §4.1.2.1, RFC 8707 §2.1, RFC 9207 §2).
 */
final class ResourceCheck implements AuthorizationEndpointCheckProvider {

    private static final Refusal FRONT_CHANNEL = new Refusal(
            "front_channel",
            OAuthErrorException.UNSUPPORTED_RESPONSE_TYPE,
            "Tokens for MCP servers come from the token endpoint alone. Use response_type=code");

    private final KeycloakSession session;

    ResourceCheck(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void check(AuthorizationEndpointChecker context) throws AuthorizationCheckException {
        AuthorizationEndpointRequest request = context.getAuthorizationEndpointRequest();
        ClientModel client = context.getClient();
        Audit audit = Audit.of(session, context.getEventBuilder());
        try {
            Optional<McpServer> server = new RequestedServer(session, client)
                    .find(Optional.ofNullable(request.getResource()), McpScopes.names(request.getScope()), audit);
            if (server.isPresent()) {
                if (context.getParsedResponseType().isImplicitOrHybridFlow()) {
                    throw new RefusedException(FRONT_CHANNEL);
                }
                AccessRules.requireAccess(server.get(), client);
                LoginStep.ensureEnabled(session, client.getRealm());
            }
            if (context.getParsedResponseType().hasResponseType(OIDCResponseType.CODE)) {
                AccessRules.requirePkce(server, client, request.getCodeChallenge(), request.getCodeChallengeMethod());
            }
        } catch (RefusedException e) {
            audit.refuses(e.refusal());
            throw new AuthorizationCheckException(
                    Response.Status.BAD_REQUEST,
                    e.refusal().error(),
                    e.refusal().description());
        }
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}

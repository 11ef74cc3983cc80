/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import io.keycloakmcp.resource.McpScopes;
import io.keycloakmcp.resource.McpServer;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.Set;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.services.CorsErrorResponseException;
import org.keycloak.services.cors.Cors;

/**
 * What a request to the token endpoint said, kept for the hook that makes the token: Keycloak passes that hook neither
 * the parameters of every grant nor the event.
 *
 * @param grantType the grant
 * @param resource the {@code resource} parameter (RFC 8707 §2.2)
 * @param asked the {@code scope} parameter
 * @param scopes what of it counts
 * @param server the MCP server that this request itself asks for; empty where an earlier step decided about it
 * @param audit where it is noted what becomes of the request
 * @param cors the CORS headers of the answer
 */
record TokenRequest(
        String grantType,
        Optional<String> resource,
        Set<String> asked,
        Set<String> scopes,
        Optional<McpServer> server,
        Audit audit,
        Cors cors) {

    private static final String ATTRIBUTE = TokenRequest.class.getName();

    static TokenRequest of(OAuth2GrantType.Context context) {
        Set<String> asked = McpScopes.names(context.getFormParams().getFirst(OAuth2Constants.SCOPE));
        return new TokenRequest(
                context.getGrantType(),
                Optional.ofNullable(context.getFormParams().getFirst(OAuth2Constants.RESOURCE)),
                asked,
                asked,
                Optional.empty(),
                Audit.of(context.getSession(), context.getEvent()),
                context.getCors());
    }

    TokenRequest asksFor(Optional<McpServer> found) {
        return new TokenRequest(grantType, resource, asked, scopes, found, audit, cors);
    }

    /** The same request as if it had asked for these scopes alone. */
    TokenRequest limitedTo(Set<String> wanted) {
        return new TokenRequest(grantType, resource, asked, wanted, server, audit, cors);
    }

    void to(KeycloakSession session) {
        session.setAttribute(ATTRIBUTE, this);
    }

    /** The request under way, or empty where a token is made outside the token endpoint. */
    static Optional<TokenRequest> current(KeycloakSession session) {
        return Optional.ofNullable(session.getAttribute(ATTRIBUTE, TokenRequest.class));
    }

    /** Ends the request with an OAuth error (RFC 6749 §5.2) and an event that names the rule. */
    CorsErrorResponseException refuse(Refusal refusal) {
        audit.refuses(refusal);
        return new CorsErrorResponseException(
                cors, refusal.error(), refusal.description(), Response.Status.BAD_REQUEST);
    }
}

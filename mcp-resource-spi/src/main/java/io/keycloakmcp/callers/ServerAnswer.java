/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.callers;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.resource.Challenge;
import io.keycloakmcp.resource.McpServer;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.keycloak.OAuth2Constants;
import org.keycloak.OAuthErrorException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.util.DPoPUtil;

/**
 * What an MCP server should answer to a request, and why (RFC 6750 §3, RFC 9728 §5.1, RFC 9449 §7.1).
 *
 * @param status the status; 200 stands for whatever the server answers to what it accepts
 * @param challenge the challenge; empty with status 200
 * @param message the reason in a sentence
 * @param checks the reason in detail
 */
record ServerAnswer(Response.Status status, Optional<Challenge> challenge, String message, List<Check> checks) {

    private static final String INVALID_DPOP_PROOF = "invalid_dpop_proof";

    /** The answer to a request without a token; nothing is wrong then, so there is no error code. */
    static ServerAnswer withoutToken(Challenge challenge, String message) {
        return new ServerAnswer(Response.Status.UNAUTHORIZED, Optional.of(challenge), message, List.of());
    }

    /**
     * The answer to a request with a token.
     *
     * @param report what is right and wrong with the token
     * @param challenge the server's challenge for requests without a token
     * @param needed the scopes that the request needs
     */
    static ServerAnswer to(TokenReport report, Challenge challenge, Set<String> needed) {
        return report.wrong()
                .map(wrong -> switch (wrong.name()) {
                    case ClaimChecks.SCOPES ->
                        refusal(
                                Response.Status.FORBIDDEN,
                                challenge.with(OAuth2Constants.SCOPE, String.join(" ", needed)),
                                OAuthErrorException.INSUFFICIENT_SCOPE,
                                report);
                    case ClaimChecks.PROOF ->
                        refusal(Response.Status.UNAUTHORIZED, challenge, INVALID_DPOP_PROOF, report);
                    default ->
                        refusal(Response.Status.UNAUTHORIZED, challenge, OAuthErrorException.INVALID_TOKEN, report);
                })
                .orElseGet(() -> new ServerAnswer(
                        Response.Status.OK, Optional.empty(), "The token is valid for this server", report.checks()));
    }

    private static ServerAnswer refusal(Response.Status status, Challenge challenge, String error, TokenReport report) {
        String message = report.wrong().orElseThrow().message();
        return new ServerAnswer(
                status,
                Optional.of(
                        challenge.with(OAuth2Constants.ERROR, error).with(OAuth2Constants.ERROR_DESCRIPTION, message)),
                message,
                report.checks());
    }

    /** The same for a request with the scheme DPoP. */
    ServerAnswer forDpop(KeycloakSession session) {
        String algorithms = String.join(" ", DPoPUtil.getDPoPSupportedAlgorithms(session));
        return new ServerAnswer(
                status,
                challenge.map(bearer -> new Challenge(DPoPUtil.DPOP_SCHEME, bearer.parameters())
                        .with(OAuth2Constants.ALGS_ATTRIBUTE, algorithms)),
                message,
                checks);
    }

    Response.ResponseBuilder response(McpServer server) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("server_id", server.serverId());
        body.put("resource_uri", server.resource().registered());
        body.put("valid", challenge.isEmpty());
        body.put("message", message);
        challenge.ifPresent(value -> body.put("www_authenticate", value.header()));
        ArrayNode list = body.putArray("checks");
        checks.forEach(check ->
                list.addObject().put("name", check.name()).put("ok", check.ok()).put("message", check.message()));
        Response.ResponseBuilder response = JsonAnswer.of(status, body);
        challenge.ifPresent(value -> response.header(HttpHeaders.WWW_AUTHENTICATE, value.header()));
        return response;
    }
}

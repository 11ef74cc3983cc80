/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.callers;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.resource.Challenge;
import io.keycloakmcp.resource.Discovery;
import io.keycloakmcp.resource.McpScopes;
import io.keycloakmcp.resource.McpServer;
import io.keycloakmcp.resource.McpServerRegistry;
import io.keycloakmcp.resource.RealmUrls;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.keycloak.OAuth2Constants;
import org.keycloak.OAuthErrorException;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.cors.Cors;
import org.keycloak.services.util.DPoPUtil;

/**
 * Answers as an MCP server should, so that its author can compare, and tests tokens for it:
 * {@code /realms/{realm}/mcp/servers/{server_id}/challenge}. Everybody may ask, from every web page: it tells nothing
 * that the presenter of a token could not find out with it elsewhere.
 */
public final class ChallengeResource {

    private static final String EVENT_SERVER = "mcp_server";
    private static final String INVALID_DPOP_PROOF = "invalid_dpop_proof";

    private final KeycloakSession session;
    private final String serverId;
    private final RealmUrls urls;

    ChallengeResource(KeycloakSession session, String serverId) {
        this.session = session;
        this.serverId = serverId;
        this.urls = RealmUrls.of(session, session.getContext().getRealm());
    }

    /**
     * Answers a request for the MCP server, with or without a token.
     *
     * @param scope the scopes that the request needs, separated by spaces; none unless said
     * @return 401 with the challenge of the server, if there is no token; else a report about the token, with 200 if it
     *     is valid, 403 if it lacks a scope (RFC 6750 §3.1), and 401 if anything else is wrong. 400 if a scope is not
     *     the server's, 404 if there is no such server
     */
    @GET
    public Response get(@QueryParam("scope") String scope) {
        return answer(scope, false);
    }

    /**
     * The same for the method that MCP clients use. The body is not looked at. A test of a token that the realm signed
     * is an event.
     *
     * @param scope the scopes that the request needs, separated by spaces; none unless said
     * @return the same as {@link #get}
     */
    @POST
    public Response post(@QueryParam("scope") String scope) {
        return answer(scope, true);
    }

    /**
     * Answers the CORS preflight of browser clients.
     *
     * @return 200
     */
    @OPTIONS
    public Response preflight() {
        return session.getProvider(Cors.class)
                .auth()
                .preflight()
                .allowedMethods("GET", "POST", "OPTIONS")
                .add(Response.ok());
    }

    private Response answer(String scope, boolean isAudited) {
        return session.getProvider(Cors.class)
                .allowAllOrigins()
                .exposedHeaders(HttpHeaders.WWW_AUTHENTICATE)
                .add(new McpServerRegistry(session, session.getContext().getRealm())
                        .findByServerId(serverId)
                        .map(server -> answer(server, McpScopes.names(scope), isAudited))
                        .orElseGet(JsonAnswer::notFound));
    }

    private Response.ResponseBuilder answer(McpServer server, Set<String> needed, boolean isAudited) {
        Optional<PresentedToken> presented = PresentedToken.of(session);
        Optional<TokenReport> report =
                presented.map(token -> TokenReport.of(session, server, token, urls.issuer(), needed));
        // A server that takes no tokens is there for those alone who have one for it.
        if (!server.isProtectedResource()
                && report.filter(TokenReport::isByItselfRight).isEmpty()) {
            return JsonAnswer.notFound();
        }
        if (!server.settings().scopeNames().containsAll(needed)) {
            return JsonAnswer.badParameter("scope", "must name scopes of this server alone");
        }
        if (isAudited) {
            report.ifPresent(this::audit);
        }
        return report.map(about -> answer(server, presented.get(), about, needed))
                .orElseGet(() -> tokenMissing(server));
    }

    private Response.ResponseBuilder tokenMissing(McpServer server) {
        boolean inUrl = session.getContext().getUri().getQueryParameters().containsKey(OAuth2Constants.ACCESS_TOKEN);
        boolean inHeader =
                session.getContext().getHttpRequest().getHttpHeaders().getHeaderString(HttpHeaders.AUTHORIZATION)
                        != null;
        String message = "There is no token, so the server answers with this challenge";
        if (inUrl) {
            message = "A token in the URL does not count, because URLs are kept in logs. Send it in the header"
                    + " Authorization";
        } else if (inHeader) {
            message =
                    "The header Authorization has no token. It must be there once, as Bearer, one space, and the token";
        }
        return answer(Response.Status.UNAUTHORIZED, server, List.of(), message, Optional.of(challenge(server)));
    }

    private Challenge challenge(McpServer server) {
        return Discovery.of(server, urls).challenge();
    }

    private Response.ResponseBuilder answer(
            McpServer server, PresentedToken presented, TokenReport report, Set<String> needed) {
        Optional<Check> wrong = report.wrong();
        if (wrong.isEmpty()) {
            return answer(
                    Response.Status.OK,
                    server,
                    report.checks(),
                    "The token is valid for this server",
                    Optional.empty());
        }
        boolean lacksScopes = wrong.get().name().equals(ClaimChecks.SCOPES);
        Challenge challenge = challenge(server);
        if (lacksScopes) {
            challenge = challenge
                    .with(OAuth2Constants.SCOPE, String.join(" ", needed))
                    .with(OAuth2Constants.ERROR, OAuthErrorException.INSUFFICIENT_SCOPE);
        } else {
            boolean isProof = wrong.get().name().equals(ClaimChecks.PROOF);
            challenge = challenge.with(
                    OAuth2Constants.ERROR, isProof ? INVALID_DPOP_PROOF : OAuthErrorException.INVALID_TOKEN);
        }
        if (presented.isDpop()) {
            // RFC 9449 §7.1
            challenge = new Challenge(DPoPUtil.DPOP_SCHEME, challenge.parameters())
                    .with(
                            OAuth2Constants.ALGS_ATTRIBUTE,
                            String.join(" ", DPoPUtil.getDPoPSupportedAlgorithms(session)));
        }
        return answer(
                lacksScopes ? Response.Status.FORBIDDEN : Response.Status.UNAUTHORIZED,
                server,
                report.checks(),
                wrong.get().message(),
                Optional.of(challenge.with(
                        OAuth2Constants.ERROR_DESCRIPTION, wrong.get().message())));
    }

    private static Response.ResponseBuilder answer(
            Response.Status status,
            McpServer server,
            List<Check> checks,
            String message,
            Optional<Challenge> challenge) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("server_id", server.serverId());
        body.put("resource_uri", server.resource().registered());
        body.put("valid", status == Response.Status.OK);
        body.put("message", message);
        challenge.ifPresent(header -> body.put("www_authenticate", header.header()));
        ArrayNode list = body.putArray("checks");
        checks.forEach(check ->
                list.addObject().put("name", check.name()).put("ok", check.ok()).put("message", check.message()));
        Response.ResponseBuilder answer = JsonAnswer.of(status, body);
        challenge.ifPresent(header -> answer.header(HttpHeaders.WWW_AUTHENTICATE, header.header()));
        return answer;
    }

    /** What the realm did not sign is not worth an event: anybody could fill the store with them. */
    private void audit(TokenReport report) {
        if (report.token().isEmpty()) {
            return;
        }
        AccessToken token = report.token().get();
        EventBuilder event = new EventBuilder(
                        session.getContext().getRealm(),
                        session,
                        session.getContext().getConnection())
                .event(EventType.INTROSPECT_TOKEN)
                .client(token.getIssuedFor())
                .user(token.getSubject())
                .session(token.getSessionId())
                .detail(EVENT_SERVER, serverId)
                .detail(Details.TOKEN_ID, token.getId())
                .detail(Details.TOKEN_TYPE, token.getType());
        report.wrong()
                .ifPresentOrElse(
                        check -> event.detail(Details.REASON, check.message()).error(Errors.INVALID_TOKEN),
                        event::success);
    }
}

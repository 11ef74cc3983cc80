/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.callers;

import io.keycloakmcp.resource.AuditTerms;
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
import java.util.Optional;
import java.util.Set;
import org.keycloak.OAuth2Constants;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.cors.Cors;

/**
 * Answers as an MCP server should, so that its author can compare, and tests tokens for it:
 * {@code /realms/{realm}/mcp/servers/{server_id}/challenge}. Everybody may ask, from every web page: it tells nothing
 * that the presenter of a token could not find out with it elsewhere.
 */
public final class ChallengeResource {

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
        Challenge challenge = Discovery.of(server, urls).challenge();
        ServerAnswer answer = report.map(about -> ServerAnswer.to(about, challenge, needed))
                .orElseGet(() -> ServerAnswer.withoutToken(challenge, whyNoToken()));
        boolean isDpop = presented.filter(PresentedToken::isDpop).isPresent();
        return (isDpop ? answer.forDpop(session) : answer).response(server);
    }

    private String whyNoToken() {
        if (session.getContext().getUri().getQueryParameters().containsKey(OAuth2Constants.ACCESS_TOKEN)) {
            return "A token in the URL does not count, because URLs are kept in logs. Send it in the header Authorization";
        }
        String header =
                session.getContext().getHttpRequest().getHttpHeaders().getHeaderString(HttpHeaders.AUTHORIZATION);
        return header == null
                ? "There is no token, so the server answers with this challenge"
                : "The header Authorization has no token. It must be there once, as Bearer, one space, and the token";
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
                .detail(AuditTerms.SERVER, serverId)
                .detail(Details.TOKEN_ID, token.getId())
                .detail(Details.TOKEN_TYPE, token.getType());
        report.wrong()
                .ifPresentOrElse(
                        check -> event.detail(Details.REASON, check.message()).error(Errors.INVALID_TOKEN),
                        event::success);
    }
}

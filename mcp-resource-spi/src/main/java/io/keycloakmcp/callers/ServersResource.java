/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.callers;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.resource.Challenge;
import io.keycloakmcp.resource.Discovery;
import io.keycloakmcp.resource.RealmUrls;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.function.Function;
import org.keycloak.OAuth2Constants;
import org.keycloak.OAuthErrorException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.cors.Cors;

/**
 * The realm's MCP servers for those who call them: {@code /realms/{realm}/mcp/servers}. It takes an access token of the
 * realm, as Keycloak's own APIs do, from the web origins of the token's client; and shows the servers that this client
 * could get a token for with this user, and no others.
 */
public final class ServersResource {

    private static final int DEFAULT_PAGE = 20;
    private static final int MAX_PAGE = 100;
    private static final int MAX_TEXT = 255;
    private static final String TEXT_RULE =
            "must not have control characters, nor more than " + MAX_TEXT + " characters";

    private final KeycloakSession session;
    private final RealmUrls urls;

    ServersResource(KeycloakSession session) {
        this.session = session;
        this.urls = RealmUrls.of(session, session.getContext().getRealm());
    }

    /**
     * Lists servers, in the order of their ids.
     *
     * @param search a part of the name or of the resource URI, or a whole server id
     * @param after the {@code next} of the page before
     * @param max how many to give at most, 20 unless said, 100 at most
     * @return 200 with {@code {"servers":[…],"next":"mcp_…"}}, where there is a {@code next} as long as there may be
     *     more; a page can be short, or empty, before that. 400, or 401 without a token that is valid here
     */
    @GET
    public Response list(
            @QueryParam("search") String search, @QueryParam("after") String after, @QueryParam("max") String max) {
        return answer(caller -> page(caller, Optional.ofNullable(search), Optional.ofNullable(after), max));
    }

    /**
     * Shows a server, and how clients discover it.
     *
     * @param serverId {@code mcp_…}
     * @return 200 with the server, 401 without a token that is valid here, or 404
     */
    @GET
    @Path("{serverId}")
    public Response get(@PathParam("serverId") String serverId) {
        return answer(caller -> new AvailableServers(session, caller)
                .find(serverId)
                .map(server -> {
                    ObjectNode json = caller.view(server);
                    json.set("discovery", Discovery.of(server, urls).json());
                    return JsonAnswer.of(Response.Status.OK, json);
                })
                .orElseGet(JsonAnswer::notFound));
    }

    /**
     * What a server answers to a request with a token, or without one.
     *
     * @param serverId {@code mcp_…}
     * @return the resource of the challenge
     */
    @Path("{serverId}/challenge")
    public ChallengeResource challenge(@PathParam("serverId") String serverId) {
        return new ChallengeResource(session, serverId);
    }

    /**
     * Answers the CORS preflight of browser clients.
     *
     * @return 200
     */
    @OPTIONS
    public Response preflight() {
        return cors().preflight().allowedMethods("GET", "OPTIONS").add(Response.ok());
    }

    /**
     * Answers the CORS preflight of browser clients.
     *
     * @return 200
     */
    @OPTIONS
    @Path("{serverId}")
    public Response preflightByServerId() {
        return preflight();
    }

    private Response.ResponseBuilder page(Caller caller, Optional<String> search, Optional<String> after, String max) {
        if (search.filter(ServersResource::isNoText).isPresent()) {
            return JsonAnswer.badParameter("search", TEXT_RULE);
        }
        if (after.filter(ServersResource::isNoText).isPresent()) {
            return JsonAnswer.badParameter("after", TEXT_RULE);
        }
        Optional<Integer> count = max == null ? Optional.of(DEFAULT_PAGE) : pageSize(max);
        if (count.isEmpty()) {
            return JsonAnswer.badParameter("max", "must be a whole number between 1 and " + MAX_PAGE);
        }
        AvailableServers.Page page =
                new AvailableServers(session, caller).page(search.filter(text -> !text.isBlank()), after, count.get());
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode servers = body.putArray("servers");
        page.servers().forEach(server -> servers.add(caller.view(server)));
        page.next().ifPresent(next -> body.put("next", next));
        return JsonAnswer.of(Response.Status.OK, body);
    }

    /** What a database may refuse to look for. */
    private static boolean isNoText(String text) {
        return text.length() > MAX_TEXT || text.chars().anyMatch(Character::isISOControl);
    }

    private static Optional<Integer> pageSize(String text) {
        try {
            return Optional.of(Integer.parseInt(text)).filter(size -> size >= 1 && size <= MAX_PAGE);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private Response answer(Function<Caller, Response.ResponseBuilder> toCaller) {
        Optional<PresentedToken> presented = PresentedToken.of(session);
        Optional<Caller> caller = presented.flatMap(token -> Caller.of(session, token));
        if (caller.isPresent()) {
            Cors cors = cors().checkAllowedOrigins(caller.get().token());
            return cors.add(toCaller.apply(caller.get()));
        }
        Challenge challenge = Challenge.of(Challenge.BEARER).with("realm", urls.issuer());
        // Of what a token would open there is nothing in these answers, so every page may read what is wrong.
        Cors cors = cors().allowAllOrigins().exposedHeaders(HttpHeaders.WWW_AUTHENTICATE);
        return cors.add(presented.isEmpty() ? tokenMissing(challenge) : tokenInvalid(challenge));
    }

    private Cors cors() {
        return session.getProvider(Cors.class).auth();
    }

    private static Response.ResponseBuilder tokenMissing(Challenge challenge) {
        return JsonAnswer.error(
                        Response.Status.UNAUTHORIZED,
                        "unauthorized",
                        "Send an access token of this realm in the header Authorization, after Bearer and one space")
                .header(HttpHeaders.WWW_AUTHENTICATE, challenge.header());
    }

    private static Response.ResponseBuilder tokenInvalid(Challenge challenge) {
        String error = OAuthErrorException.INVALID_TOKEN;
        String description = "This is no access token that is valid here. Get a new one of this realm, without"
                + " resource: a token for an MCP server opens that server alone";
        return JsonAnswer.error(Response.Status.UNAUTHORIZED, error, description)
                .header(
                        HttpHeaders.WWW_AUTHENTICATE,
                        challenge
                                .with(OAuth2Constants.ERROR, error)
                                .with(OAuth2Constants.ERROR_DESCRIPTION, description)
                                .header());
    }
}

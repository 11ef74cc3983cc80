/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.demo;

import io.modelcontextprotocol.json.McpJsonMapper;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a request through to the MCP endpoint if it has a token for it, and otherwise tells the client how to get one.
 *
 * <p>This is a filter and not part of the tools, because the answers must be HTTP answers: a client acts on status and
 * header, and inside a tool call the HTTP status is decided already. A token is taken from the header alone, never from
 * the query, where it would end up in logs (MCP authorization specification, token requirements).
 */
public final class ProtectedResource extends HttpFilter {

    static final int LARGEST_BODY = 64 * 1024;

    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = LoggerFactory.getLogger(ProtectedResource.class);
    private static final Pattern BEARER = Pattern.compile("Bearer +([A-Za-z0-9._~+/-]+=*) *", Pattern.CASE_INSENSITIVE);

    private final transient ServerSettings settings;
    private final transient AccessTokenCheck tokens;
    private final transient ScopePolicy policy;
    private final transient McpJsonMapper json;

    /**
     * A filter for one MCP endpoint.
     *
     * @param settings names the metadata of this server
     * @param tokens tells good tokens from others
     * @param policy tells what a request needs
     * @param json writes the bodies of refusals
     */
    public ProtectedResource(ServerSettings settings, AccessTokenCheck tokens, ScopePolicy policy, McpJsonMapper json) {
        this.settings = settings;
        this.tokens = tokens;
        this.policy = policy;
        this.json = json;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        byte[] body = request.getInputStream().readNBytes(LARGEST_BODY + 1);
        if (body.length > LARGEST_BODY) {
            refuse(response, 413, Map.of("error", "too_large", "error_description", "Send at most 64 KiB."));
            return;
        }
        Set<String> needed = policy.needed(body);
        Optional<String> authorization = Optional.ofNullable(request.getHeader("Authorization"))
                .filter(value -> value.regionMatches(true, 0, "Bearer", 0, "Bearer".length()));
        if (authorization.isEmpty()) {
            refuse(response, BearerChallenge.tokenMissing(settings.metadataUrl(), worthAskingFor(needed)));
            return;
        }
        try {
            AccessToken token = tokens.check(bearerToken(authorization.get()));
            if (token.scopes().containsAll(needed)) {
                chain.doFilter(new BufferedRequest(request, body), response);
            } else {
                refuse(response, BearerChallenge.scopeInsufficient(settings.metadataUrl(), needed));
            }
        } catch (InvalidTokenException e) {
            refuse(
                    response,
                    BearerChallenge.tokenInvalid(settings.metadataUrl(), worthAskingFor(needed), e.getMessage()));
        } catch (SigningKeysUnavailableException e) {
            LOGGER.warn("{} Is Keycloak running?", e.getMessage(), e);
            refuse(
                    response,
                    503,
                    Map.of(
                            "error",
                            "temporarily_unavailable",
                            "error_description",
                            "The token cannot be checked, because Keycloak's signing keys cannot be fetched; try again later."));
        }
    }

    private static String bearerToken(String authorization) throws InvalidTokenException {
        Matcher bearer = BEARER.matcher(authorization);
        if (!bearer.matches()) {
            throw new InvalidTokenException("The Authorization header is not of the form: Bearer, a space, a token.");
        }
        return bearer.group(1);
    }

    private Set<String> worthAskingFor(Set<String> needed) {
        Set<String> scopes = new LinkedHashSet<>(settings.initialScopes());
        scopes.addAll(needed);
        return scopes;
    }

    private void refuse(HttpServletResponse response, BearerChallenge challenge) throws IOException {
        response.setHeader("WWW-Authenticate", challenge.headerValue());
        refuse(response, challenge.status(), challenge.body());
    }

    private void refuse(HttpServletResponse response, int status, Map<String, Object> body) throws IOException {
        response.setStatus(status);
        response.setContentType("application/json");
        response.setHeader("Cache-Control", "no-store");
        response.getOutputStream().write(json.writeValueAsBytes(body));
    }
}

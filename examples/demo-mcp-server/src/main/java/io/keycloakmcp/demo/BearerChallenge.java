/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.demo;

import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * The answer that tells an MCP client what to do next: get a token, get a new one, or get one that allows more.
 *
 * <p>It always names the protected resource metadata, because that is how a client finds the authorization server, and
 * always <em>all</em> scopes that the request needs: a client that were told one scope at a time would send its user
 * through as many logins.
 *
 * @param status 401, or 403 if the token is good but does not allow the request
 * @param error the code of RFC 6750, null if the request had no token: then nothing is wrong yet
 * @param description what is wrong, in a sentence; null without an error
 * @param metadataUrl where the protected resource metadata is
 * @param scopes the scopes to ask for
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6750#section-3">RFC 6750, section 3</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9728#section-5.1">RFC 9728, section 5.1</a>
 */
public record BearerChallenge(int status, String error, String description, URI metadataUrl, List<String> scopes) {

    /** Keeps the scopes in one order, so that two challenges for the same reason are the same text. */
    public BearerChallenge {
        scopes = scopes.stream().sorted().toList();
    }

    /**
     * For a request without a token.
     *
     * @param metadataUrl where the protected resource metadata is
     * @param scopes the scopes to ask for
     * @return a challenge without an error code, as RFC 6750 wants it
     */
    public static BearerChallenge tokenMissing(URI metadataUrl, Collection<String> scopes) {
        return new BearerChallenge(401, null, null, metadataUrl, List.copyOf(scopes));
    }

    /**
     * For a token that is not, or no longer, good for this server.
     *
     * @param metadataUrl where the protected resource metadata is
     * @param scopes the scopes to ask for
     * @param description why the token is refused
     * @return a challenge that makes the client refresh its token or log in again
     */
    public static BearerChallenge tokenInvalid(URI metadataUrl, Collection<String> scopes, String description) {
        return new BearerChallenge(401, "invalid_token", description, metadataUrl, List.copyOf(scopes));
    }

    /**
     * For a good token that does not allow the request.
     *
     * @param metadataUrl where the protected resource metadata is
     * @param needed every scope that the request needs
     * @return a challenge that makes the client ask its user for more
     */
    public static BearerChallenge scopeInsufficient(URI metadataUrl, Collection<String> needed) {
        return new BearerChallenge(
                403,
                "insufficient_scope",
                "The access token does not have every scope that this request needs.",
                metadataUrl,
                List.copyOf(needed));
    }

    /**
     * The value of the {@code WWW-Authenticate} header. The description comes last: clients are known to search the
     * header for {@code scope=}, wherever it is.
     *
     * @return one header value
     */
    public String headerValue() {
        StringJoiner parameters = new StringJoiner(", ", "Bearer ", "");
        add(parameters, "error", error);
        add(parameters, "resource_metadata", metadataUrl.toString());
        add(parameters, "scope", scopes.isEmpty() ? null : String.join(" ", scopes));
        add(parameters, "error_description", description);
        return parameters.toString();
    }

    /**
     * The same for a human with a command line: the header is easily overlooked there.
     *
     * @return members of a JSON body
     */
    public Map<String, Object> body() {
        return Map.of(
                "error",
                error == null ? "unauthorized" : error,
                "error_description",
                description == null
                        ? "This MCP server needs an access token; " + metadataUrl + " says where to get one."
                        : description);
    }

    private static void add(StringJoiner parameters, String name, String value) {
        if (value != null) {
            // RFC 6750 allows printable ASCII without the quote and the backslash.
            parameters.add(
                    name + "=\"" + value.replaceAll("[^\\x20-\\x7e]", "?").replaceAll("[\"\\\\]", "'") + "\"");
        }
    }
}

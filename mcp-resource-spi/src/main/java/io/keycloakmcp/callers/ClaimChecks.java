/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.callers;

import io.keycloakmcp.resource.InvalidResourceUri;
import io.keycloakmcp.resource.McpScopes;
import io.keycloakmcp.resource.McpServer;
import io.keycloakmcp.resource.ResourceUri;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.keycloak.OAuth2Constants;
import org.keycloak.common.VerificationException;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.util.DPoPUtil;

/** What an MCP server can tell by itself from a token whose signature is right (RFC 9068 §4, RFC 9449 §7). */
final class ClaimChecks {

    static final String SCOPES = "scopes";
    static final String PROOF = "proof";

    private static final Logger LOG = Logger.getLogger(ClaimChecks.class);

    private static final String ISSUER = "issuer";
    private static final String ACTIVE = "active";
    private static final String AUDIENCE = "audience";
    private static final String BINDING = "binding";

    private final KeycloakSession session;
    private final McpServer server;
    private final PresentedToken presented;

    ClaimChecks(KeycloakSession session, McpServer server, PresentedToken presented) {
        this.session = session;
        this.server = server;
        this.presented = presented;
    }

    /**
     * Looks at a token.
     *
     * @param token the token
     * @param issuer the issuer that it must name
     * @param needed the scopes that it must have
     * @return a check for each claim that matters
     */
    List<Check> of(AccessToken token, String issuer, Set<String> needed) {
        List<Check> checks = new ArrayList<>();
        checks.add(issuer(token, issuer));
        checks.add(active(token));
        checks.add(audience(token.getAudience(), server.resource()));
        checks.add(scopes(token, needed));
        Check binding = binding(token);
        checks.add(binding);
        if (binding.ok() && presented.isDpop()) {
            checks.add(proof(token));
        }
        return checks;
    }

    private static Check issuer(AccessToken token, String issuer) {
        return issuer.equals(token.getIssuer())
                ? Check.right(ISSUER, "iss is this realm")
                : Check.wrong(ISSUER, "iss is this realm at another address. Get the token from " + issuer);
    }

    private static Check active(AccessToken token) {
        long left = token.getExp() - Time.currentTimeSeconds();
        if (token.isActive()) {
            return Check.right(ACTIVE, "exp is in " + left + " seconds");
        }
        return left < 0
                ? Check.wrong(ACTIVE, "exp was " + -left + " seconds ago. Refresh the token")
                : Check.wrong(ACTIVE, "nbf is in the future. Wait, or set the clocks");
    }

    static Check audience(String[] audience, ResourceUri resource) {
        List<String> names = audience == null ? List.of() : Arrays.asList(audience);
        String ask = "Send resource=" + resource.registered() + " with the authorization and the token request";
        if (names.contains(resource.registered())) {
            return Check.right(
                    AUDIENCE,
                    names.size() == 1
                            ? "aud is this server"
                            : "aud names this server, and others who can use the token too. " + ask
                                    + " to have it for this server alone");
        }
        List<ResourceUri> resources =
                names.stream().flatMap(ClaimChecks::resource).toList();
        if (resources.stream().anyMatch(resource::sameResourceAs)) {
            return Check.wrong(
                    AUDIENCE,
                    "aud is this server as its resource URI was written before it was changed. Get a new token");
        }
        return Check.wrong(
                AUDIENCE,
                (resources.isEmpty()
                                ? "aud names no MCP server, so resource was not sent. "
                                : "aud is another server. ")
                        + ask);
    }

    private static Stream<ResourceUri> resource(String text) {
        try {
            return Stream.of(ResourceUri.parse(text));
        } catch (InvalidResourceUri e) {
            return Stream.empty();
        }
    }

    private Check scopes(AccessToken token, Set<String> needed) {
        Set<String> granted = McpScopes.names(token.getScope());
        List<String> has = new ArrayList<>(server.settings().scopeNames());
        has.remove(OAuth2Constants.OFFLINE_ACCESS);
        List<String> lacks = new ArrayList<>(has);
        has.retainAll(granted);
        lacks.removeAll(granted);
        String message = "Of the scopes of this server, the token has " + list(has) + ", and lacks " + list(lacks);
        return granted.containsAll(needed)
                ? Check.right(SCOPES, message)
                : Check.wrong(SCOPES, message + ". Ask for scope=" + String.join(" ", needed));
    }

    private static String list(Collection<String> names) {
        return names.isEmpty() ? "none" : String.join(" ", names);
    }

    private Check binding(AccessToken token) {
        boolean bound =
                token.getConfirmation() != null && token.getConfirmation().getKeyThumbprint() != null;
        if (bound) {
            return presented.isDpop()
                    ? Check.right(BINDING, "The token is bound to a key")
                    : Check.wrong(
                            BINDING,
                            "The token is bound to a key. Send it after DPoP instead of Bearer, with a proof of that"
                                    + " key for this URL in the header DPoP");
        }
        if (server.settings().requireDpop()) {
            return Check.wrong(
                    BINDING,
                    "This server takes only tokens that are bound to a key. Send a DPoP proof with the token request");
        }
        return presented.isDpop()
                ? Check.wrong(BINDING, "The token is not bound to a key. Send it after Bearer instead of DPoP")
                : Check.right(BINDING, "The token is not bound to a key, and need not be");
    }

    private Check proof(AccessToken token) {
        try {
            DPoPUtil.validateBinding(
                    token,
                    new DPoPUtil.Validator(session)
                            .request(session.getContext().getHttpRequest())
                            .uriInfo(session.getContext().getUri())
                            .accessToken(presented.text())
                            .validate());
            return Check.right(PROOF, "The proof is for this request and by the key of the token");
        } catch (VerificationException | RuntimeException e) {
            // Keycloak throws anything over a key that is none.
            LOG.debug("A DPoP proof is not valid", e);
            return Check.wrong(
                    PROOF,
                    "The header DPoP has no valid proof for this request. Make a new one each time, with htm and htu of"
                            + " this request, iat, jti, and ath of this token, signed by the key of the token");
        }
    }
}

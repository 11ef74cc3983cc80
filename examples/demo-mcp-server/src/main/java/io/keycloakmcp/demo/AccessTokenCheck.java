/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.demo;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.net.MalformedURLException;
import java.net.URI;
import java.text.ParseException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides whether a token was issued by the realm for this server and is still good.
 *
 * <p>The audience check is what keeps a token that the same realm issued for another MCP server from working here, and
 * one that was issued for this server from being passed on: the MCP authorization specification demands it of every MCP
 * server. Keys are fetched when they are first needed and kept; an unknown key id makes them be fetched again, but not
 * more often than twice a minute.
 */
public final class AccessTokenCheck {

    private static final String AUTHORIZED_PARTY = "azp";
    private static final String CLIENT_ID = "client_id";
    private static final String SCOPE = "scope";
    private static final String BOUND_TO_KEY = "cnf";

    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    private final URI jwksUrl;

    private AccessTokenCheck(ServerSettings settings, JWKSource<SecurityContext> keys) {
        this.jwksUrl = settings.jwksUrl();
        Set<JWSAlgorithm> algorithms = new LinkedHashSet<>(JWSAlgorithm.Family.RSA);
        algorithms.addAll(JWSAlgorithm.Family.EC);
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(algorithms, keys));
        // Keycloak says JWT, or at+jwt if the client is set to RFC 9068.
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt")));
        // A token that is bound to a key needs a proof with it (DPoP); as a plain bearer token it may be stolen goods.
        processor.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(
                Set.of(settings.resource().toString()),
                new JWTClaimsSet.Builder().issuer(settings.issuer().toString()).build(),
                Set.of("sub", "iat", "exp"),
                Set.of(BOUND_TO_KEY)));
    }

    /**
     * A check against the keys that the realm publishes.
     *
     * @param settings names the realm and this server
     * @return a check that may be used by all threads
     */
    public static AccessTokenCheck against(ServerSettings settings) {
        try {
            return new AccessTokenCheck(
                    settings,
                    JWKSourceBuilder.create(settings.jwksUrl().toURL())
                            .retrying(true)
                            .build());
        } catch (MalformedURLException e) {
            throw new InvalidSettingsException("The signing keys cannot be fetched from " + settings.jwksUrl() + ".");
        }
    }

    /**
     * Checks signature, issuer, audience and lifetime.
     *
     * @param token the token as the client sent it
     * @return what the token says
     * @throws InvalidTokenException if the token must be refused
     * @throws SigningKeysUnavailableException if that cannot be told at the moment
     */
    public AccessToken check(String token) throws InvalidTokenException, SigningKeysUnavailableException {
        try {
            JWTClaimsSet claims = processor.process(token, null);
            String client = claims.getStringClaim(CLIENT_ID);
            return new AccessToken(
                    claims.getSubject(),
                    client != null ? client : claims.getStringClaim(AUTHORIZED_PARTY),
                    scopes(claims));
        } catch (ParseException e) {
            throw new InvalidTokenException("The access token is not a signed JWT.");
        } catch (BadJOSEException e) {
            throw new InvalidTokenException("The access token was refused: " + e.getMessage() + ".");
        } catch (RateLimitReachedException e) {
            throw new InvalidTokenException("The access token is signed with a key that the realm does not publish.");
        } catch (KeySourceException e) {
            throw new SigningKeysUnavailableException(
                    "The realm's signing keys could not be fetched from " + jwksUrl + ".", e);
        } catch (JOSEException e) {
            throw new InvalidTokenException("The access token's signature cannot be verified.");
        }
    }

    private static Set<String> scopes(JWTClaimsSet claims) throws ParseException {
        String scope = claims.getStringClaim(SCOPE);
        return scope == null
                ? Set.of()
                : Arrays.stream(scope.split(" "))
                        .filter(name -> !name.isEmpty())
                        .collect(Collectors.toUnmodifiableSet());
    }
}

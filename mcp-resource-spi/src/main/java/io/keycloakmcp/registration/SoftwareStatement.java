/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.registration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.client.PublishedKeys;
import io.keycloakmcp.client.StatementIssuer;
import io.keycloakmcp.client.UnavailableKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.keycloak.common.VerificationException;
import org.keycloak.common.util.Time;
import org.keycloak.crypto.KeyWrapper;
import org.keycloak.crypto.SignatureProvider;
import org.keycloak.jose.jws.JWSInput;
import org.keycloak.jose.jws.JWSInputException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.JsonWebToken;
import org.keycloak.util.JsonSerialization;

/**
 * What somebody whom the administrator trusts says about a client (RFC 7591 §2.3): a JWT with client metadata as its
 * claims, signed by a key of its issuer.
 *
 * @param claims all claims
 */
record SoftwareStatement(ObjectNode claims) {

    private static final Logger LOG = Logger.getLogger(SoftwareStatement.class);

    private static final int MAX_LENGTH = 16_384;
    private static final int CLOCK_SKEW_SECONDS = 30;
    /** What a JWT says of itself (RFC 7519 §4.1), and not of the client. */
    private static final Set<String> OF_THE_JWT = Set.of("iss", "sub", "aud", "exp", "nbf", "iat", "jti");

    private static final String INVALID = "The software statement is no valid JWT of its issuer. ";

    /**
     * Reads and verifies a statement.
     *
     * @param session the session
     * @param jwt the statement
     * @param issuers whose statements are believed
     * @param audiences what the statement may say it is for
     * @return the statement
     * @throws RegistrationError {@code unapproved_software_statement} if it is of somebody else, and
     *     {@code invalid_software_statement} if it cannot be believed
     */
    static SoftwareStatement verify(
            KeycloakSession session, String jwt, List<StatementIssuer> issuers, Set<String> audiences)
            throws RegistrationError {
        if (jwt.length() > MAX_LENGTH) {
            throw RegistrationError.statement(INVALID + "Send one of at most " + MAX_LENGTH + " characters");
        }
        try {
            JWSInput input = new JWSInput(jwt);
            JsonWebToken token = input.readJsonContent(JsonWebToken.class);
            StatementIssuer issuer = issuers.stream()
                    .filter(trusted -> trusted.issuer().equals(token.getIssuer()))
                    .findFirst()
                    .orElseThrow(() -> RegistrationError.unapproved("Software statements of this issuer are not"
                            + " believed here. Ask the administrator of the realm to add the issuer"));
            if (!isSigned(session, input, issuer)) {
                throw RegistrationError.statement(
                        INVALID + "Send it exactly as it was issued, signed by a key that its issuer publishes");
            }
            requireCurrent(token);
            requireAudience(token, audiences);
            return new SoftwareStatement(claims(input));
        } catch (JWSInputException | IOException | RuntimeException unreadable) {
            LOG.debug("A software statement cannot be read", unreadable);
            throw RegistrationError.statement(INVALID + "Send a signed JWT with client metadata as its claims");
        }
    }

    private static ObjectNode claims(JWSInput input) throws JsonProcessingException {
        JsonNode claims = JsonSerialization.mapper.readTree(new String(input.getContent(), StandardCharsets.UTF_8));
        return (ObjectNode) claims;
    }

    private static boolean isSigned(KeycloakSession session, JWSInput input, StatementIssuer issuer) {
        String algorithm = input.getHeader().getRawAlgorithm();
        String keyId = input.getHeader().getKeyId();
        SignatureProvider signatures =
                algorithm == null ? null : session.getProvider(SignatureProvider.class, algorithm);
        return signatures != null
                && signatures.isAsymmetricAlgorithm()
                && keys(session, issuer).map(PublicKeys::forSignatures).orElse(List.of()).stream()
                        .filter(key -> keyId == null || Objects.equals(keyId, key.getKid()))
                        .anyMatch(key -> verifies(signatures, key, algorithm, input));
    }

    private static Optional<JsonNode> keys(KeycloakSession session, StatementIssuer issuer) {
        return issuer.jwks().or(() -> issuer.jwksUri().flatMap(uri -> published(session, uri)));
    }

    private static Optional<JsonNode> published(KeycloakSession session, String jwksUri) {
        try {
            String keys =
                    session.getProvider(PublishedKeys.class).at(jwksUri).keys().text();
            return Optional.of(JsonSerialization.mapper.readTree(keys));
        } catch (UnavailableKeys | JsonProcessingException e) {
            LOG.debugf("The keys at %s cannot be had: %s", jwksUri, e.getMessage());
            return Optional.empty();
        }
    }

    private static boolean verifies(SignatureProvider signatures, KeyWrapper key, String algorithm, JWSInput input) {
        if (key.getAlgorithm() == null) {
            key.setAlgorithm(algorithm);
        }
        try {
            return signatures
                    .verifier(key)
                    .verify(input.getEncodedSignatureInput().getBytes(StandardCharsets.UTF_8), input.getSignature());
        } catch (VerificationException otherKind) {
            return false;
        }
    }

    /** A statement comes with the software and may be old; it says itself if it may not. */
    private static void requireCurrent(JsonWebToken token) throws RegistrationError {
        long now = Time.currentTimeMillis() / 1_000;
        if (token.getExp() != null && token.getExp() <= now - CLOCK_SKEW_SECONDS) {
            throw RegistrationError.statement("The software statement has expired. Send one that is still valid");
        }
        boolean early = Optional.ofNullable(token.getNbf()).orElse(0L) > now + CLOCK_SKEW_SECONDS
                || Optional.ofNullable(token.getIat()).orElse(0L) > now + CLOCK_SKEW_SECONDS;
        if (early) {
            throw RegistrationError.statement("The software statement is not valid yet. Send it later");
        }
    }

    private static void requireAudience(JsonWebToken token, Set<String> audiences) throws RegistrationError {
        String[] named = token.getAudience();
        if (named != null && Set.of(named).stream().noneMatch(audiences::contains)) {
            throw RegistrationError.statement(
                    "The software statement is for somebody else. Send one for the issuer of this realm, or for anybody");
        }
    }

    /** Tells whether the signer says where codes are sent to. One that does not vouches for no redirect URI. */
    boolean vouchesForRedirectUris() {
        return claims.path("redirect_uris").isArray();
    }

    /** The claims take the place of what the client says itself (RFC 7591 §2.3). */
    void override(ObjectNode metadata) {
        claims.properties().stream()
                .filter(claim -> !OF_THE_JWT.contains(claim.getKey()))
                .filter(claim -> !claim.getKey().equals(ClientMetadata.SOFTWARE_STATEMENT))
                .forEach(claim -> metadata.set(claim.getKey(), claim.getValue()));
    }
}

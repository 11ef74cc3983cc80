/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.callers;

import java.util.List;
import java.util.Optional;
import org.keycloak.TokenVerifier;
import org.keycloak.common.VerificationException;
import org.keycloak.crypto.CryptoUtils;
import org.keycloak.jose.jws.JWSHeader;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.AccessToken;
import org.keycloak.util.TokenUtil;

/**
 * What must be right before anything that a token says can be believed: that it is a JWT, of this realm, and an access
 * token.
 *
 * @param checks what was looked at; where something is wrong, nothing after it
 * @param token the access token; empty if something is wrong
 */
record SignedToken(List<Check> checks, Optional<AccessToken> token) {

    /** In characters. Keycloak's own tokens have one or two thousand. */
    private static final int MAX_LENGTH = 16_384;

    private static final int JWS_PARTS = 3;
    private static final int JWE_PARTS = 5;
    private static final String FORMAT = "format";
    private static final String SIGNATURE = "signature";
    private static final String TYPE = "type";
    private static final String SEND_ACCESS_TOKEN =
            "Send the access_token of the token endpoint's answer, exactly as it is there";

    static SignedToken read(KeycloakSession session, String issuer, String text) {
        Optional<String> noJws = whyNoJws(text);
        if (noJws.isPresent()) {
            return wrong(Check.wrong(FORMAT, noJws.get()));
        }
        TokenVerifier<AccessToken> jwt = TokenVerifier.create(text, AccessToken.class);
        Optional<JWSHeader> header;
        Optional<AccessToken> claims;
        try {
            header = Optional.ofNullable(jwt.getHeader());
            claims = Optional.ofNullable(jwt.getToken());
        } catch (VerificationException e) {
            header = Optional.empty();
            claims = Optional.empty();
        }
        if (header.isEmpty() || claims.isEmpty()) {
            return wrong(Check.wrong(
                    FORMAT, "The token has three parts as a JWT has, but they cannot be read. " + SEND_ACCESS_TOKEN));
        }
        Check format = Check.right(FORMAT, "The token is a signed JWT");
        if (!verifies(session, jwt, header.get())) {
            return wrong(
                    format,
                    Check.wrong(
                            SIGNATURE, whyNotSigned(issuer.equals(claims.get().getIssuer()), issuer)));
        }
        Check signature = Check.right(SIGNATURE, "A key of this realm verifies the signature");
        Check type = type(claims.get());
        return type.ok() ? new SignedToken(List.of(format, signature, type), claims) : wrong(format, signature, type);
    }

    private static SignedToken wrong(Check... checks) {
        return new SignedToken(List.of(checks), Optional.empty());
    }

    private static Optional<String> whyNoJws(String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.of("The token is longer than " + MAX_LENGTH + " characters. " + SEND_ACCESS_TOKEN);
        }
        int parts = text.split("\\.", -1).length;
        if (parts == JWE_PARTS) {
            return Optional.of("The token is encrypted, and access tokens of Keycloak are not. " + SEND_ACCESS_TOKEN);
        }
        return parts == JWS_PARTS
                ? Optional.empty()
                : Optional.of("The token is no JWT, and all access tokens of Keycloak are. " + SEND_ACCESS_TOKEN);
    }

    private static boolean verifies(KeycloakSession session, TokenVerifier<AccessToken> jwt, JWSHeader header) {
        if (header.getAlgorithm() == null) {
            return false;
        }
        try {
            jwt.verifierContext(CryptoUtils.getSignatureProvider(
                            session, header.getAlgorithm().name())
                    .verifier(header.getKeyId()));
            jwt.verifySignature();
            return true;
        } catch (VerificationException e) {
            return false;
        }
    }

    private static String whyNotSigned(boolean saysThisIssuer, String issuer) {
        return saysThisIssuer
                ? "No key of this realm verifies the signature: the token was changed, or its key was removed."
                        + " Get a new token"
                : "The token comes from another issuer. Get one from " + issuer;
    }

    /** Everything that Keycloak signs says what it is, and an access token has all that the other checks look at. */
    private static Check type(AccessToken token) {
        String type = String.valueOf(token.getType());
        if (type.equals(TokenUtil.TOKEN_TYPE_ID)) {
            return Check.wrong(TYPE, "This is an ID token, which is for the client alone. " + SEND_ACCESS_TOKEN);
        }
        if (type.equals(TokenUtil.TOKEN_TYPE_REFRESH) || type.equals(TokenUtil.TOKEN_TYPE_OFFLINE)) {
            return Check.wrong(
                    TYPE, "This is a refresh token, which is for the token endpoint alone. " + SEND_ACCESS_TOKEN);
        }
        boolean accessToken =
                type.equalsIgnoreCase(TokenUtil.TOKEN_TYPE_BEARER) || type.equalsIgnoreCase(TokenUtil.TOKEN_TYPE_DPOP);
        boolean complete = token.getId() != null
                && token.getIat() != null
                && token.getExp() != null
                && token.getIssuedFor() != null;
        return accessToken && complete
                ? Check.right(TYPE, "It is an access token")
                : Check.wrong(TYPE, "The realm signed this, but it is no access token. " + SEND_ACCESS_TOKEN);
    }
}

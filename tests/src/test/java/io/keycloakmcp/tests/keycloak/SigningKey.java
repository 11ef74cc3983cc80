/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.keycloak;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.UUID;

/**
 * A key that a client signs with.
 *
 * @param key the key
 */
public record SigningKey(RSAKey key) {

    /**
     * Makes a key.
     *
     * @param id its id, which others may have too
     * @return a new key
     */
    public static SigningKey of(String id) {
        try {
            return new SigningKey(
                    new RSAKeyGenerator(2048).keyID(id).keyUse(KeyUse.SIGNATURE).generate());
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * What a client publishes of it.
     *
     * @return a JSON Web Key Set without what is private
     */
    public String published() {
        return new JWKSet(key).toString();
    }

    /**
     * Proves to a realm that a client is who it says (RFC 7523 §2.2).
     *
     * @param realm the realm
     * @param clientId the client
     * @return parameters of a token request
     */
    public Map<String, String> assertion(TestRealm realm, String clientId) {
        return Map.of(
                "client_assertion_type",
                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion",
                sign(new JWTClaimsSet.Builder()
                        .issuer(clientId)
                        .subject(clientId)
                        .audience(realm.issuer())
                        .jwtID(UUID.randomUUID().toString())
                        .issueTime(Date.from(Instant.now()))
                        .expirationTime(Date.from(Instant.now().plusSeconds(60)))
                        .build()));
    }

    /**
     * Signs.
     *
     * @param claims what is signed
     * @return the JWT
     */
    public String sign(JWTClaimsSet claims) {
        try {
            SignedJWT jwt = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID(key.getKeyID())
                            .build(),
                    claims);
            jwt.sign(new RSASSASigner(key));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }
}

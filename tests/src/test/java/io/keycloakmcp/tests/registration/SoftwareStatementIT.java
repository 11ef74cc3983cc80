/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.registration;

import static io.keycloakmcp.tests.registration.Registrations.publicClient;
import static io.keycloakmcp.tests.registration.Registrations.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.McpFlow;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody whom the administrator trusts says about a client (RFC 7591 §2.3), and what others pretend. */
final class SoftwareStatementIT {

    private static final String RESOURCE = "https://mcp.example.com/mcp";
    private static final String ISSUER = "https://vendor.example";
    private static final String CALLBACK = "https://app.vendor.example/callback";
    private static final String LOOPBACK = "http://localhost:3000/callback";

    private static ECKey key;
    private static RSAKey rsaKey;
    private static ECKey strangersKey;
    private static Registrations registrations;

    @BeforeAll
    static void prepare() throws JOSEException {
        key = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
        rsaKey = new RSAKeyGenerator(2048).keyID("rsa").generate();
        strangersKey = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
        registrations = Registrations.at(RESOURCE);
    }

    @AfterAll
    static void cleanUp() {
        registrations.realm().close();
    }

    @BeforeEach
    void oneIssuerIsTrusted() {
        trust(Map.of());
    }

    private static void trust(Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put(
                "software_statement_issuers",
                List.of(Map.of(
                        "issuer",
                        ISSUER,
                        "jwks",
                        new JWKSet(List.of(key.toPublicJWK(), rsaKey.toPublicJWK())).toJSONObject())));
        registrations.settings(settings);
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .claim("client_name", "The real name")
                .claim("software_id", "vendor-app")
                .claim("redirect_uris", List.of(CALLBACK));
    }

    private static String signed(JWTClaimsSet.Builder claims, JWSAlgorithm algorithm, String keyId, JWSSigner signer) {
        try {
            SignedJWT jwt = new SignedJWT(
                    new JWSHeader.Builder(algorithm)
                            .type(JOSEObjectType.JWT)
                            .keyID(keyId)
                            .build(),
                    claims.build());
            jwt.sign(signer);
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String signed(JWTClaimsSet.Builder claims) {
        try {
            return signed(claims, JWSAlgorithm.ES256, "ec", new ECDSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ObjectNode with(String statement, ObjectNode body) {
        return body.put("software_statement", statement);
    }

    private static void notBelieved(String statement) {
        refused(registrations.post(with(statement, publicClient(LOOPBACK))), 400, "invalid_software_statement");
    }

    private static void trustKeysAt(String jwksUri, boolean allowLoopback) {
        registrations.settings(
                Map.of("software_statement_issuers", List.of(Map.of("issuer", ISSUER, "jwks_uri", jwksUri))),
                Map.of("client_id_metadata", Map.of("allow_loopback", allowLoopback)));
    }

    @Test
    void isVerifiedWithTheKeysThatItsIssuerPublishes() throws IOException {
        HttpServer host = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        host.createContext("/keys", exchange -> {
            byte[] keys = new JWKSet(key.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
        });
        host.start();
        try {
            String published = "http://127.0.0.1:" + host.getAddress().getPort() + "/keys";
            // What could not be had is not asked for again for a while, so this is another address.
            trustKeysAt(published + "/", false);
            notBelieved(signed(claims()));

            trustKeysAt(published, true);
            JsonNode registered = registrations.registered(with(signed(claims()), publicClient(LOOPBACK)));
            assertThat(registered.get("client_name").asText()).isEqualTo("The real name");
        } finally {
            host.stop(0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://127.0.0.1/keys", "https://10.0.0.1/keys", "https://[::1]/keys", "https://localhost/keys"
            })
    void isNotBelievedWhereItsKeysAreInAPrivateNetwork(String jwksUri) {
        trustKeysAt(jwksUri, false);

        notBelieved(signed(claims()));
    }

    @Test
    void whatItSaysTakesThePlaceOfWhatTheClientSays() {
        String statement = signed(claims());

        JsonNode registered = registrations.registered(with(
                statement, publicClient(LOOPBACK).put("client_name", "Claude").put("software_version", "7")));

        assertThat(registered.get("client_name").asText()).isEqualTo("The real name");
        assertThat(registered.get("software_id").asText()).isEqualTo("vendor-app");
        assertThat(registered.get("software_version").asText()).isEqualTo("7");
        assertThat(Registrations.texts(registered.get("redirect_uris"))).containsExactly(CALLBACK);
        assertThat(registered.get("software_statement").asText()).isEqualTo(statement);
        assertThat(registered.has("iss")).isFalse();
        assertThat(new McpFlow(registrations.realm(), Registrations.id(registered), CALLBACK)
                        .tokens("alice", RESOURCE, "openid")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void everyAsymmetricSignatureIsVerified() throws JOSEException {
        for (JWSAlgorithm algorithm : List.of(JWSAlgorithm.RS256, JWSAlgorithm.RS512, JWSAlgorithm.PS256)) {
            Answer answer = registrations.post(
                    with(signed(claims(), algorithm, "rsa", new RSASSASigner(rsaKey)), publicClient(LOOPBACK)));
            assertThat(answer.status()).as(algorithm + " " + answer.body()).isEqualTo(201);
        }
        Answer withoutKeyId = registrations.post(
                with(signed(claims(), JWSAlgorithm.ES256, null, new ECDSASigner(key)), publicClient(LOOPBACK)));
        assertThat(withoutKeyId.status()).as(withoutKeyId.body()).isEqualTo(201);
    }

    @Test
    void whatIsForgedIsNotBelieved() throws JOSEException {
        notBelieved(signed(claims(), JWSAlgorithm.ES256, "ec", new ECDSASigner(strangersKey)));
        notBelieved(signed(claims(), JWSAlgorithm.ES256, "other", new ECDSASigner(key)));
        notBelieved(new PlainJWT(claims().build()).serialize());
        notBelieved(signed(
                claims(),
                JWSAlgorithm.HS256,
                "rsa",
                new MACSigner(rsaKey.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8))));
        String good = signed(claims());
        String[] parts = good.split("\\.");
        String other = signed(claims().claim("redirect_uris", List.of("https://evil.example")))
                .split("\\.")[1];
        notBelieved(parts[0] + "." + other + "." + parts[2]);
        notBelieved(parts[0] + "." + parts[1] + ".");
        notBelieved(parts[0] + "." + parts[1]);
        assertThat(registrations
                        .realm()
                        .lastEvent("CLIENT_REGISTER_ERROR")
                        .at("/details/mcp_rule")
                        .asText())
                .isEqualTo("software_statement_invalid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "a.b.c", "{}", "....", "eyJhbGciOiJFUzI1NiJ9.bm9uc2Vuc2U.AA"})
    void whatIsNoStatementIsNotBelieved(String statement) {
        notBelieved(statement);
    }

    @Test
    void itIsGoodForAsLongAndForWhomItSays() {
        Instant now = Instant.now();
        notBelieved(signed(claims().expirationTime(Date.from(now.minusSeconds(120)))));
        notBelieved(signed(claims().notBeforeTime(Date.from(now.plusSeconds(120)))));
        notBelieved(signed(claims().issueTime(Date.from(now.plusSeconds(120)))));
        notBelieved(signed(claims().audience("https://other.example/realms/x")));
        for (JWTClaimsSet.Builder good : List.of(
                claims().expirationTime(Date.from(now.plusSeconds(120))),
                claims().issueTime(Date.from(now.minusSeconds(100_000_000))),
                claims().audience(registrations.realm().issuer()),
                claims().audience(List.of("https://other.example", registrations.endpoint())))) {
            Answer answer = registrations.post(with(signed(good), publicClient(LOOPBACK)));
            assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        }
    }

    @Test
    void ofAnIssuerThatIsNotTrustedItIsNotApproved() throws JOSEException {
        refused(
                registrations.post(with(signed(claims().issuer("https://other.example")), publicClient(LOOPBACK))),
                400,
                "unapproved_software_statement");
        refused(
                registrations.post(with(signed(claims().issuer(null)), publicClient(LOOPBACK))),
                400,
                "unapproved_software_statement");
    }

    @Test
    void oneThatDoesNotSayWhereCodesGoStandsForNoRedirectUri() {
        String statement = signed(claims().claim("redirect_uris", null));

        refused(
                registrations.post(with(statement, publicClient("https://evil.example/callback"))),
                400,
                "invalid_redirect_uri");
        Answer onTheUsersComputer = registrations.post(with(statement, publicClient(LOOPBACK)));
        assertThat(onTheUsersComputer.status()).as(onTheUsersComputer.body()).isEqualTo(201);
    }

    @Test
    void itDoesNotStandForWhatTheClientSaysLater() {
        JsonNode registered = registrations.registered(with(signed(claims()), publicClient(LOOPBACK)));
        ObjectNode change =
                publicClient("https://evil.example/callback").put("client_id", Registrations.id(registered));

        refused(registrations.replace(registered, change), 400, "invalid_redirect_uri");
        assertThat(registrations.replace(registered, registered).status()).isEqualTo(200);
    }

    @Test
    void itMakesNoUnusableRedirectUriUsable() {
        refused(
                registrations.post(with(
                        signed(claims().claim("redirect_uris", List.of("javascript:alert(1)"))),
                        publicClient(LOOPBACK))),
                400,
                "invalid_redirect_uri");
    }

    @Test
    void whereRegistrationTakesATokenItIsNone() {
        trust(Map.of("mode", "token"));

        refused(registrations.post(with(signed(claims()), publicClient(LOOPBACK))), 401, "invalid_token");
    }

    @Test
    void whereItIsRequiredNobodyComesWithout() {
        trust(Map.of("require_software_statement", true));

        refused(registrations.post(publicClient(LOOPBACK)), 400, "invalid_software_statement");
        Answer answer = registrations.post(with(signed(claims()), publicClient(LOOPBACK)));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    }

    @Test
    void whereNobodyIsTrustedItCountsAsUnknown() {
        registrations.settings(Map.of());

        JsonNode registered = registrations.registered(
                with(signed(claims()), publicClient(LOOPBACK).put("client_name", "My own name")));

        assertThat(registered.get("client_name").asText()).isEqualTo("My own name");
        assertThat(registered.has("software_statement")).isFalse();
        assertThat(registrations
                        .realm()
                        .lastEvent("CLIENT_REGISTER")
                        .at("/details/mcp_dropped")
                        .asText())
                .isEqualTo("software_statement");
    }
}

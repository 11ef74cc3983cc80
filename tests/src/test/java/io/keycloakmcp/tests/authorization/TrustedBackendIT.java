/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Claims;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A product that has users and a login of its own gets tokens for them with assertions that it signs (RFC 7523): no
 * browser, no consent page.
 */
final class TrustedBackendIT {

    private static final String PRODUCT = "https://product.example.org";
    private static final String USER = "user-4711";
    private static final String FILES = "https://files.example.com/mcp";
    private static final String ARCHIVE = "https://archive.example.com";

    private static TestRealm realm;
    private static RSAKey key;
    private static Agent backend;
    private static ServerClient files;
    private static ServerClient archive;

    @BeforeAll
    static void prepare() throws JOSEException {
        realm = TestRealm.create();
        realm.change(Map.of("organizationsEnabled", true));
        realm.admin().post(realm.adminPath("/roles"), Map.of("name", "writer"));
        realm.admin().post(realm.adminPath("/groups"), Map.of("name", "staff"));
        realm.admin()
                .post(
                        realm.adminPath("/organizations"),
                        Map.of("name", "Acme", "alias", "acme", "domains", List.of(Map.of("name", "acme.example"))));
        archive = ServerClient.register(realm, ARCHIVE, Map.of());
        files = ServerClient.register(
                realm,
                FILES,
                Map.of(
                        "scopes",
                        List.of("files:read", Map.of("name", "files:write", "required_roles", List.of("writer"))),
                        "exchange_targets",
                        List.of(ARCHIVE)));
        key = new RSAKeyGenerator(2048).keyID("product-key").generate();
        createProvider("product", PRODUCT, "false");
        backend = createBackend("product-backend", "product");
        Answer user = realm.admin()
                .post(
                        realm.adminPath("/users"),
                        Map.of(
                                "username",
                                "carol",
                                "enabled",
                                true,
                                "federatedIdentities",
                                List.of(Map.of("identityProvider", "product", "userId", USER, "userName", "carol"))));
        assertThat(user.status()).as(user.body()).isEqualTo(201);
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    private static void createProvider(String alias, String issuer, String limited) throws JOSEException {
        Answer answer = realm.admin()
                .post(
                        realm.adminPath("/identity-provider/instances"),
                        Map.of(
                                "alias",
                                alias,
                                "providerId",
                                "jwt-authorization-grant",
                                "enabled",
                                true,
                                "config",
                                Map.of(
                                        "issuer",
                                        issuer,
                                        "useJwksUrl",
                                        "false",
                                        "publicKeySignatureVerifier",
                                        Base64.getEncoder()
                                                .encodeToString(
                                                        key.toRSAPublicKey().getEncoded()),
                                        "publicKeySignatureVerifierKeyId",
                                        key.getKeyID(),
                                        "jwtAuthorizationGrantLimitAccessTokenExp",
                                        limited,
                                        "jwtAuthorizationGrantEnabled",
                                        "true")));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    }

    private static Agent createBackend(String clientId, String provider) {
        return Agent.create(
                realm,
                clientId,
                Map.of(
                        "oauth2.jwt.authorization.grant.enabled",
                        "true",
                        "oauth2.jwt.authorization.grant.idp",
                        provider));
    }

    private static JWTClaimsSet.Builder claims() {
        Instant now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer(PRODUCT)
                .subject(USER)
                .audience(realm.issuer())
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(60)));
    }

    private static String signed(JWTClaimsSet.Builder claims, RSAKey with) throws JOSEException {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), claims.build());
        jwt.sign(new RSASSASigner(with));
        return jwt.serialize();
    }

    private static Answer mint(Agent client, String assertion, Map<String, String> more) {
        Map<String, String> form = new HashMap<>(Map.of("resource", FILES, "scope", "files:read"));
        form.putAll(more);
        form.put("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
        form.put("assertion", assertion);
        return client.request("", form);
    }

    private static Answer mint(Map<String, String> more) throws JOSEException {
        return mint(backend, signed(claims(), key), more);
    }

    private static void refused(Answer answer, String error) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo(error);
        assertThat(answer.json().has("access_token")).isFalse();
    }

    @Test
    void theBackendGetsATokenThatTheServerAccepts() throws JOSEException {
        Answer answer = mint(Map.of());

        assertThat(Claims.ofAccessToken(answer))
                .containsEntry("aud", FILES)
                .containsEntry("sub", realm.userId("carol"))
                .containsEntry("client_id", "product-backend")
                .containsEntry("scope", "files:read")
                .doesNotContainKeys("realm_access", "resource_access", "act", "sid");
        assertThat(answer.json().has("refresh_token")).isFalse();
        JsonNode seen = files.introspect(answer.text("access_token"));
        assertThat(seen.get("active").asBoolean()).isTrue();
        assertThat(seen.get("sub").asText()).isEqualTo(realm.userId("carol"));
        assertThat(seen.get("username").asText()).isEqualTo("carol");
        assertThat(archive.seesAsActive(answer.text("access_token"))).isFalse();
    }

    @Test
    void theEventSaysForWhichServerByWhichProvider() throws JOSEException {
        mint(Map.of());

        JsonNode event = realm.lastEvent("JWT_AUTHORIZATION_GRANT");
        assertThat(event.at("/details/mcp_server").asText()).isEqualTo(files.serverId());
        assertThat(event.at("/details/identity_provider").asText()).isEqualTo("product");
        assertThat(event.get("userId").asText()).isEqualTo(realm.userId("carol"));
    }

    @Test
    void anAssertionWorksOnce() throws JOSEException {
        String assertion = signed(claims(), key);

        assertThat(mint(backend, assertion, Map.of()).status()).isEqualTo(200);
        refused(mint(backend, assertion, Map.of()), "invalid_grant");
    }

    @Test
    void anAssertionIsGoodForFiveMinutesWhateverItSays() throws JOSEException {
        Instant now = Instant.now();
        JWTClaimsSet.Builder old =
                claims().issueTime(Date.from(now.minusSeconds(310))).expirationTime(Date.from(now.plusSeconds(3600)));

        refused(mint(backend, signed(old, key), Map.of()), "invalid_grant");
        refused(
                mint(backend, signed(claims().expirationTime(Date.from(now.minusSeconds(1))), key), Map.of()),
                "invalid_grant");
    }

    @Test
    void anAssertionThatSaysNotWhenItEndsOrWhichOneItIsGivesNothing() throws JOSEException {
        refused(mint(backend, signed(claims().expirationTime(null), key), Map.of()), "invalid_grant");
        refused(mint(backend, signed(claims().jwtID(null), key), Map.of()), "invalid_grant");
    }

    @Test
    void anAssertionForSomebodyElseOrByAnotherKeyGivesNothing() throws JOSEException {
        refused(mint(backend, signed(claims().audience(FILES), key), Map.of()), "invalid_grant");
        refused(mint(backend, signed(claims().issuer("https://other.example.org"), key), Map.of()), "invalid_grant");
        refused(mint(backend, signed(claims(), new RSAKeyGenerator(2048).generate()), Map.of()), "invalid_grant");
    }

    @Test
    void aUserWhoIsNotLinkedGetsNothing() throws JOSEException {
        refused(mint(backend, signed(claims().subject("alice"), key), Map.of()), "invalid_grant");
        refused(mint(backend, signed(claims().subject(realm.userId("carol")), key), Map.of()), "invalid_grant");
    }

    @Test
    void anotherClientCannotUseTheAssertion() throws JOSEException {
        Agent unknown = Agent.create(realm, "unknown-backend", Map.of());
        Agent ofAnother = createBackend("another-backend", "another");

        refused(mint(unknown, signed(claims(), key), Map.of()), "invalid_grant");
        refused(mint(ofAnother, signed(claims(), key), Map.of()), "invalid_grant");
    }

    @ParameterizedTest
    @CsvSource({
        "required_roles, writer, access_denied, role_missing",
        "required_groups, /staff, access_denied, group_missing",
        "organization, acme, access_denied, not_a_member",
        "allowed_client_ids, another, unauthorized_client, client_not_allowed",
        "status, suspended, invalid_target, server_unavailable",
        "require_dpop, true, invalid_dpop_proof, dpop_missing"
    })
    void theRulesOfTheServerHold(String field, String value, String error, String rule) throws JOSEException {
        realm.admin().post(realm.adminPath("/clients"), Map.of("clientId", "another"));
        Object setting = switch (field) {
            case "organization", "status" -> value;
            case "require_dpop" -> true;
            default -> List.of(value);
        };
        String resource = "https://" + rule.replace('_', '-') + ".example.com";
        ServerClient.register(realm, resource, Map.of(field, setting));

        refused(mint(Map.of("resource", resource, "scope", "openid")), error);
        assertThat(realm.lastEvent("JWT_AUTHORIZATION_GRANT_ERROR")
                        .at("/details/mcp_rule")
                        .asText())
                .isEqualTo(rule);
    }

    @Test
    void theUserGetsNoScopeThatTheServerKeepsForOthers() throws JOSEException {
        assertThat(Claims.ofAccessToken(mint(Map.of("scope", "files:read files:write"))))
                .containsEntry("scope", "files:read");
    }

    @Test
    void nothingThatOutlivesTheTokenIsGiven() throws JOSEException {
        Answer answer = mint(Map.of("scope", "files:read offline_access"));

        assertThat(answer.json().has("refresh_token")).isFalse();
    }

    @Test
    void theTokenLivesAsLongAsTheServerSaysUnlessTheProviderLimitsItToTheAssertion() throws JOSEException {
        Map<String, Object> claims = Claims.ofAccessToken(mint(Map.of()));
        assertThat(seconds(claims, "exp") - seconds(claims, "iat")).isEqualTo(3600);

        String issuer = "https://strict.example.org";
        createProvider("strict", issuer, "true");
        realm.admin()
                .post(
                        realm.adminPath("/users/" + realm.userId("carol") + "/federated-identity/strict"),
                        Map.of("userId", USER, "userName", "carol"));
        Answer limited =
                mint(createBackend("strict-backend", "strict"), signed(claims().issuer(issuer), key), Map.of());
        Map<String, Object> brief = Claims.ofAccessToken(limited);
        assertThat(seconds(brief, "exp") - seconds(brief, "iat")).isBetween(50L, 60L);
    }

    private static long seconds(Map<String, Object> claims, String name) {
        return ((Number) claims.get(name)).longValue();
    }

    @Test
    void whatWasMintedEndsWithTheUserAndWithTheServersGrants() throws JOSEException {
        String token = mint(Map.of()).text("access_token");
        String path = realm.adminPath("/users/" + realm.userId("carol"));
        var carol = (ObjectNode) realm.admin().get(path).json();
        realm.admin().put(path, carol.put("enabled", false));
        try {
            assertThat(files.seesAsActive(token)).isFalse();
            refused(mint(Map.of()), "invalid_grant");
        } finally {
            realm.admin().put(path, carol.put("enabled", true));
        }
        assertThat(files.seesAsActive(token)).isTrue();

        String grants = realm.adminPath("/mcp/servers/" + files.serverId() + "/grants");
        realm.admin().delete(grants + "?user=" + realm.userId("carol"));
        assertThat(files.seesAsActive(token))
                .as("there is no session in which it would be noted")
                .isTrue();
        realm.admin().delete(grants + "?client=product-backend");
        assertThat(files.seesAsActive(token)).isFalse();
    }

    @Test
    void theServerCanExchangeWhatWasMinted() throws JOSEException {
        Answer answer = files.exchange(mint(Map.of()).text("access_token"), Map.of("resource", ARCHIVE));

        assertThat(Claims.ofAccessToken(answer))
                .containsEntry("aud", ARCHIVE)
                .containsEntry("sub", realm.userId("carol"))
                .containsEntry("act", Map.of("sub", files.serverId()))
                .doesNotContainKey("sid");
        assertThat(archive.seesAsActive(answer.text("access_token"))).isTrue();
    }

    /** Where the product and its MCP server are one, one credential will do. */
    @Test
    void theServersOwnClientCanBeTheBackend() throws JOSEException {
        String path = realm.adminPath("/clients/" + realm.clientUuid(files.serverId()));
        var client = (ObjectNode) realm.admin().get(path).json();
        ((ObjectNode) client.get("attributes"))
                .put("oauth2.jwt.authorization.grant.enabled", "true")
                .put("oauth2.jwt.authorization.grant.idp", "product");
        assertThat(realm.admin().put(path, client).status()).isEqualTo(204);

        String own = files.mint(signed(claims(), key), FILES).text("access_token");
        assertThat(files.seesAsActive(own)).isTrue();
        Answer exchanged = files.exchange(own, Map.of("resource", ARCHIVE));
        assertThat(Claims.ofAccessToken(exchanged)).containsEntry("aud", ARCHIVE);
        assertThat(archive.seesAsActive(exchanged.text("access_token"))).isTrue();
    }
}

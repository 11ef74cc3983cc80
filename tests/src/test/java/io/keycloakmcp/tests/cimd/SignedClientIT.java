/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.cimd;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Claims;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that sign (RFC 7523 §2.2), and those that may and need not (SEP-3149). */
final class SignedClientIT {

    private static final String FILES = "https://files.example.com/mcp";
    private static final String BOTH = "\"token_endpoint_auth_method\":\"private_key_jwt\","
            + "\"token_endpoint_auth_methods_supported\":[\"none\",\"private_key_jwt\"]";
    private static final String SIGNED = "\"token_endpoint_auth_method\":\"private_key_jwt\"";

    private static TestRealm realm;
    private static UrlClients clients;
    private static Web web;

    @BeforeAll
    static void setUp() {
        realm = TestRealm.create();
        clients = new UrlClients(realm);
        web = Web.open();
        realm.registerServer(FILES, Map.of());
        clients.open();
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
        web.close();
    }

    private static RSAKey key(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private static void publish(String path, RSAKey key) {
        web.putJson(path, new JWKSet(key).toString());
    }

    private static String client(String name, String methods) {
        return web.putDocument(
                "/" + name + ".json",
                UrlClients.LOOPBACK + "," + methods + ",\"jwks_uri\":\"" + web.url("/" + name + "-keys.json") + "\"");
    }

    private static Map<String, String> assertion(String clientId, RSAKey key) {
        try {
            SignedJWT jwt = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID(key.getKeyID())
                            .build(),
                    new JWTClaimsSet.Builder()
                            .issuer(clientId)
                            .subject(clientId)
                            .audience(realm.issuer())
                            .jwtID(UUID.randomUUID().toString())
                            .issueTime(Date.from(Instant.now()))
                            .expirationTime(Date.from(Instant.now().plusSeconds(60)))
                            .build());
            jwt.sign(new RSASSASigner(key));
            return Map.of(
                    "client_assertion_type",
                    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                    "client_assertion",
                    jwt.serialize());
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private static Answer token(String clientId, Map<String, String> authentication) {
        McpFlow flow = clients.flow(clientId);
        String code = flow.logIn("alice", Map.of("resource", FILES)).get("code");
        Map<String, String> more = new HashMap<>(authentication);
        more.put("resource", FILES);
        return flow.exchange(code, more);
    }

    private static void isToken(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(Claims.ofAccessToken(answer)).containsEntry("aud", FILES);
    }

    private static void isRefused(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isBetween(400, 401);
        assertThat(answer.text("error")).isIn("invalid_client", "unauthorized_client");
    }

    @Test
    void signsWithTheKeysThatItPublishes() {
        RSAKey key = key("one");
        publish("/signs-keys.json", key);
        String clientId = client("signs", SIGNED);

        isToken(token(clientId, assertion(clientId, key)));
        isToken(token(clientId, assertion(clientId, key)));

        assertThat(clients.find(clientId).get("publicClient").asBoolean()).isFalse();
        assertThat(web.visits("/signs-keys.json")).isEqualTo(1);
        isRefused(token(clientId, Map.of()));
        isRefused(token(clientId, Map.of("client_secret", "secret")));
        isRefused(token(clientId, assertion(clientId, key("one"))));
        isRefused(token(clientId, assertion(clientId, key("other"))));
    }

    @Test
    void mayUseEitherMethodOfItsList() {
        RSAKey key = key("one");
        publish("/both-keys.json", key);
        String clientId = client("both", BOTH);

        isToken(token(clientId, Map.of()));
        isToken(token(clientId, assertion(clientId, key)));
        Map<String, String> assertionAlone = new HashMap<>(assertion(clientId, key));
        assertionAlone.put("client_id", "");
        isToken(token(clientId, assertionAlone));

        assertThat(clients.find(clientId).get("publicClient").asBoolean()).isTrue();
        isRefused(token(clientId, assertion(clientId, key("one"))));
        isRefused(token(clientId, Map.of("client_secret", "secret")));
    }

    @Test
    void mayNotUseAMethodThatItDoesNotList() {
        String clientId = web.putDocument("/neither.json", UrlClients.LOOPBACK);

        Answer refused = token(clientId, assertion(clientId, key("one")));

        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.text("error")).isEqualTo("invalid_client");
        assertThat(clients.detail("CODE_TO_TOKEN_ERROR", "mcp_rule")).isEqualTo("auth_method");
        isToken(token(clientId, Map.of()));
    }

    @Test
    void takesNewKeysWhenTheyAreUsed() {
        RSAKey first = key("one");
        RSAKey second = key("two");
        publish("/rotates-keys.json", first);
        String clientId = client("rotates", SIGNED);
        isToken(token(clientId, assertion(clientId, first)));
        publish("/rotates-keys.json", second);

        isRefused(token(clientId, assertion(clientId, second)));
        clients.change(clientId, Map.of("mcp.jwks.fetched_at", "2026-01-01T00:00:00Z"), Map.of());
        isToken(token(clientId, assertion(clientId, second)));

        isRefused(token(clientId, assertion(clientId, first)));
        assertThat(web.visits("/rotates-keys.json")).isEqualTo(2);
    }
}

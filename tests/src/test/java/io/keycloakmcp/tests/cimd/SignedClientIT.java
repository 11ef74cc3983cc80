/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.cimd;

import static org.assertj.core.api.Assertions.assertThat;

import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Claims;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.SigningKey;
import io.keycloakmcp.tests.keycloak.TestRealm;
import io.keycloakmcp.tests.keycloak.Web;
import java.util.HashMap;
import java.util.Map;
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

    private static void publish(String path, SigningKey key) {
        web.putJson(path, key.published());
    }

    private static String client(String name, String methods) {
        return web.putDocument(
                "/" + name + ".json",
                UrlClients.LOOPBACK + "," + methods + ",\"jwks_uri\":\"" + web.url("/" + name + "-keys.json") + "\"");
    }

    private static Map<String, String> assertion(String clientId, SigningKey key) {
        return key.assertion(realm, clientId);
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
        SigningKey key = SigningKey.of("one");
        publish("/signs-keys.json", key);
        String clientId = client("signs", SIGNED);

        isToken(token(clientId, assertion(clientId, key)));
        isToken(token(clientId, assertion(clientId, key)));

        assertThat(clients.find(clientId).get("publicClient").asBoolean()).isFalse();
        assertThat(web.visits("/signs-keys.json")).isEqualTo(1);
        isRefused(token(clientId, Map.of()));
        isRefused(token(clientId, Map.of("client_secret", "secret")));
        isRefused(token(clientId, assertion(clientId, SigningKey.of("one"))));
        isRefused(token(clientId, assertion(clientId, SigningKey.of("other"))));
    }

    @Test
    void mayUseEitherMethodOfItsList() {
        SigningKey key = SigningKey.of("one");
        publish("/both-keys.json", key);
        String clientId = client("both", BOTH);

        isToken(token(clientId, Map.of()));
        isToken(token(clientId, assertion(clientId, key)));
        Map<String, String> assertionAlone = new HashMap<>(assertion(clientId, key));
        assertionAlone.put("client_id", "");
        isToken(token(clientId, assertionAlone));

        assertThat(clients.find(clientId).get("publicClient").asBoolean()).isTrue();
        isRefused(token(clientId, assertion(clientId, SigningKey.of("one"))));
        isRefused(token(clientId, Map.of("client_secret", "secret")));
    }

    @Test
    void mayNotUseAMethodThatItDoesNotList() {
        String clientId = web.putDocument("/neither.json", UrlClients.LOOPBACK);

        Answer refused = token(clientId, assertion(clientId, SigningKey.of("one")));

        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.text("error")).isEqualTo("invalid_client");
        assertThat(clients.detail("CODE_TO_TOKEN_ERROR", "mcp_rule")).isEqualTo("auth_method");
        isToken(token(clientId, Map.of()));
    }

    @Test
    void takesNewKeysWhenTheyAreUsed() {
        SigningKey first = SigningKey.of("one");
        SigningKey second = SigningKey.of("two");
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

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.cimd;

import static org.assertj.core.api.Assertions.assertThat;

import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.SigningKey;
import io.keycloakmcp.tests.keycloak.TestRealm;
import io.keycloakmcp.tests.keycloak.Web;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** That strangers cannot make Keycloak pester a host, neither for documents nor for keys. */
@Tag("once")
final class LimitsIT {

    private static final String FILES = "https://files.example.com/mcp";

    /** How often a node asks one host in a minute. */
    private static final int PER_HOST = 30;

    private static TestRealm realm;
    private static UrlClients clients;

    @BeforeAll
    static void setUp() {
        realm = TestRealm.create();
        clients = new UrlClients(realm);
        realm.registerServer(FILES, Map.of());
        clients.open();
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    private static Answer come(String clientId, Map<String, String> authentication) {
        return clients.flow(clientId).exchange("unknown", authentication);
    }

    private static Answer come(String clientId) {
        return come(clientId, Map.of());
    }

    private static String rule() {
        return clients.detail("CODE_TO_TOKEN_ERROR", "mcp_rule");
    }

    private static String signing(Web web, String name) {
        return web.putDocument(
                "/" + name + ".json",
                UrlClients.LOOPBACK + ",\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks_uri\":\""
                        + web.url("/" + name + "-keys.json") + "\"");
    }

    @Test
    void aHostIsAskedOnlySoOften() {
        SigningKey key = SigningKey.of("one");
        try (Web web = Web.open();
                Web other = Web.open()) {
            String signing = signing(web, "signs");
            clients.flow(signing).authorize(Map.of("resource", FILES));
            IntStream.range(1, PER_HOST).forEach(number -> {
                String clientId = web.putDocument("/" + number + ".json", UrlClients.LOOPBACK);
                assertThat(come(clientId).text("error")).isEqualTo("invalid_grant");
            });

            String oneMore = web.putDocument("/one-more.json", UrlClients.LOOPBACK);
            Answer refused = come(oneMore);

            assertThat(refused.status()).isEqualTo(401);
            assertThat(rule()).isEqualTo("fetch_limit");
            assertThat(clients.detail("CODE_TO_TOKEN_ERROR", "reason")).contains("more than " + PER_HOST);
            assertThat(web.visits("/one-more.json")).isZero();
            assertThat(clients.find(oneMore).isMissingNode()).isTrue();

            web.putJson("/signs-keys.json", key.published());
            assertThat(come(signing, key.assertion(realm, signing)).text("error"))
                    .isEqualTo("invalid_client");
            assertThat(rule()).as("its keys are at the same host").isEqualTo("fetch_limit");
            assertThat(web.visits("/signs-keys.json")).isZero();

            Answer registered = Http.plain()
                    .postJson(
                            realm.issuer() + "/clients-registrations/mcp",
                            "{" + UrlClients.LOOPBACK + ",\"token_endpoint_auth_method\":\"private_key_jwt\","
                                    + "\"jwks_uri\":\"" + web.url("/registered-keys.json") + "\"}");
            assertThat(registered.status()).isEqualTo(400);
            assertThat(registered.text("error")).isEqualTo("invalid_client_metadata");
            assertThat(clients.detail("CLIENT_REGISTER_ERROR", "mcp_rule")).isEqualTo("fetch_limit");
            assertThat(web.visits("/registered-keys.json")).isZero();

            String elsewhere = other.putDocument("/elsewhere.json", UrlClients.LOOPBACK);
            assertThat(come(elsewhere).text("error")).isEqualTo("invalid_grant");
        }
    }

    @Test
    void whatCouldNotBeHadAMomentAgoIsNotAskedForAgain() {
        SigningKey key = SigningKey.of("one");
        try (Web web = Web.open()) {
            String missing = web.url("/missing.json");
            String signing = signing(web, "keyless");
            clients.flow(signing).authorize(Map.of("resource", FILES));

            for (int attempt = 0; attempt < 3; attempt++) {
                assertThat(come(missing).status()).isEqualTo(401);
                assertThat(rule()).isEqualTo("document_unavailable");
                assertThat(come(signing, key.assertion(realm, signing)).text("error"))
                        .isEqualTo("invalid_client");
                assertThat(rule()).isEqualTo("document_unavailable");
                assertThat(clients.detail("CODE_TO_TOKEN_ERROR", "reason")).contains("keys", "404");
            }

            assertThat(web.visits("/missing.json")).isEqualTo(1);
            assertThat(web.visits("/keyless-keys.json")).isEqualTo(1);
        }
    }
}

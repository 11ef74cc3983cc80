/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.lifecycle;

import static io.keycloakmcp.tests.lifecycle.McpClients.REDIRECT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A clean-up that takes a while, and those who work meanwhile. */
@Tag("once")
final class ManyExpiredClientsIT {

    private static final int MANY = 1_000;
    private static final String RESOURCE = "https://mcp.example.com/mcp";
    private static final String SECRET = "a-secret-for-tests-alone";

    private static TestRealm realm;
    private static McpClients clients;

    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
        clients = new McpClients(realm);
        realm.registerServer(RESOURCE, Map.of());
        realm.createClient(Map.of(
                "clientId",
                "agent",
                "secret",
                SECRET,
                "serviceAccountsEnabled",
                true,
                "attributes",
                Map.of("mcp.client", "manual")));
        Answer imported = realm.admin()
                .post(
                        realm.adminPath("/partialImport"),
                        Map.of(
                                "ifResourceExists",
                                "FAIL",
                                "clients",
                                IntStream.range(0, MANY)
                                        .mapToObj(number -> expired())
                                        .toList()));
        assertThat(imported.status()).as(imported.body()).isEqualTo(200);
    }

    private static Map<String, Object> expired() {
        return Map.of(
                "clientId",
                "mc_" + UUID.randomUUID(),
                "publicClient",
                true,
                "redirectUris",
                List.of(REDIRECT),
                "attributes",
                Map.of(
                        "mcp.client",
                        "dynamic_registration",
                        "mcp.registered_at",
                        Instant.now().minus(Duration.ofDays(2)).toString()));
    }

    @AfterAll
    static void leave() {
        realm.close();
    }

    private static int token() {
        return Http.plain()
                .postForm(
                        realm.tokenEndpoint(),
                        Map.of(
                                "grant_type",
                                "client_credentials",
                                "client_id",
                                "agent",
                                "client_secret",
                                SECRET,
                                "resource",
                                RESOURCE))
                .status();
    }

    @Test
    void removesAThousandClientsWhileTokensAreIssuedAndDoesNotDoItTwiceAtOnce() {
        CompletableFuture<Answer> first =
                CompletableFuture.supplyAsync(() -> realm.admin().post(clients.path("clean-up"), "{}"));
        Awaitility.await()
                .until(() -> realm.admin()
                        .get(clients.path("clean-up"))
                        .json()
                        .path("finished_at")
                        .isNull());
        Answer second = realm.admin().post(clients.path("clean-up"), "{}");
        assertThat(second.status()).as(second.body()).isEqualTo(409);
        assertThat(second.text("error")).isEqualTo("clean_up_running");

        int tokens = 0;
        while (!first.isDone()) {
            assertThat(token()).isEqualTo(200);
            tokens++;
        }

        assertThat(tokens).isGreaterThan(10);
        assertThat(first.join().status()).isIn(200, 202);
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> !realm.admin()
                        .get(clients.path("clean-up"))
                        .json()
                        .path("finished_at")
                        .isNull());
        JsonNode report = realm.admin().get(clients.path("clean-up")).json();
        assertThat(report.get("removed_count").asInt()).isEqualTo(MANY);
        assertThat(report.get("removed")).hasSize(100);
        assertThat(clients.list("max=1").get("total").asInt()).isEqualTo(1);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How many clients a realm takes. */
final class CapacityIT {

    private TestRealm realm;
    private McpClients clients;

    @BeforeEach
    void prepare() {
        realm = TestRealm.create();
        clients = new McpClients(realm);
        realm.registerServer("https://mcp.example.com/mcp", Map.of());
    }

    @AfterEach
    void leave() {
        realm.close();
    }

    private Answer register(int number) {
        return clients.tryToRegister(Map.of("client_name", "Client " + number));
    }

    private void isRefused(Answer answer, String rule) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(429);
        assertThat(answer.text("error")).isEqualTo("temporarily_unavailable");
        assertThat(answer.text("error_description")).isNotBlank();
        assertThat(answer.header("Retry-After")).matches("[1-9][0-9]*");
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(realm.lastEvent("CLIENT_REGISTER_ERROR")
                        .at("/details/mcp_rule")
                        .asText())
                .isEqualTo(rule);
    }

    @Test
    void takesSoManyClientsAndNoMoreUntilThereIsRoomAgain() {
        clients.manual("manual", Map.of());
        clients.registered(Duration.ZERO, Map.of());
        clients.ofUrl("https://a.example/client", Duration.ZERO, Map.of());
        clients.setLifeCycle(Map.of("max_clients", 4));

        assertThat(register(1).status()).isEqualTo(201);
        String last = register(2).text("client_id");
        isRefused(register(3), "realm_full");
        assertThat(clients.list("").get("total").asInt()).isEqualTo(5);

        realm.admin().delete(clients.path(realm.clientUuid(last)));
        assertThat(register(3).status()).isEqualTo(201);
        isRefused(register(4), "realm_full");

        clients.setLifeCycle(Map.of("max_clients", 0));
        assertThat(register(4).status()).isEqualTo(201);
    }

    @Test
    void takesSoManyClientsFromOneAddress() {
        clients.registered(Duration.ZERO, Map.of("mcp.source", "192.0.2.1"));
        clients.setLifeCycle(Map.of("max_clients_per_source", 2));

        JsonNode first = register(1).json();
        assertThat(register(2).status()).isEqualTo(201);
        isRefused(register(3), "source_full");
        assertThat(clients.get(realm.clientUuid(first.get("client_id").asText()))
                        .get("source")
                        .asText())
                .isNotBlank();
    }

    @Test
    void takesNoMoreFromManyWhoComeAtOnce() {
        clients.setLifeCycle(Map.of("max_clients", 3));

        List<CompletableFuture<Integer>> answers = IntStream.range(0, 12)
                .mapToObj(number ->
                        CompletableFuture.supplyAsync(() -> register(number).status()))
                .toList();

        assertThat(answers.stream().map(CompletableFuture::join).filter(status -> status == 201))
                .hasSize(3);
        assertThat(clients.list("").get("total").asInt()).isEqualTo(3);
    }

    @Test
    void isNotWhatKeycloaksOwnLimitOfClientsSays() {
        JsonNode limit = realm.admin()
                .get(realm.adminPath("/components?name=Max+Clients+Limit"))
                .json()
                .get(0);
        ((com.fasterxml.jackson.databind.node.ObjectNode) limit.get("config"))
                .putArray("max-clients")
                .add("1");
        assertThat(realm.admin()
                        .put(realm.adminPath("/components/" + limit.get("id").asText()), limit)
                        .status())
                .isEqualTo(204);

        assertThat(register(1).status()).isEqualTo(201);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many clients a realm takes. */
@Tag("once")
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

    /** As a proxy tells it. */
    private Answer registerFrom(String... headers) {
        return clients.tryToRegister(
                Map.of("client_name", UUID.randomUUID().toString()),
                Stream.concat(Stream.of("X-Forwarded-Proto", "https"), Stream.of(headers))
                        .toArray(String[]::new));
    }

    private static long let(List<CompletableFuture<Answer>> answers) {
        return answers.stream()
                .map(CompletableFuture::join)
                .filter(answer -> answer.status() == 201)
                .count();
    }

    private static List<CompletableFuture<Answer>> twelveAtOnce(IntFunction<Answer> registration) {
        return IntStream.range(0, 12)
                .mapToObj(number -> CompletableFuture.supplyAsync(() -> registration.apply(number)))
                .toList();
    }

    private void isRefused(Answer answer, String rule) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(429);
        assertThat(answer.text("error")).isEqualTo("temporarily_unavailable");
        assertThat(answer.text("error_description")).isNotBlank();
        assertThat(answer.header("Retry-After")).matches("[1-9][0-9]*");
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

        assertThat(let(twelveAtOnce(this::register))).isEqualTo(3);
        assertThat(clients.list("").get("total").asInt()).isEqualTo(3);
    }

    @Test
    void takesNoMoreFromOneAddressThatComesManyTimesAtOnce() {
        clients.setLifeCycle(Map.of("max_clients_per_source", 2));
        assertThat(registerFrom("X-Forwarded-For", "198.51.100.30").status()).isEqualTo(201);

        assertThat(let(twelveAtOnce(number -> registerFrom("X-Forwarded-For", "198.51.100.30"))))
                .isEqualTo(1);
        assertThat(registerFrom("X-Forwarded-For", "198.51.100.31").status()).isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource({
        "198.51.100.40, 198.51.100.40:4711",
        "198.51.100.41, ::ffff:198.51.100.41",
        "198.51.100.42, [::ffff:c633:642a]:4711",
        "2001:db8:40:1::1, 2001:DB8:0040:0001:ffff::2",
        "2001:db8:40:2::1, [2001:db8:40:2::3]:4711",
        // What another proxy in between adds to the end.
        "198.51.100.43, '198.51.100.43, 203.0.113.9'"
    })
    void takesOneSenderForOneHoweverItsAddressIsWritten(String address, String otherwise) {
        clients.setLifeCycle(Map.of("max_clients_per_source", 1));
        assertThat(registerFrom("X-Forwarded-For", address).status()).isEqualTo(201);

        isRefused(registerFrom("X-Forwarded-For", otherwise), "source_full");
    }

    @Test
    void doesNotBelieveHeadersThatTheProxyDoesNotSet() {
        clients.setLifeCycle(Map.of("max_clients_per_source", 1));
        assertThat(registerFrom("X-Forwarded-For", "198.51.100.50").status()).isEqualTo(201);

        for (String header : List.of("Forwarded", "X-Real-IP", "X-Client-IP", "True-Client-IP", "CF-Connecting-IP")) {
            isRefused(
                    registerFrom(
                            "X-Forwarded-For",
                            "198.51.100.50",
                            header,
                            header.equals("Forwarded") ? "for=198.51.100.51;proto=https" : "198.51.100.51"),
                    "source_full");
        }
    }

    @Test
    void countsAClientThatRegistersAgainOnce() {
        clients.setLifeCycle(Map.of("max_clients_per_source", 1, "max_clients", 1));
        String first = register(1).text("client_id");

        assertThat(register(1).text("client_id")).isEqualTo(first);
        isRefused(register(2), "realm_full");
    }

    @Test
    void isNotWhatKeycloaksOwnLimitOfClientsSays() {
        ObjectNode limit = (ObjectNode) realm.admin()
                .get(realm.adminPath("/components?name=Max+Clients+Limit"))
                .json()
                .get(0);
        limit.withObject("config").putArray("max-clients").add("1");
        assertThat(realm.admin()
                        .put(realm.adminPath("/components/" + limit.get("id").asText()), limit)
                        .status())
                .isEqualTo(204);

        JsonNode client = register(1).json();
        assertThat(client.path("client_id").asText()).as(client.toString()).isNotEmpty();
        String path = client.get("registration_client_uri").asText();
        Map<String, Object> changed = Map.of(
                "client_id",
                client.get("client_id").asText(),
                "redirect_uris",
                List.of(McpClients.REDIRECT),
                "token_endpoint_auth_method",
                "none",
                "client_name",
                "Renamed");
        assertThat(Http.plain()
                        .send(HttpRequest.newBuilder(URI.create(path))
                                .header("Content-Type", "application/json")
                                .header(
                                        "Authorization",
                                        "Bearer "
                                                + client.get("registration_access_token")
                                                        .asText())
                                .PUT(BodyPublishers.ofString(
                                        new ObjectMapper().valueToTree(changed).toString())))
                        .status())
                .isEqualTo(200);
        assertThat(new McpFlow(realm, client.get("client_id").asText(), McpClients.REDIRECT)
                        .tokens("alice", "https://mcp.example.com/mcp", "openid")
                        .status())
                .isEqualTo(200);
        assertThat(register(2).status()).isEqualTo(201);
    }
}

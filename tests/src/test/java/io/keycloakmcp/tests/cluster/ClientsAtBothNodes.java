/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * What a client that came to one node finds at the other: a part of {@link ClusterIT}, whose nodes take long to start.
 */
interface ClientsAtBothNodes {

    /** Where the clients are. */
    String CALLBACK = "http://127.0.0.1/callback";

    /** The realm at one node. */
    TestRealm first();

    /** The same realm at the other. */
    TestRealm second();

    /** The resource URI of an MCP server of the realm. */
    String resource();

    private static Answer register(TestRealm at, String name, String... headers) {
        return register(at, metadata(name), headers);
    }

    private static Answer register(TestRealm at, Map<String, Object> metadata, String... headers) {
        return send(HttpRequest.newBuilder(URI.create(at.issuer() + "/clients-registrations/mcp"))
                .headers(Stream.concat(Stream.of("Content-Type", "application/json"), Stream.of(headers))
                        .toArray(String[]::new))
                .POST(BodyPublishers.ofString(json(metadata))));
    }

    private static Map<String, Object> metadata(String name) {
        return Map.of("client_name", name, "redirect_uris", List.of(CALLBACK), "token_endpoint_auth_method", "none");
    }

    private static String json(Object value) {
        return new ObjectMapper().valueToTree(value).toString();
    }

    private static Answer send(HttpRequest.Builder request) {
        return Http.plain().send(request);
    }

    private static HttpRequest.Builder registration(TestRealm at, String clientId, String token) {
        return HttpRequest.newBuilder(URI.create(at.issuer() + "/clients-registrations/mcp/" + clientId))
                .headers("Content-Type", "application/json", "Authorization", "Bearer " + token);
    }

    private static McpFlow flow(TestRealm at, String clientId) {
        return new McpFlow(at, clientId, CALLBACK);
    }

    /** The nodes tell each other of what they wrote as soon as it is written. */
    private static void soon(Runnable holds) {
        Awaitility.await().atMost(Duration.ofSeconds(5)).untilAsserted(holds::run);
    }

    private void settle(TestRealm at, TestRealm seenFrom, Map<String, Object> settings) {
        Answer saved = at.admin().put(at.adminPath("/mcp/settings"), settings);
        assertThat(saved.status()).as(saved.body()).isEqualTo(200);
        soon(() -> assertThat(seenFrom.admin()
                        .get(seenFrom.adminPath("/mcp/settings"))
                        .json())
                .isEqualTo(saved.json()));
    }

    private void isOne(String clientId) {
        assertThat(first().admin()
                        .get(first().adminPath("/mcp/clients?search=" + clientId))
                        .json()
                        .get("total")
                        .asInt())
                .isEqualTo(1);
    }

    private void tell(String id, String what) {
        assertThat(first().admin()
                        .post(first().adminPath("/mcp/clients/" + id + "/" + what), "{}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    default void aClientThatRegisteredAtOneNodeIsManagedAtTheOther() {
        Answer registered = register(first(), "Managed");
        String clientId = registered.text("client_id");
        String token = registered.text("registration_access_token");
        assertThat(flow(second(), clientId)
                        .tokens("alice", resource(), "openid")
                        .status())
                .isEqualTo(200);

        Map<String, Object> changed = new HashMap<>(metadata("Renamed"));
        changed.put("client_id", clientId);
        Answer renamed = send(registration(second(), clientId, token).PUT(BodyPublishers.ofString(json(changed))));
        assertThat(renamed.status()).as(renamed.body()).isEqualTo(200);
        String next = renamed.text("registration_access_token");

        soon(() -> assertThat(send(registration(first(), clientId, next)).text("client_name"))
                .isEqualTo("Renamed"));
        assertThat(send(registration(first(), clientId, token)).status())
                .as("the token was good until the other node gave another")
                .isEqualTo(401);

        assertThat(send(registration(second(), clientId, next).DELETE()).status())
                .isEqualTo(204);
        soon(() -> assertThat(flow(first(), clientId).refresh("none", Map.of()).status())
                .isEqualTo(401));
    }

    @Test
    default void aPublicClientThatRegistersAtBothNodesIsOneClient() {
        String clientId = register(first(), "Twice").text("client_id");
        assertThat(register(second(), "Twice").text("client_id")).isEqualTo(clientId);
        isOne(clientId);

        TestRealm[] nodes = {first(), second()};
        List<String> atOnce = IntStream.range(0, 6)
                .mapToObj(number -> CompletableFuture.supplyAsync(
                        () -> register(nodes[number % 2], "At once").text("client_id")))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .distinct()
                .toList();
        assertThat(atOnce).hasSize(1);
        isOne(atOnce.get(0));
    }

    @Test
    default void aUrlClientThatComesToBothNodesAtOnceIsOneClient() {
        String clientId = "https://both.example/client.json";
        Map<String, Object> document = Map.of(
                "client_id",
                clientId,
                "client_name",
                "Both",
                "redirect_uris",
                List.of(CALLBACK),
                "token_endpoint_auth_method",
                "none");
        settle(
                first(),
                second(),
                Map.of(
                        "client_id_metadata",
                        Map.of(
                                "mode",
                                "open",
                                "pinned_documents",
                                List.of(Map.of("client_id", clientId, "document", document)))));
        try {
            TestRealm[] nodes = {first(), second()};
            List<CompletableFuture<Answer>> answers = IntStream.range(0, 8)
                    .mapToObj(number -> CompletableFuture.supplyAsync(
                            () -> flow(nodes[number % 2], clientId).authorize(Map.of("resource", resource()))))
                    .toList();

            assertThat(answers.stream().map(CompletableFuture::join))
                    .allSatisfy(answer ->
                            assertThat(answer.status()).as(answer.body()).isEqualTo(200));
            isOne(clientId);
            assertThat(flow(second(), clientId)
                            .tokens("alice", resource(), "openid")
                            .status())
                    .isEqualTo(200);
        } finally {
            settle(first(), second(), Map.of());
        }
    }

    @Test
    default void whatAnAdministratorSaysOfAClientAtOneNodeHoldsAtTheOther() {
        settle(first(), second(), Map.of("registration", Map.of("mode", "approval")));
        try {
            String web = "https://waits.example/callback";
            String clientId = register(
                            first(),
                            Map.of(
                                    "client_name",
                                    "Waits",
                                    "redirect_uris",
                                    List.of(web),
                                    "token_endpoint_auth_method",
                                    "none"))
                    .text("client_id");
            String id = first().clientUuid(clientId);
            McpFlow flow = new McpFlow(second(), clientId, web);
            assertThat(flow.authorize(Map.of("resource", resource())).header("Location"))
                    .contains("error=temporarily_unavailable");

            tell(id, "approve");
            soon(() -> assertThat(flow.authorize(Map.of("resource", resource())).status())
                    .isEqualTo(200));
            String refreshToken = new McpFlow(second(), clientId, web)
                    .tokens("alice", resource(), "openid")
                    .text("refresh_token");

            tell(id, "block");
            soon(() -> assertThat(new McpFlow(second(), clientId, web)
                            .authorize(Map.of("resource", resource()))
                            .header("Location"))
                    .contains("error=unauthorized_client"));
            assertThat(flow.refresh(refreshToken, Map.of()).status()).isEqualTo(400);

            first().admin().delete(first().adminPath("/mcp/clients/" + id));
            soon(() -> assertThat(flow.refresh(refreshToken, Map.of()).text("error"))
                    .isEqualTo("invalid_client"));
        } finally {
            settle(first(), second(), Map.of());
        }
    }

    @Test
    default void eachNodeCountsRequestsForItselfAndBelievesNoAddressWithoutAProxy() {
        try (TestRealm limited = TestRealm.create(first().base())) {
            TestRealm fromSecond = limited.at(second().base());
            limited.registerServer("https://limited.example.com/mcp", Map.of());
            settle(limited, fromSecond, Map.of("registration", Map.of("rate_limit_per_address", 2)));

            assertThat(register(limited, "One").status()).isEqualTo(201);
            assertThat(register(limited, "Two").status()).isEqualTo(201);
            assertThat(register(limited, "Three").status()).isEqualTo(429);
            for (String header : List.of("X-Forwarded-For", "X-Real-IP")) {
                assertThat(register(limited, "Three", header, "198.51.100.7").status())
                        .as(header)
                        .isEqualTo(429);
            }
            assertThat(register(limited, "Three", "Forwarded", "for=198.51.100.7")
                            .status())
                    .isEqualTo(429);
            assertThat(register(fromSecond, "Three").status()).isEqualTo(201);
        }
    }
}

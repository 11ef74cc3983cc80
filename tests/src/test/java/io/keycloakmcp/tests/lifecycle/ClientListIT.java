/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.lifecycle;

import static io.keycloakmcp.tests.lifecycle.McpClients.REDIRECT;
import static io.keycloakmcp.tests.lifecycle.McpClients.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an administrator sees of the MCP clients of a realm. */
final class ClientListIT {

    private static final String RESOURCE = "https://mcp.example.com/mcp";
    private static final String OTHER_RESOURCE = "https://other.example.com/mcp";

    private static TestRealm realm;
    private static McpClients clients;
    private static String serverId;
    private static String otherServerId;

    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
        clients = new McpClients(realm);
        serverId = realm.registerServer(RESOURCE, Map.of("scopes_supported", "mcp:tools"))
                .get("server_id")
                .asText();
        otherServerId =
                realm.registerServer(OTHER_RESOURCE, Map.of()).get("server_id").asText();
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    @Test
    void showsAClientThatRegisteredItself() {
        JsonNode registered = clients.register(Map.of("client_name", "Shown", "software_id", "the-software"));
        JsonNode client = one(registered.get("client_id").asText());

        assertThat(client.get("name").asText()).isEqualTo("Shown");
        assertThat(client.get("onboarding").asText()).isEqualTo("dynamic_registration");
        assertThat(client.get("state").asText()).isEqualTo("active");
        assertThat(client.get("public").asBoolean()).isTrue();
        assertThat(client.get("product").isNull()).isTrue();
        assertThat(client.get("last_used_on").isNull()).isTrue();
        assertThat(client.get("servers")).isEmpty();
        assertThat(client.get("users").asInt()).isZero();
        assertThat(Instant.parse(client.get("created_at").asText()))
                .isBetween(Instant.now().minusSeconds(300), Instant.now().plusSeconds(300));
        assertThat(Instant.parse(client.get("expires_at").asText()))
                .isEqualTo(Instant.parse(client.get("created_at").asText()).plus(Duration.ofHours(24)));
    }

    private static JsonNode one(String clientId) {
        JsonNode found = clients.list("search=" + clientId);
        assertThat(found.get("total").asInt()).isEqualTo(1);
        assertThat(found.at("/clients/0/client_id").asText()).isEqualTo(clientId);
        return found.at("/clients/0");
    }

    @Test
    void tellsWhichPeopleLetAClientUseWhichServers() {
        JsonNode registered = clients.register(Map.of("client_name", "Used"));
        String clientId = registered.get("client_id").asText();
        assertThat(new McpFlow(realm, clientId, REDIRECT)
                        .tokens("alice", RESOURCE, "mcp:tools")
                        .status())
                .isEqualTo(200);
        assertThat(new McpFlow(realm, clientId, REDIRECT)
                        .tokens("bob", OTHER_RESOURCE, "openid")
                        .status())
                .isEqualTo(200);

        JsonNode client = one(clientId);
        assertThat(client.get("users").asInt()).isEqualTo(2);
        assertThat(client.get("servers"))
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrder(serverId, otherServerId);
        assertThat(client.get("last_used_on").asText())
                .isEqualTo(McpClients.today().toString());
        assertThat(texts(clients.list("server=" + serverId).get("clients"), "client_id"))
                .contains(clientId);
    }

    @Test
    void countsTheSessionsOfClientsThatNeedNoConsent() {
        String id = clients.manual("a-host", Map.of());
        new McpFlow(realm, "a-host", REDIRECT).tokens("alice", RESOURCE, "openid");
        new McpFlow(realm, "a-host", REDIRECT).tokens("alice", RESOURCE, "openid");

        assertThat(clients.get(id).get("users").asInt()).isEqualTo(1);
        assertThat(clients.get(id).get("expires_at").isNull())
                .as("an administrator made it")
                .isTrue();
    }

    @Test
    void showsAllThatIsKnownOfOneClient() {
        JsonNode registered =
                clients.register(Map.of("client_name", "Detailed", "client_uri", "https://client.example"));
        String clientId = registered.get("client_id").asText();
        new McpFlow(realm, clientId, REDIRECT).tokens("alice", RESOURCE, "mcp:tools offline_access");

        JsonNode client = clients.get(realm.clientUuid(clientId));
        assertThat(client.get("client_id").asText()).isEqualTo(clientId);
        assertThat(client.get("redirect_uris")).extracting(JsonNode::asText).contains(REDIRECT);
        assertThat(client.get("grant_types"))
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrder("authorization_code", "refresh_token");
        assertThat(client.get("scopes")).extracting(JsonNode::asText).contains("mcp:tools", "offline_access");
        assertThat(client.get("client_uri").asText()).isEqualTo("https://client.example");
        assertThat(client.get("software_id").isNull()).isTrue();
        assertThat(client.get("software_version").isNull()).isTrue();
        assertThat(client.get("offline_sessions").asInt()).isEqualTo(1);
        assertThat(client.get("document").isNull()).isTrue();
        assertThat(client.has("source")).isTrue();
    }

    @Test
    void listsPagesOfAllKindsOfClientsAndNoOthers() {
        try (TestRealm own = TestRealm.create()) {
            McpClients few = new McpClients(own);
            own.registerServer(RESOURCE, Map.of());
            List<String> made = Stream.concat(
                            IntStream.range(0, 5).mapToObj(number -> few.registered(Duration.ZERO, Map.of())),
                            Stream.of(
                                    few.ofUrl("https://one.example/client", Duration.ZERO, Map.of()),
                                    few.ofUrl("http://127.0.0.1:1234/client", Duration.ZERO, Map.of()),
                                    few.manual("a", Map.of()),
                                    few.manual("zz", Map.of()),
                                    few.manual("https://sp.example", Map.of())))
                    .toList();
            own.createPlainClient("mc_plain", REDIRECT);
            own.createPlainClient("https://plain.example", REDIRECT);

            List<String> all = few.ids("");
            assertThat(all).containsExactlyInAnyOrderElementsOf(made);
            assertThat(few.list("max=1").get("total").asInt()).isEqualTo(10);
            assertThat(IntStream.range(0, 4)
                            .mapToObj(page -> few.ids("max=3&first=" + 3 * page))
                            .flatMap(List::stream))
                    .isEqualTo(all);
            assertThat(few.ids("first=10")).isEmpty();
            assertThat(few.ids("onboarding=client_id_metadata")).hasSize(2);
            assertThat(few.ids("onboarding=dynamic_registration")).hasSize(5);
            assertThat(few.ids("onboarding=manual")).hasSize(3);
        }
    }

    @Test
    void findsClientsByWhatAnAdministratorKnowsOfThem() {
        String odd = clients.registered(Duration.ZERO, Map.of("name", "100%_Odd!", "mcp.product", "Odd Product"));
        String pending = clients.registered(Duration.ZERO, Map.of("mcp.state", "pending", "name", "Waiting"));
        String blocked = clients.registered(Duration.ZERO, Map.of("mcp.state", "blocked", "name", "Blocked"));

        assertThat(clients.ids("search=0%25_odd")).containsExactly(odd);
        assertThat(clients.ids("search=100_%25odd")).isEmpty();
        assertThat(clients.ids("search=" + odd)).containsExactly(odd);
        assertThat(clients.ids("search=" + clients.clientId(odd).toUpperCase())).containsExactly(odd);
        assertThat(clients.ids("product=Odd+Product")).containsExactly(odd);
        assertThat(clients.ids("product=Odd")).isEmpty();
        assertThat(clients.ids("state=pending")).containsExactly(pending);
        assertThat(clients.ids("state=blocked&search=Blocked")).containsExactly(blocked);
        assertThat(clients.ids("state=active")).contains(odd).doesNotContain(pending, blocked);
        assertThat(clients.get(blocked).get("expires_at").isNull())
                .as("who is kept out would come again")
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "state=asleep, state",
        "onboarding=magic, onboarding",
        "server=mcp_000000000000000000000000, server",
        "server=account, server",
        "first=-1, first",
        "max=1001, max",
        "max=many, max"
    })
    void saysWhatIsWrongWithAQuery(String query, String field) {
        Answer answer = realm.admin().get(clients.path() + "?" + query);

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("validation_error");
        assertThat(texts(answer.json().get("errors"), "field")).containsExactly(field);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.lifecycle;

import static io.keycloakmcp.tests.lifecycle.McpClients.REDIRECT;
import static io.keycloakmcp.tests.lifecycle.McpClients.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an administrator does with one client. */
final class ClientActionsIT {

    private static final String RESOURCE = "https://mcp.example.com/mcp";
    private static final String OTHER_RESOURCE = "https://other.example.com/mcp";

    private static TestRealm realm;
    private static McpClients clients;
    private static String serverId;

    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
        clients = new McpClients(realm);
        serverId = realm.registerServer(RESOURCE, Map.of()).get("server_id").asText();
        realm.registerServer(OTHER_RESOURCE, Map.of());
    }

    @AfterAll
    static void leave() {
        realm.close();
    }

    private static JsonNode lastEvent(String id) {
        return realm.admin()
                .get(realm.adminPath("/admin-events?max=1&resourcePath=mcp/clients/" + id + "*"))
                .json()
                .get(0);
    }

    private static JsonNode change(JsonNode event) {
        try {
            return new ObjectMapper().readTree(event.get("representation").asText());
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void approvingLetsAClientInAtTheServersThatAreNamed() {
        String id = clients.registered(Duration.ZERO, Map.of("mcp.state", "pending"));
        String clientId = clients.clientId(id);

        JsonNode approved = clients.post(id + "/approve", Map.of("servers", List.of(serverId)));

        assertThat(approved.get("state").asText()).isEqualTo("active");
        McpFlow flow = new McpFlow(realm, clientId, REDIRECT);
        assertThat(flow.tokens("alice", RESOURCE, "openid").status()).isEqualTo(200);
        assertThat(McpFlow.query(
                        flow.authorize(Map.of("resource", OTHER_RESOURCE)).header("Location")))
                .containsEntry("error", "unauthorized_client");
        assertThat(lastEvent(id).get("operationType").asText()).isEqualTo("ACTION");
        assertThat(change(lastEvent(id)).at("/before/state").asText()).isEqualTo("pending");
        assertThat(change(lastEvent(id)).at("/after/state").asText()).isEqualTo("active");
    }

    @Test
    void approvingChangesNothingIfAServerIsUnknown() {
        String id = clients.registered(Duration.ZERO, Map.of("mcp.state", "pending"));

        Answer answer = realm.admin()
                .post(clients.path(id + "/approve"), Map.of("servers", List.of("mcp_000000000000000000000000")));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(texts(answer.json().get("errors"), "field")).containsExactly("servers");
        assertThat(clients.get(id).get("state").asText()).isEqualTo("pending");
    }

    @Test
    void blockingEndsWhatAClientHasAndUnblockingLetsItInAnew() {
        String id = clients.registered(Duration.ZERO, Map.of());
        McpFlow flow = new McpFlow(realm, clients.clientId(id), REDIRECT);
        Answer tokens = flow.tokens("alice", RESOURCE, "openid");

        assertThat(clients.post(id + "/block", "").get("state").asText()).isEqualTo("blocked");

        assertThat(flow.refresh(tokens.text("refresh_token"), Map.of()).status())
                .isIn(400, 401);
        assertThat(change(lastEvent(id)).at("/after/state").asText()).isEqualTo("blocked");

        assertThat(clients.post(id + "/unblock", "").get("state").asText()).isEqualTo("active");
        assertThat(new McpFlow(realm, clients.clientId(id), REDIRECT)
                        .tokens("alice", RESOURCE, "openid")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void removingTakesAClientAwayHoweverItCame() {
        for (String id : List.of(
                clients.registered(Duration.ZERO, Map.of("name", "Removed")),
                clients.ofUrl("https://removed.example/client", Duration.ZERO, Map.of("name", "Removed")),
                clients.manual("removed", Map.of("name", "Removed")))) {
            String clientId = clients.clientId(id);

            assertThat(realm.admin().delete(clients.path(id)).status()).isEqualTo(204);

            assertThat(clients.isThere(id)).isFalse();
            assertThat(lastEvent(id).get("operationType").asText()).isEqualTo("DELETE");
            assertThat(change(lastEvent(id)).at("/before/client_id").asText()).isEqualTo(clientId);
            assertThat(realm.admin().delete(clients.path(id)).status()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"account", "an-unknown-id"})
    void doesNotFindWhatIsNoMcpClient(String clientId) {
        String id = clientId.equals("account") ? realm.clientUuid(clientId) : clientId;

        for (Answer answer : List.of(
                realm.admin().get(clients.path(id)),
                realm.admin().post(clients.path(id + "/approve"), "{}"),
                realm.admin().post(clients.path(id + "/block"), "{}"),
                realm.admin().post(clients.path(id + "/unblock"), "{}"),
                realm.admin().delete(clients.path(id)))) {
            assertThat(answer.status()).as(answer.body()).isEqualTo(404);
            assertThat(answer.text("error")).isEqualTo("not_found");
        }
        assertThat(realm.clientUuid("account")).isNotEmpty();
    }

    @Test
    void doesNotFindTheClientsOfAnotherRealm() {
        String id = clients.registered(Duration.ZERO, Map.of());
        try (TestRealm other = TestRealm.create()) {
            assertThat(other.admin().get(other.adminPath("/mcp/clients/" + id)).status())
                    .isEqualTo(404);
            assertThat(other.admin()
                            .delete(other.adminPath("/mcp/clients/" + id))
                            .status())
                    .isEqualTo(404);
        }
        assertThat(clients.isThere(id)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"client_id\":null}",
                "{\"client_id\":\"https://a.example/c\",\"registration\":{}}",
                "{\"something\":1}"
            })
    void checksOneClientAtATime(String body) {
        Answer answer = realm.admin().post(clients.path("check"), body);

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(texts(answer.json().get("errors"), "field")).containsExactly("client_id");
    }
}

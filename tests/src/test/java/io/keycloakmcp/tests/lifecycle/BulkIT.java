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
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an administrator does with many clients at once. */
final class BulkIT {

    private static final String RESOURCE = "https://mcp.example.com/mcp";
    private static final String UNKNOWN = "00000000-0000-0000-0000-000000000000";

    private static TestRealm realm;
    private static McpClients clients;

    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
        clients = new McpClients(realm);
        realm.registerServer(RESOURCE, Map.of());
    }

    @AfterAll
    static void leave() {
        realm.close();
    }

    @AfterEach
    void startAgain() {
        clients.ids("max=1000").forEach(id -> realm.admin().delete(clients.path(id)));
    }

    private static String client(String state) {
        return clients.registered(
                Duration.ofDays(10), state.equals("active") ? Map.of() : Map.of("mcp.state", state, "name", state));
    }

    private static int number(JsonNode result, String field) {
        return result.get(field).asInt();
    }

    @Test
    void approvesBlocksAndUnblocksTheClientsThatAreNamed() {
        String one = client("pending");
        String two = client("pending");
        String third = client("pending");

        JsonNode approved = clients.post("bulk", Map.of("action", "approve", "ids", List.of(one, two)));
        assertThat(number(approved, "matched")).isEqualTo(2);
        assertThat(number(approved, "done")).isEqualTo(2);
        assertThat(approved.get("spared")).isEmpty();
        assertThat(clients.ids("state=active")).containsExactlyInAnyOrder(one, two);
        assertThat(clients.ids("state=pending")).containsExactly(third);

        clients.post("bulk", Map.of("action", "block", "ids", List.of(one, third)));
        assertThat(clients.ids("state=blocked")).containsExactlyInAnyOrder(one, third);

        JsonNode unblocked = clients.post("bulk", Map.of("action", "unblock", "ids", List.of(one, two)));
        assertThat(number(unblocked, "done")).isEqualTo(1);
        assertThat(texts(unblocked.get("spared"), "id"))
                .as("it was not blocked")
                .containsExactly(two);
        assertThat(texts(unblocked.get("spared"), "reason")).containsExactly("unchanged");
        assertThat(clients.ids("state=active")).containsExactlyInAnyOrder(one, two);
    }

    @Test
    void writesAnAdminEventForEachClient() {
        String id = client("pending");

        clients.post("bulk", Map.of("action", "approve", "ids", List.of(id)));
        clients.post("bulk", Map.of("action", "remove", "ids", List.of(id)));

        JsonNode events = realm.admin()
                .get(realm.adminPath("/admin-events?resourcePath=mcp/clients/" + id))
                .json();
        assertThat(texts(events, "operationType")).containsExactly("DELETE", "ACTION");
        assertThat(texts(events, "resourceType")).containsOnly("MCP_CLIENT");
        assertThat(events.at("/0/representation").asText()).contains("\"before\"", "mc_");
    }

    @Test
    void findsTheClientsByAFilter() {
        String active = client("active");
        String pending = client("pending");
        String blocked = client("blocked");
        String url = clients.ofUrl("https://a.example/client", Duration.ZERO, Map.of());

        clients.post("bulk", Map.of("action", "approve", "filter", Map.of()));
        assertThat(clients.ids("state=active"))
                .as("those that wait, not those that are kept out")
                .containsExactlyInAnyOrder(active, pending, url);

        JsonNode some =
                clients.post("bulk", Map.of("action", "block", "filter", Map.of("onboarding", "client_id_metadata")));
        assertThat(number(some, "matched")).isEqualTo(1);
        assertThat(clients.ids("state=blocked")).containsExactlyInAnyOrder(blocked, url);

        clients.post("bulk", Map.of("action", "remove", "filter", Map.of("search", "blocked")));
        assertThat(clients.ids("")).containsExactlyInAnyOrder(active, pending, url);
    }

    @Test
    void doesNoMoreInOneRequestThanItIsAskedFor() {
        List<String> all =
                IntStream.range(0, 5).mapToObj(number -> client("pending")).toList();
        Map<String, Object> approval = Map.of("action", "approve", "filter", Map.of(), "max", 2);

        JsonNode first = clients.post("bulk", approval);
        assertThat(number(first, "matched")).isEqualTo(5);
        assertThat(number(first, "done")).isEqualTo(2);
        assertThat(first.get("spared")).isEmpty();
        assertThat(clients.ids("state=active")).hasSize(2);
        assertThat(number(clients.post("bulk", approval), "matched"))
                .as("what is done no longer matches, so the same request goes on")
                .isEqualTo(3);
        assertThat(number(clients.post("bulk", approval), "done")).isEqualTo(1);
        assertThat(clients.ids("state=pending")).isEmpty();

        JsonNode dry = clients.post("bulk", Map.of("action", "remove", "ids", all, "max", 3, "dry_run", true));
        assertThat(number(dry, "matched")).isEqualTo(5);
        assertThat(number(dry, "done")).isEqualTo(3);
        clients.post("bulk", Map.of("action", "remove", "ids", all, "max", 3));
        assertThat(clients.ids("")).containsExactlyInAnyOrderElementsOf(all.subList(3, 5));
    }

    @Test
    void removesThoseThatNobodyUses() {
        String unused = client("active");
        String idle = clients.registered(
                Duration.ofDays(10),
                Map.of("mcp.last_used_on", McpClients.today().minusDays(5).toString()));
        String used = clients.registered(
                Duration.ofDays(10),
                Map.of("mcp.last_used_on", McpClients.today().toString()));
        String fresh = clients.registered(Duration.ZERO, Map.of());

        JsonNode dry =
                clients.post("bulk", Map.of("action", "remove", "filter", Map.of("idle_days", 4), "dry_run", true));
        assertThat(number(dry, "matched")).isEqualTo(2);
        assertThat(number(dry, "done")).isEqualTo(2);
        assertThat(clients.ids("")).hasSize(4);

        clients.post("bulk", Map.of("action", "remove", "filter", Map.of("idle_days", 4)));
        assertThat(clients.ids("")).containsExactlyInAnyOrder(used, fresh).doesNotContain(unused, idle);

        clients.post("bulk", Map.of("action", "remove", "filter", Map.of("unused", true)));
        assertThat(clients.ids("")).containsExactly(used);
    }

    @Test
    void sparesWhatAnAdministratorMadeAndWhatSomebodyHasAnOfflineSessionWith() {
        String manual = clients.manual("manual", Map.of());
        String offline = client("active");
        String other = client("active");
        new McpFlow(realm, clients.clientId(offline), REDIRECT).tokens("alice", RESOURCE, "openid offline_access");
        List<String> ids = List.of(manual, offline, other, UNKNOWN, realm.clientUuid("account"));

        JsonNode dry = clients.post("bulk", Map.of("action", "remove", "ids", ids, "dry_run", true));
        JsonNode result = clients.post("bulk", Map.of("action", "remove", "ids", ids));

        assertThat(result).isEqualTo(dry);
        assertThat(number(result, "matched")).isEqualTo(5);
        assertThat(number(result, "done")).isEqualTo(1);
        assertThat(texts(result.get("spared"), "reason"))
                .containsExactly("manual", "offline_sessions", "not_found", "not_found");
        assertThat(clients.ids("")).containsExactlyInAnyOrder(manual, offline);
        assertThat(realm.clientUuid("account")).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | action ids",
                "{\"action\":\"explode\",\"ids\":[\"x\"]} | action",
                "{\"action\":\"remove\"} | ids",
                "{\"action\":\"remove\",\"ids\":[]} | ids",
                "{\"action\":\"remove\",\"ids\":[\"x\"],\"filter\":{}} | ids",
                "{\"action\":\"remove\",\"filter\":{\"state\":\"asleep\",\"idle_days\":-1}} | filter.idle_days filter.state",
                "{\"action\":\"remove\",\"filter\":[]} | filter",
                "{\"action\":\"remove\",\"ids\":[\"x\"],\"dry_run\":\"no\",\"max\":0} | dry_run max",
                "{\"action\":\"remove\",\"ids\":[\"x\"],\"max\":1001} | max"
            })
    void saysAllThatIsWrongAndDoesNothing(String body, String fields) {
        String id = client("active");

        Answer answer = realm.admin().post(clients.path("bulk"), body);

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(texts(answer.json().get("errors"), "field")).containsExactlyInAnyOrder(fields.split(" "));
        assertThat(clients.isThere(id)).isTrue();
    }
}

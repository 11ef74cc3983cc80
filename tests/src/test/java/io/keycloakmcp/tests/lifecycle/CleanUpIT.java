/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.lifecycle;

import static io.keycloakmcp.tests.lifecycle.McpClients.REDIRECT;
import static io.keycloakmcp.tests.lifecycle.McpClients.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which clients go when their time is over, and which stay. Time passes by what is written at the clients. */
final class CleanUpIT {

    private static final String RESOURCE = "https://mcp.example.com/mcp";
    private static final Duration HOUR = Duration.ofHours(1);

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
        clients.setLifeCycle(Map.of());
        clients.ids("max=1000").forEach(id -> realm.admin().delete(clients.path(id)));
    }

    private static Duration days(int days) {
        return Duration.ofDays(days);
    }

    private static String daysAgo(int days) {
        return McpClients.today().minusDays(days).toString();
    }

    @Test
    void removesClientsThatNeverGotATokenAndThoseThatGotNoneForLong() {
        String unused = clients.registered(HOUR.multipliedBy(25), Map.of());
        String fresh = clients.registered(HOUR.multipliedBy(23), Map.of());
        String idle = clients.registered(days(200), Map.of("mcp.last_used_on", daysAgo(92)));
        String used = clients.registered(days(200), Map.of("mcp.last_used_on", daysAgo(89)));
        String idleUrl = clients.ofUrl("https://a.example/client", days(200), Map.of("mcp.last_used_on", daysAgo(92)));
        String unusedUrl = clients.ofUrl("https://b.example/client", HOUR.multipliedBy(25), Map.of());
        String usedUrl = clients.ofUrl("https://c.example/client", days(200), Map.of("mcp.last_used_on", daysAgo(1)));

        JsonNode report = clients.cleanUp();

        assertThat(texts(report.get("removed"), "id")).containsExactlyInAnyOrder(unused, idle, idleUrl, unusedUrl);
        assertThat(texts(report.get("removed"), "reason"))
                .containsExactlyInAnyOrder("unused", "idle", "idle", "unused");
        assertThat(report.get("removed_count").asInt()).isEqualTo(4);
        assertThat(report.get("spared_count").asInt()).isZero();
        assertThat(report.get("dry_run").asBoolean()).isFalse();
        assertThat(report.get("finished_at").asText()).isNotEmpty();
        assertThat(clients.ids("")).containsExactlyInAnyOrder(fresh, used, usedUrl);
    }

    @Test
    void keepsClientsThatAnAdministratorMadeOrKeepsOut() {
        Map<String, String> old = Map.of("mcp.registered_at", "2020-01-01T00:00:00Z", "mcp.last_used_on", "2020-01-02");
        String manual = clients.manual("manual", old);
        String manualUrl = clients.manual("https://manual.example", old);
        String manualPrefix = clients.manual("mc_manual", old);
        String blocked = clients.registered(days(200), Map.of("mcp.state", "blocked"));
        realm.createPlainClient("mc_plain", REDIRECT);
        realm.createPlainClient("https://plain.example", REDIRECT);

        assertThat(clients.cleanUp().get("removed_count").asInt()).isZero();

        assertThat(clients.ids("")).containsExactlyInAnyOrder(manual, manualUrl, manualPrefix, blocked);
        for (String plain : List.of("mc_plain", "https://plain.example")) {
            realm.admin().delete(realm.adminPath("/clients/" + realm.clientUuid(plain)));
        }
    }

    @Test
    void letsClientsThatWaitForApprovalWaitForAWeek() {
        String patient = clients.registered(days(6), Map.of("mcp.state", "pending"));
        String forgotten = clients.registered(days(8), Map.of("mcp.state", "pending"));

        assertThat(texts(clients.cleanUp().get("removed"), "reason")).containsExactly("pending");
        assertThat(clients.ids("")).containsExactly(patient).doesNotContain(forgotten);

        clients.post(patient + "/approve", "{}");

        assertThat(clients.cleanUp().get("removed_count").asInt())
                .as("its time begins when it is let in")
                .isZero();
        assertThat(clients.isThere(patient)).isTrue();
    }

    @Test
    void obeysTheSettings() {
        String quick = clients.registered(HOUR.multipliedBy(2), Map.of());
        String idle = clients.registered(days(10), Map.of("mcp.last_used_on", daysAgo(3)));
        clients.setLifeCycle(Map.of("unused_hours", 1, "idle_days", 1));

        assertThat(texts(clients.cleanUp().get("removed"), "id")).containsExactlyInAnyOrder(quick, idle);
    }

    @Test
    void doesNothingButTellInADryRun() {
        String unused = clients.registered(days(2), Map.of());

        JsonNode report = clients.post("clean-up", Map.of("dry_run", true));

        assertThat(report.get("dry_run").asBoolean()).isTrue();
        assertThat(texts(report.get("removed"), "id")).containsExactly(unused);
        assertThat(texts(report.get("removed"), "client_id")).containsExactly(clients.clientId(unused));
        assertThat(clients.isThere(unused)).isTrue();
        assertThat(realm.admin().get(clients.path("clean-up")).body())
                .as("only what was done is remembered")
                .doesNotContain(unused);
    }

    @Test
    void remembersWhatItDid() {
        try (TestRealm fresh = TestRealm.create()) {
            assertThat(fresh.admin()
                            .get(fresh.adminPath("/mcp/clients/clean-up"))
                            .body())
                    .isEqualTo("{\"last\":null}");
        }
        clients.registered(days(2), Map.of());

        JsonNode report = clients.cleanUp();

        assertThat(realm.admin().get(clients.path("clean-up")).json()).isEqualTo(report);
    }

    @Test
    void sparesClientsThatSomebodyHasAnOfflineSessionWith() {
        String id = clients.registered(days(200), Map.of());
        String clientId = clients.clientId(id);
        McpFlow flow = new McpFlow(realm, clientId, REDIRECT);
        Answer tokens = flow.tokens("alice", RESOURCE, "openid offline_access");
        clients.setAttribute(id, "mcp.last_used_on", daysAgo(100));

        JsonNode report = clients.cleanUp();

        assertThat(report.get("removed_count").asInt()).isZero();
        assertThat(texts(report.get("spared"), "reason")).containsExactly("offline_sessions");
        assertThat(texts(report.get("spared"), "client_id")).containsExactly(clientId);
        assertThat(flow.refresh(tokens.text("refresh_token"), Map.of()).status())
                .isEqualTo(200);

        clients.setAttribute(id, "mcp.last_used_on", daysAgo(100));
        clients.setLifeCycle(Map.of("keep_offline", false));

        assertThat(clients.cleanUp().get("removed_count").asInt()).isEqualTo(1);
        assertThat(clients.isThere(id)).isFalse();
    }

    @Test
    void removesWithAClientAllThatIsItsOwn() {
        String used = clients.registered(days(200), Map.of());
        McpFlow flow = new McpFlow(realm, clients.clientId(used), REDIRECT);
        Answer tokens = flow.tokens("alice", RESOURCE, "openid");
        clients.setAttribute(used, "mcp.last_used_on", daysAgo(100));
        add(
                used,
                "protocol-mappers/models",
                Map.of("name", "own", "protocol", "openid-connect", "protocolMapper", "oidc-sub-mapper"));
        add(used, "scope-mappings/realm", List.of(realmRole("uma_authorization")));
        String withRole = clients.registered(days(2), Map.of());
        add(withRole, "roles", Map.of("name", "own"));
        String path = realm.adminPath("/clients/" + withRole + "/roles/own");
        String role = realm.admin().get(path).text("id");
        String withAccount = clients.registered(days(2), Map.of());
        ObjectNode client = (ObjectNode)
                realm.admin().get(realm.adminPath("/clients/" + withAccount)).json();
        realm.admin()
                .put(
                        realm.adminPath("/clients/" + withAccount),
                        client.put("publicClient", false).put("serviceAccountsEnabled", true));
        String account = "service-account-" + client.get("clientId").asText();
        assertThat(users(account)).hasSize(1);

        JsonNode report = clients.cleanUp();

        assertThat(texts(report.get("removed"), "id")).containsExactlyInAnyOrder(used, withRole, withAccount);
        assertThat(flow.refresh(tokens.text("refresh_token"), Map.of()).text("error"))
                .isEqualTo("invalid_client");
        String alice = realm.adminPath("/users/" + realm.userId("alice"));
        assertThat(realm.admin().get(alice + "/consents").json()).isEmpty();
        assertThat(realm.admin().get(alice + "/sessions").json().findValues("clients"))
                .allSatisfy(ofSession -> assertThat(ofSession).isEmpty());
        assertThat(realm.admin().get(realm.adminPath("/roles-by-id/" + role)).status())
                .isEqualTo(404);
        assertThat(users(account)).isEmpty();
    }

    private static void add(String client, String what, Object body) {
        assertThat(realm.admin()
                        .post(realm.adminPath("/clients/" + client + "/" + what), body)
                        .status())
                .as(what)
                .isIn(201, 204);
    }

    private static JsonNode realmRole(String name) {
        return realm.admin().get(realm.adminPath("/roles/" + name)).json();
    }

    private static JsonNode users(String name) {
        return realm.admin()
                .get(realm.adminPath("/users?exact=true&username=" + name))
                .json();
    }

    @Test
    void writesAnEventForEachClientThatGoesAndOneForWhoeverAskedForIt() {
        String id = clients.registered(days(2), Map.of());
        String clientId = clients.clientId(id);

        clients.cleanUp();

        JsonNode event = realm.lastEvent("CLIENT_DELETE");
        assertThat(event.get("clientId").asText()).isEqualTo(clientId);
        assertThat(event.at("/details/reason").asText()).isEqualTo("unused");
        JsonNode adminEvents = realm.admin()
                .get(realm.adminPath("/admin-events?max=1&resourcePath=mcp/clients/clean-up"))
                .json();
        assertThat(adminEvents.at("/0/operationType").asText()).isEqualTo("ACTION");
        assertThat(adminEvents.at("/0/resourceType").asText()).isEqualTo("MCP_CLIENT");
        assertThat(adminEvents.at("/0/representation").asText()).contains("\"removed_count\":1", id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2020-13-45", "yesterday", ""})
    void takesWhatIsNoDateForNone(String nonsense) {
        String id = clients.registered(HOUR, Map.of("mcp.last_used_on", nonsense));
        clients.setAttribute(id, "mcp.registered_at", nonsense);

        assertThat(clients.cleanUp().get("removed_count").asInt()).isZero();
        assertThat(clients.get(id).get("last_used_on").isNull()).isTrue();
        assertThat(clients.get(id).get("created_at").asText())
                .startsWith(McpClients.today().toString());
    }

    @Test
    void alsoCleansUpWhereThereAreNoMcpServersAnyMore() {
        try (TestRealm left = TestRealm.create()) {
            McpClients leftover = new McpClients(left);
            String id = leftover.registered(days(2), Map.of());

            assertThat(texts(leftover.cleanUp().get("removed"), "id")).containsExactly(id);
        }
    }

    @Test
    void refusesABodyThatItDoesNotUnderstand() {
        Answer answer = realm.admin().post(clients.path("clean-up"), "{\"dry_run\":\"yes\"}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(texts(answer.json().get("errors"), "field")).containsExactly("dry_run");
    }
}

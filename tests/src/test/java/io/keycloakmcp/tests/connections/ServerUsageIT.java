/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.connections;

import static io.keycloakmcp.tests.connections.ConnectedRealm.FILES;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keycloakmcp.tests.keycloak.Admin;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.TestRealm;
import io.keycloakmcp.tests.registry.Administrators;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many clients got a token for an MCP server, and when the last one was issued. */
@Tag("once")
final class ServerUsageIT {

    private static ConnectedRealm connected;
    private static TestRealm realm;

    @BeforeAll
    static void prepare() {
        connected = new ConnectedRealm();
        realm = connected.realm;
    }

    @AfterAll
    static void cleanUp() {
        connected.close();
    }

    private static JsonNode newServer(String name) {
        return realm.registerServer("https://" + name + ".example.com/mcp", Map.of());
    }

    private static String uri(JsonNode server) {
        return server.get("resource_uri").asText();
    }

    private static String id(JsonNode server) {
        return server.get("server_id").asText();
    }

    private static Answer usage(Admin who, String servers) {
        return who.get(realm.adminPath("/mcp/connections/usage?servers=" + servers));
    }

    private static JsonNode usage(JsonNode server) {
        Answer answer = usage(realm.admin(), id(server));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().at("/servers/0");
    }

    private static void isUsed(JsonNode server, int clients) {
        JsonNode usage = usage(server);
        assertThat(usage.get("clients").asInt()).isEqualTo(clients);
        assertThat(usage.get("last_token_on").asText())
                .isEqualTo(LocalDate.now(ZoneOffset.UTC).toString());
    }

    private static void isUnused(JsonNode server) {
        JsonNode usage = usage(server);
        assertThat(usage.get("clients").asInt()).isZero();
        assertThat(usage.get("last_token_on").isNull()).isTrue();
    }

    @Test
    void countsEachClientOnceWhoeverItWasFor() {
        JsonNode server = newServer("counted");
        String asking = connected.newClient();
        String trusted = connected.newClient(Map.of("consentRequired", false));
        String account =
                connected.newClient(Map.of("publicClient", false, "secret", "s", "serviceAccountsEnabled", true));
        isUnused(server);

        connected.connect("alice", asking, uri(server), "");
        connected.connect("bob", asking, uri(server), "");
        connected.awaitUsed(asking, 2);
        isUsed(server, 1);

        connected.connect("alice", trusted, uri(server), "");
        connected.awaitUsed(trusted, 1);
        Http.plain()
                .postForm(
                        realm.tokenEndpoint(),
                        Map.of(
                                "grant_type",
                                "client_credentials",
                                "client_id",
                                account,
                                "client_secret",
                                "s",
                                "resource",
                                uri(server)));
        connected.awaitUsed(account, 1);
        isUsed(server, 3);
    }

    @Test
    void countsNoConsentWithoutAToken() {
        JsonNode server = newServer("untouched");
        assertThat(connected.flow(connected.newClient()).logIn("alice", Map.of("resource", uri(server))))
                .containsKey("code");

        isUnused(server);
    }

    @Test
    void countsNoClientThatIsGoneAndNothingThatWasTakenBack() {
        JsonNode server = newServer("forgotten");
        String removed = connected.newClient();
        String revoked = connected.newClient();
        for (String client : List.of(removed, revoked)) {
            connected.connect("alice", client, uri(server), "");
            connected.awaitUsed(client, 1);
        }
        isUsed(server, 2);

        realm.admin().delete(realm.adminPath("/clients/" + realm.clientUuid(removed)));
        isUsed(server, 1);
        realm.admin().delete(realm.adminPath("/mcp/connections?client=" + revoked));
        isUnused(server);
    }

    @Test
    void knowsNothingOfTheSameServerInAnotherRealm() {
        String client = connected.newClient();
        connected.connect("alice", client, FILES, "");
        connected.awaitUsed(client, 1);
        try (TestRealm other = TestRealm.create()) {
            JsonNode files = other.registerServer(FILES, Map.of());
            Answer answer = other.admin().get(other.adminPath("/mcp/connections/usage?servers=" + id(files)));

            assertThat(id(files)).isEqualTo(id(connected.files));
            assertThat(answer.json().at("/servers/0/clients").asInt(-1)).isZero();
        }
    }

    @Test
    void answersInTheOrderOfTheQuestionAndLeavesOutWhatIsNotThere() {
        String crm = id(connected.crm);
        String files = id(connected.files);

        assertThat(usage(realm.admin(), crm + ",mcp_000000000000000000000000,%27,account," + files + "," + crm)
                        .json()
                        .findValuesAsText("server_id"))
                .containsExactly(crm, files);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?servers=", "?servers=,,"})
    void refusesAQuestionAboutNothing(String query) {
        Answer answer = connected.list("/usage" + query);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/errors/0/field").asText()).isEqualTo("servers");
    }

    @Test
    void refusesAQuestionAboutTooMany() {
        String many =
                IntStream.range(0, 101).mapToObj(number -> "mcp_" + number).collect(Collectors.joining(","));

        assertThat(usage(realm.admin(), many).status()).isEqualTo(400);
        assertThat(usage(realm.admin(), many.replace(",mcp_100", "")).status()).isEqualTo(200);
    }

    @Test
    void aTokenLeavesTheServerAsItIs() {
        JsonNode server = newServer("edited");
        String path = realm.adminPath("/mcp/servers/" + id(server));
        String clientPath = realm.adminPath("/clients/" + server.get("id").asText());
        Answer before = realm.admin().get(path);
        String clientBefore = realm.admin().get(clientPath).body();
        String client = connected.newClient();
        connected.connect("alice", client, uri(server), "");
        connected.awaitUsed(client, 1);
        isUsed(server, 1);

        assertThat(realm.admin().get(clientPath).body()).isEqualTo(clientBefore);
        String tag = before.header("ETag");
        assertThat(realm.admin().get(path).header("ETag")).isEqualTo(tag);
        Answer saved = realm.admin().putIf(path, before.body(), tag);
        assertThat(saved.status()).as(saved.body()).isEqualTo(200);
        isUsed(server, 1);
    }

    @Test
    void isForThoseWhoMayViewTheServer() {
        String crm = id(connected.crm);
        String files = id(connected.files);
        Admin viewer = Administrators.withRoles(realm, "usage-viewer", List.of("view-clients"));
        Admin userViewer = Administrators.withRoles(realm, "usage-user-viewer", List.of("view-users", "view-realm"));

        assertThat(usage(viewer, files).json().findValuesAsText("server_id")).containsExactly(files);
        assertThat(usage(userViewer, files).status()).isEqualTo(403);
        assertThat(usage(userViewer, "nothing").status()).isEqualTo(403);
        assertThat(Http.plain()
                        .get(realm.base() + "/admin" + realm.adminPath("/mcp/connections/usage?servers=" + files))
                        .status())
                .isEqualTo(401);

        try (ConnectedRealm other = new ConnectedRealm()) {
            Administrators.useFineGrainedPermissions(other.realm);
            Admin keeper = Administrators.withRoles(other.realm, "keeper", List.of("query-clients"));
            Administrators.permit(other.realm, "keeper", List.of("view"), List.of(other.files));
            Answer seen = keeper.get(other.realm.adminPath("/mcp/connections/usage?servers=" + crm + "," + files));

            assertThat(seen.json().findValuesAsText("server_id")).containsExactly(files);
        }
    }
}

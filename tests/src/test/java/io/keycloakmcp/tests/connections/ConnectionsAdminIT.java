/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.connections;

import static io.keycloakmcp.tests.connections.ConnectedRealm.CRM;
import static io.keycloakmcp.tests.connections.ConnectedRealm.FILES;
import static io.keycloakmcp.tests.connections.ConnectedRealm.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.keycloakmcp.tests.keycloak.Admin;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.TestRealm;
import io.keycloakmcp.tests.registry.Administrators;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which client acts at which MCP server for whom, as administrators see it and take it back. */
final class ConnectionsAdminIT {

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

    private static String withoutConsent() {
        return connected.newClient(Map.of("consentRequired", false));
    }

    @Test
    void showsWhoMayDoWhatSinceWhen() {
        String client = connected.newClient();
        connected.connect("alice", client, FILES, "files:read offline_access");
        JsonNode found = connected.awaitUsed(client, 1).get(0);

        assertThat(found.at("/user/id").asText()).isEqualTo(realm.userId("alice"));
        assertThat(found.at("/user/username").asText()).isEqualTo("alice");
        assertThat(found.at("/client/id").asText()).isEqualTo(realm.clientUuid(client));
        assertThat(found.at("/client/name").asText()).isEqualTo("Client " + client);
        assertThat(found.at("/client/product").isNull()).isTrue();
        assertThat(found.at("/server/server_id")).isEqualTo(connected.files.get("server_id"));
        assertThat(found.at("/server/name").asText()).isEqualTo("Alpha Files");
        assertThat(found.at("/server/resource_uri").asText()).isEqualTo(FILES);
        assertThat(found.get("scopes").toString()).isEqualTo("[\"files:read\"]");
        assertThat(found.get("offline").asBoolean()).isTrue();
        assertThat(OffsetDateTime.parse(found.get("granted_at").asText()))
                .isCloseTo(OffsetDateTime.now(), within(1, ChronoUnit.MINUTES));
        assertThat(found.get("last_used_on").asText())
                .isEqualTo(LocalDate.now(ZoneOffset.UTC).toString());
    }

    @Test
    void showsConsentThatWasNotUsedYet() {
        String client = connected.newClient();
        assertThat(connected.flow(client).logIn("alice", Map.of("resource", FILES, "scope", "files:read")))
                .containsKey("code");

        List<JsonNode> found = connected.of(client);
        assertThat(texts(found, "/server/server_id"))
                .containsExactly(connected.files.get("server_id").asText());
        assertThat(found.get(0).get("last_used_on").isNull()).isTrue();
    }

    @Test
    void showsClientsThatNeedNoConsentFromTheirFirstTokenOn() {
        String client = withoutConsent();
        assertThat(connected.of(client)).isEmpty();
        connected.connect("alice", client, FILES, "files:read");
        assertThat(texts(connected.awaitUsed(client, 1), "/scopes/0")).containsExactly("files:read");
        connected.connect("alice", client, FILES, "files:write offline_access");

        JsonNode found = Awaitility.await()
                .until(
                        () -> connected.of(client).get(0),
                        each -> each.get("offline").asBoolean());
        assertThat(found.get("scopes").toString()).isEqualTo("[\"files:read\",\"files:write\"]");
    }

    @Test
    void showsServiceAccounts() {
        String client =
                connected.newClient(Map.of("publicClient", false, "secret", "s", "serviceAccountsEnabled", true));
        Answer tokens = Http.plain()
                .postForm(
                        realm.tokenEndpoint(),
                        Map.of(
                                "grant_type",
                                "client_credentials",
                                "client_id",
                                client,
                                "client_secret",
                                "s",
                                "resource",
                                CRM));
        assertThat(tokens.status()).as(tokens.body()).isEqualTo(200);

        assertThat(texts(connected.awaitUsed(client, 1), "/user/username"))
                .containsExactly("service-account-" + client);
    }

    @Test
    void findsByUserClientAndServer() {
        String one = connected.newClient();
        String other = withoutConsent();
        connected.connect("alice", one, FILES, "");
        connected.connect("alice", one, CRM, "");
        connected.connect("bob", one, FILES, "");
        connected.connect("bob", other, CRM, "");
        connected.awaitUsed(one, 3);
        connected.awaitUsed(other, 1);
        String bob = realm.userId("bob");
        String filesId = connected.files.get("server_id").asText();

        assertThat(connected
                        .list("?user=" + bob + "&client=" + one)
                        .json()
                        .get("total")
                        .asInt())
                .isEqualTo(1);
        assertThat(connected
                        .list("?client=" + one + "&server=" + filesId)
                        .json()
                        .get("total")
                        .asInt())
                .isEqualTo(2);
        assertThat(connected
                        .list("?client=" + realm.clientUuid(one) + "&user=" + realm.userId("alice"))
                        .json()
                        .get("total")
                        .asInt())
                .isEqualTo(2);
        JsonNode ofBob = connected.list("?user=" + bob).json().get("connections");
        assertThat(connected.list("?user=bob").json().get("connections")).isEqualTo(ofBob);
        assertThat(ofBob)
                .allSatisfy(each -> assertThat(each.at("/user/id").asText()).isEqualTo(bob));
        assertThat(ofBob.toString()).contains(one, other);
        assertThat(connected
                        .list("?user=" + bob + "&client=" + other + "&server=" + filesId)
                        .json()
                        .get("total")
                        .asInt())
                .isZero();
    }

    @Test
    void givesPagesThatTogetherAreAll() {
        for (String client : List.of(connected.newClient(), withoutConsent(), connected.newClient())) {
            connected.connect("alice", client, FILES, "");
            connected.connect("alice", client, CRM, "");
            connected.awaitUsed(client, 2);
        }
        String query = "?user=" + realm.userId("alice");
        JsonNode all = connected.list(query + "&max=1000").json();
        List<JsonNode> paged = new ArrayList<>();
        for (int first = 0; first < all.get("total").asInt() + 2; first += 2) {
            connected
                    .list(query + "&max=2&first=" + first)
                    .json()
                    .get("connections")
                    .forEach(paged::add);
        }

        assertThat(all.get("total").asInt()).isGreaterThanOrEqualTo(6);
        assertThat(paged).containsExactlyElementsOf(all.get("connections"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user=nobody",
                "user=f:x",
                "user=",
                "client=nothing",
                "client=f:x",
                "client=",
                "server=mcp_000000000000000000000000",
                "server=x",
                "server=",
                "first=-1",
                "max=0",
                "max=1001",
                "max=many"
            })
    void refusesWhatCannotBeMeant(String query) {
        Answer answer = connected.list("?" + query);

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("validation_error");
        assertThat(answer.json().at("/errors/0/field").asText()).isEqualTo(query.split("=")[0]);
    }

    @Test
    void takesOneBackAndLeavesTheOthers() {
        String client = connected.newClient();
        Answer atFiles = connected.connect("alice", client, FILES, "files:read offline_access");
        Answer atCrm = connected.connect("alice", client, CRM, "crm:read offline_access");
        Answer ofBob = connected.connect("bob", client, FILES, "files:read offline_access");
        JsonNode taken = connected.awaitUsed(client, 3).stream()
                .filter(each -> each.at("/server/resource_uri").asText().equals(FILES)
                        && each.at("/user/username").asText().equals("alice"))
                .findFirst()
                .orElseThrow();

        Answer revoked = realm.admin()
                .delete(realm.adminPath("/mcp/connections/" + taken.get("id").asText()));

        assertThat(revoked.status()).as(revoked.body()).isEqualTo(204);
        assertThat(connected.refresh(client, atFiles).text("error")).isEqualTo("invalid_grant");
        assertThat(connected.refresh(client, atCrm).status()).isEqualTo(200);
        assertThat(connected.refresh(client, ofBob).status()).isEqualTo(200);
        assertThat(texts(connected.of(client), "/id"))
                .hasSize(2)
                .doesNotContain(taken.get("id").asText());
        var flow = connected.flow(client);
        flow.logIn("alice", Map.of("resource", FILES, "scope", "files:read"));
        assertThat(flow.wasAskedForConsent()).isTrue();
    }

    @Test
    void withTheLastConnectionOfAnMcpClientGoesAllThatItHad() {
        String client = connected.newClient();
        Answer tokens = connected.connect("alice", client, FILES, "offline_access");
        String id = connected.awaitUsed(client, 1).get(0).get("id").asText();
        assertThat(offlineSessions(client)).isEqualTo(1);

        realm.admin().delete(realm.adminPath("/mcp/connections/" + id));

        assertThat(connected.of(client)).isEmpty();
        assertThat(offlineSessions(client)).isZero();
        assertThat(connected.refresh(client, tokens).text("error")).isEqualTo("invalid_grant");
        assertThat(realm.admin()
                        .get(realm.adminPath("/users/" + realm.userId("alice") + "/consents"))
                        .body())
                .doesNotContain(client);
    }

    private static int offlineSessions(String client) {
        return realm.admin()
                .get(realm.adminPath("/clients/" + realm.clientUuid(client) + "/offline-session-count"))
                .json()
                .get("count")
                .asInt();
    }

    @Test
    void whatAClientHasBesidesMcpStays() {
        String client = connected.newClient(Map.of("attributes", Map.of()));
        connected.connect("alice", client, FILES, "");
        var flow = connected.flow(client);
        Answer other = flow.exchange(
                flow.logIn("alice", Map.of("scope", "openid offline_access")).get("code"), Map.of());
        String id = connected.awaitUsed(client, 1).get(0).get("id").asText();

        realm.admin().delete(realm.adminPath("/mcp/connections/" + id));

        assertThat(connected.of(client)).isEmpty();
        assertThat(connected.refresh(client, other).status()).isEqualTo(200);
    }

    @Test
    void endsWhatAClientHasThatNeedsNoConsent() {
        String client = withoutConsent();
        Answer tokens = connected.connect("alice", client, FILES, "files:read");
        String id = connected.awaitUsed(client, 1).get(0).get("id").asText();

        assertThat(realm.admin()
                        .delete(realm.adminPath("/mcp/connections/" + id))
                        .status())
                .isEqualTo(204);

        assertThat(connected.of(client)).isEmpty();
        assertThat(connected.refresh(client, tokens).text("error")).isEqualTo("invalid_grant");
        assertThat(connected.connect("alice", client, FILES, "").status()).isEqualTo(200);
        assertThat(texts(connected.awaitUsed(client, 1), "/id")).containsExactly(id);
    }

    @Test
    void takesBackAllThatIsAskedFor() {
        String one = connected.newClient();
        String other = withoutConsent();
        JsonNode server = realm.registerServer("https://bulk.example.com", Map.of());
        String resource = server.get("resource_uri").asText();
        Answer first = connected.connect("alice", one, resource, "");
        Answer second = connected.connect("bob", other, resource, "");
        Answer kept = connected.connect("bob", other, CRM, "");
        connected.awaitUsed(one, 1);
        connected.awaitUsed(other, 2);

        Answer revoked = realm.admin()
                .delete(realm.adminPath(
                        "/mcp/connections?server=" + server.get("server_id").asText()));

        assertThat(revoked.json().get("revoked").asInt()).as(revoked.body()).isEqualTo(2);
        assertThat(connected.refresh(one, first).text("error")).isEqualTo("invalid_grant");
        assertThat(connected.refresh(other, second).text("error")).isEqualTo("invalid_grant");
        assertThat(connected.refresh(other, kept).status()).isEqualTo(200);
        assertThat(connected.of(one)).isEmpty();
        assertThat(connected.of(other)).hasSize(1);
        assertThat(realm.admin()
                        .delete(realm.adminPath("/mcp/connections?client=" + other + "&user=" + realm.userId("bob")))
                        .json()
                        .get("revoked")
                        .asInt())
                .isEqualTo(1);
        assertThat(connected.of(other)).isEmpty();
    }

    @Test
    void takesNothingBackWhereNothingIsNamed() {
        String client = connected.newClient();
        connected.connect("alice", client, FILES, "");
        for (String query : List.of(
                "",
                "?user=",
                "?client=nothing",
                "?server=mcp_000000000000000000000000",
                "?client=" + client + "&user=",
                "?client=" + client + "&server=x")) {
            Answer answer = realm.admin().delete(realm.adminPath("/mcp/connections" + query));
            assertThat(answer.status()).as(query + answer.body()).isEqualTo(400);
        }
        assertThat(connected.of(client)).hasSize(1);
    }

    @Test
    void knowsNoOtherIds() {
        String server = connected.files.get("server_id").asText();
        List<String> texts = List.of(
                "x",
                "",
                server + " " + realm.clientUuid("account") + " " + realm.userId("alice"),
                server + " f:x " + realm.userId("alice"),
                server + " " + realm.clientUuid("account") + " f:x",
                server + " " + realm.clientUuid("account") + " \0");
        for (String text : texts) {
            String id = Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes());
            Answer answer = realm.admin().delete(realm.adminPath("/mcp/connections/" + id));
            assertThat(answer.status()).as(text + answer.body()).isIn(404, 400);
        }
        assertThat(realm.admin().delete(realm.adminPath("/mcp/connections/%25")).status())
                .isEqualTo(404);
    }

    @Test
    void whatTheConsolesTakeBackIsGone() {
        String asked = connected.newClient();
        String trusted = withoutConsent();
        connected.connect("alice", asked, FILES, "");
        connected.connect("alice", asked, CRM, "");
        connected.connect("alice", trusted, FILES, "offline_access");
        connected.connect("bob", trusted, FILES, "offline_access");
        connected.awaitUsed(asked, 2);
        connected.awaitUsed(trusted, 2);
        String consents = realm.adminPath("/users/" + realm.userId("alice") + "/consents/");

        assertThat(realm.admin().delete(consents + asked).status()).isEqualTo(204);
        assertThat(realm.admin().delete(consents + trusted).status()).isEqualTo(204);
        assertThat(connected.of(asked)).isEmpty();
        assertThat(texts(connected.of(trusted), "/user/username")).containsExactly("bob");

        Answer byBob = Http.plain()
                .send(HttpRequest.newBuilder(
                                URI.create(realm.issuer() + "/account/applications/" + trusted + "/consent"))
                        .header("Authorization", "Bearer " + connected.accountToken("bob"))
                        .header("Accept", "application/json")
                        .DELETE());
        assertThat(byBob.status()).as(byBob.body()).isEqualTo(204);
        assertThat(connected.of(trusted)).isEmpty();
    }

    @Test
    void consentThatIsGivenAnewBeginsAnew() {
        String client = connected.newClient();
        connected.connect("alice", client, FILES, "files:read");
        connected.awaitUsed(client, 1);
        realm.admin().delete(realm.adminPath("/users/" + realm.userId("alice") + "/consents/" + client));
        OffsetDateTime before = OffsetDateTime.now();

        connected.flow(client).logIn("alice", Map.of("resource", FILES, "scope", "files:write"));

        JsonNode found = connected.of(client).get(0);
        assertThat(OffsetDateTime.parse(found.get("granted_at").asText()))
                .isAfterOrEqualTo(before.truncatedTo(ChronoUnit.MILLIS));
        assertThat(found.get("scopes").toString()).doesNotContain("files:read");
    }

    @Test
    void nothingIsLeftOfWhatIsDeleted() {
        String asked = connected.newClient();
        String trusted = withoutConsent();
        JsonNode server = realm.registerServer("https://gone.example.com", Map.of());
        String resource = server.get("resource_uri").asText();
        for (String client : List.of(asked, trusted)) {
            connected.connect("alice", client, resource, "");
            connected.connect("alice", client, FILES, "");
            connected.awaitUsed(client, 2);
        }
        int total = total("alice");

        realm.admin()
                .delete(realm.adminPath(
                        "/mcp/servers/" + server.get("server_id").asText()));
        assertThat(total("alice")).isEqualTo(total - 2);
        realm.admin().delete(realm.adminPath("/clients/" + realm.clientUuid(asked)));
        realm.admin().delete(realm.adminPath("/clients/" + realm.clientUuid(trusted)));
        assertThat(total("alice")).isEqualTo(total - 4);
        assertThat(connected
                        .list("?max=1000&user=" + realm.userId("alice"))
                        .json()
                        .get("connections"))
                .hasSize(total - 4);
    }

    private static int total(String user) {
        return connected.list("?user=" + realm.userId(user)).json().get("total").asInt();
    }

    @Test
    void tellsWhatWasTakenBackInAdminEvents() throws Exception {
        String client = connected.newClient();
        connected.connect("alice", client, FILES, "files:read");
        String id = connected.awaitUsed(client, 1).get(0).get("id").asText();

        realm.admin().delete(realm.adminPath("/mcp/connections/" + id));
        realm.admin().delete(realm.adminPath("/mcp/connections?client=" + client));

        JsonNode events = realm.admin()
                .get(realm.adminPath("/admin-events?max=2&resourcePath=mcp/connections*"))
                .json();
        assertThat(events.get(1).get("operationType").asText()).isEqualTo("DELETE");
        assertThat(events.get(1).get("resourceType").asText()).isEqualTo("MCP_CONNECTION");
        assertThat(events.get(1).get("resourcePath").asText()).isEqualTo("mcp/connections/" + id);
        JsonNode change =
                new ObjectMapper().readTree(events.get(1).get("representation").asText());
        assertThat(change.at("/before/user/username").asText()).isEqualTo("alice");
        assertThat(change.at("/before/scopes/0").asText()).isEqualTo("files:read");
        assertThat(events.get(0).get("representation").asText()).contains(client, "\"revoked\":0");
    }

    @Test
    void isForThoseWhoMayViewUsersAndClients() {
        String client = connected.newClient();
        connected.connect("alice", client, FILES, "");
        String id = connected.of(client).get(0).get("id").asText();
        Admin viewer = Administrators.withRoles(realm, "viewer", List.of("view-users", "view-clients"));
        Admin userViewer = Administrators.withRoles(realm, "user-viewer", List.of("view-users"));
        Admin clientViewer =
                Administrators.withRoles(realm, "client-viewer", List.of("view-clients", "manage-clients"));
        Admin manager = Administrators.withRoles(realm, "manager", List.of("manage-users", "view-clients"));
        String path = realm.adminPath("/mcp/connections");

        assertThat(mayRevoke(viewer, path + "?client=" + client)).isFalse();
        assertThat(mayRevoke(manager, path + "?client=" + client)).isTrue();
        assertThat(userViewer.get(path + "?client=" + client).status()).isEqualTo(403);
        assertThat(clientViewer.get(path + "?client=" + client).status()).isEqualTo(403);
        assertThat(clientViewer.get(path + "?user=" + realm.userId("alice")).status())
                .isEqualTo(403);
        assertThat(viewer.delete(path + "/" + id).status()).isEqualTo(403);
        assertThat(viewer.delete(path + "?client=" + client).status()).isEqualTo(403);
        assertThat(clientViewer.delete(path + "/" + id).status()).isEqualTo(403);
        assertThat(viewer.delete(path + "/x").status()).isEqualTo(403);
        assertThat(connected.of(client)).hasSize(1);
        assertThat(manager.delete(path + "/" + id).status()).isEqualTo(204);
    }

    /** What the API says of the first connection that it lists. */
    private static boolean mayRevoke(Admin who, String path) {
        Answer answer = who.get(path);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().at("/connections/0/access/manage").asBoolean();
    }

    @Test
    void fineGrainedPermissionsDecideAboutEachUserAndServer() {
        try (ConnectedRealm other = new ConnectedRealm()) {
            String client = other.newClient();
            other.connect("alice", client, FILES, "");
            other.connect("alice", client, CRM, "");
            other.connect("bob", client, FILES, "");
            Administrators.useFineGrainedPermissions(other.realm);
            Admin keeper = Administrators.withRoles(other.realm, "keeper", List.of("query-users", "query-clients"));
            Administrators.permitUsers(
                    other.realm, "keeper", List.of("view", "manage"), List.of(other.realm.userId("alice")));
            Administrators.permit(other.realm, "keeper", List.of("view"), List.of(other.files));
            String path = other.realm.adminPath("/mcp/connections");
            String files = other.files.get("server_id").asText();
            String atFiles = "?server=" + files + "&user=";

            Answer seen = keeper.get(path + atFiles + other.realm.userId("alice"));
            assertThat(seen.status()).as(seen.body()).isEqualTo(200);
            assertThat(seen.json().get("total").asInt()).isEqualTo(1);
            assertThat(mayRevoke(keeper, path + atFiles + "alice")).isTrue();
            for (String query : List.of(
                    "",
                    "?server=" + files,
                    "?user=" + other.realm.userId("alice"),
                    atFiles + other.realm.userId("bob"),
                    atFiles + "bob",
                    atFiles + "nobody")) {
                assertThat(keeper.get(path + query).status()).as(query).isEqualTo(403);
                assertThat(keeper.delete(path + query).status()).as(query).isEqualTo(403);
            }
            for (JsonNode each : other.of(client)) {
                boolean may = each.at("/user/username").asText().equals("alice")
                        && each.at("/server/server_id").asText().equals(files);
                assertThat(keeper.delete(path + "/" + each.get("id").asText()).status())
                        .isEqualTo(may ? 204 : 403);
            }
        }
    }

    @Test
    void aRealmWithoutServersHasNoConnections() {
        try (TestRealm other = TestRealm.create()) {
            Answer answer = other.admin().get(other.adminPath("/mcp/connections"));
            assertThat(answer.json().get("total").asInt()).isZero();
            assertThat(Http.plain().get(other.issuer() + "/mcp/connections").status())
                    .isEqualTo(404);
        }
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.registry;

import static io.keycloakmcp.tests.registry.Servers.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.tests.keycloak.Admin;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Servers in the hands of people who may not manage the others, by Keycloak's fine-grained admin permissions. */
final class DelegationIT {

    private static final String UNKNOWN = "/mcp_000000000000000000000000";
    private static final List<String> FULLY = List.of("view", "manage");
    private static final List<String> QUERY = List.of("query-clients");

    private static TestRealm realm;
    private static Servers servers;

    /** He has one server, and there is another. */
    private static Admin owner;

    private static JsonNode own;
    private static JsonNode other;

    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
        servers = new Servers(realm);
        Administrators.useFineGrainedPermissions(realm);
        own = realm.registerServer("https://own.example.com", Map.of());
        other = realm.registerServer("https://other.example.com", Map.of());
        owner = Administrators.withRoles(realm, "owner", QUERY);
        Administrators.permit(realm, "owner", FULLY, List.of(own));
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    private static List<String> ids(Admin who, String query) {
        JsonNode list = who.get(servers.path() + query).json();
        assertThat(list.get("servers")).hasSize(list.get("total").asInt());
        return texts(list.get("servers"), "server_id");
    }

    private static String id(JsonNode server) {
        return server.get("server_id").asText();
    }

    private static Map<String, Object> body(String resource) {
        return Map.of("name", "By its owner", "resource_uri", resource);
    }

    @Test
    void anOwnerRunsTheOneServer() {
        JsonNode server = realm.registerServer("https://run.example.com", Map.of());
        Admin runner = Administrators.withRoles(realm, "runner", QUERY);
        Administrators.permit(realm, "runner", FULLY, List.of(server));
        String path = servers.path(server);

        assertThat(runner.get(path).text("resource_uri")).isEqualTo("https://run.example.com");
        assertThat(runner.put(path, body("https://run.example.com")).text("name"))
                .isEqualTo("By its owner");
        assertThat(runner.put(path, body("HTTPS://Run.example.com/")).status())
                .as("the same resource in another spelling")
                .isEqualTo(200);
        assertThat(runner.post(path + "/secret", "").text("client_secret")).isNotEmpty();
        assertThat(runner.delete(path).status()).isEqualTo(204);
        assertThat(ids(runner, "")).isEmpty();
    }

    @Test
    void anOwnerSeesNoOtherServerInAnyList() {
        assertThat(ids(owner, "")).containsExactly(id(own));
        JsonNode list = owner.get(servers.path()).json();
        assertThat(list.at("/servers/0/access/manage").asBoolean()).isTrue();
        assertThat(list.at("/access/manage").asBoolean())
                .as("he registers none")
                .isFalse();
        assertThat(realm.admin().get(servers.path()).json().at("/access/manage").asBoolean())
                .isTrue();
        assertThat(owner.get(servers.path() + "?first=1").json().get("servers")).isEmpty();
        assertThat(ids(owner, "?search=example.com&status=active")).containsExactly(id(own));
        assertThat(ids(owner, "?search=" + id(other))).isEmpty();
        assertThat(ids(owner, "?search=other.example.com")).isEmpty();
    }

    @Test
    void anOwnerDoesNotLearnWhichOtherServersThereAre() {
        for (String path : List.of(servers.path(other), servers.path() + UNKNOWN)) {
            assertIsForbidden(owner.get(path));
            assertIsForbidden(owner.put(path, body("https://other.example.com")));
            assertIsForbidden(owner.post(path + "/secret", ""));
            assertIsForbidden(owner.delete(path));
        }
        assertThat(realm.admin().get(servers.path(other)).text("name"))
                .isEqualTo("Server at https://other.example.com");
    }

    /** The same answer for all, character by character. */
    private static void assertIsForbidden(Answer answer) {
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).isEqualTo("{\"error\":\"HTTP 403 Forbidden\"}");
    }

    @Test
    void anOwnerTakesNoOtherResourceWhetherItIsFreeOrNot() {
        assertIsForbidden(owner.post(servers.path(), body("https://free.example.com")));
        List<Answer> moves = List.of(
                owner.put(servers.path(own), body("https://free.example.com")),
                owner.put(servers.path(own), body("https://other.example.com")),
                owner.put(servers.path(own), body("https://own.example.com/below")));

        assertThat(moves).extracting(Answer::status).containsOnly(403);
        assertThat(moves).extracting(Answer::body).containsOnly(moves.get(0).body());
        assertThat(moves.get(0).text("error_description")).contains("resource_uri");
        assertThat(realm.admin().get(servers.path(own)).text("resource_uri")).isEqualTo("https://own.example.com");
    }

    @Test
    void anOwnerTakesNoOtherResourceByKeycloaksApiForClientsEither() {
        realm.createClient(Map.of("clientId", "ordinary"));
        JsonNode ordinary = servers.client("ordinary").get(0);
        Administrators.permit(realm, "owner", FULLY, List.of(ordinary));
        String free = "mcp_3f0e5a1ebc4a5ef0cfa6e7f5";

        for (JsonNode client : List.of(own, ordinary)) {
            String path = realm.adminPath("/clients/" + client.get("id").asText());
            ObjectNode changed = (ObjectNode) owner.get(path).json();
            changed.put("clientId", free).withObject("attributes").put("resource_url", "https://free.example.com");
            Answer answer = owner.put(path, changed);

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text("error")).isEqualTo("access_denied");
            assertThat(answer.text("error_description")).contains("mcp_");
        }
        assertThat(servers.client(free)).isEmpty();
        assertThat(servers.client("ordinary")).hasSize(1);
    }

    @Test
    void anOwnerLetsTheServerExchangeTokensOnlyForWhatIsAlsoTheirs() {
        JsonNode front = realm.registerServer("https://front.example.com", Map.of());
        JsonNode back = realm.registerServer("https://back.example.com", Map.of());
        Admin both = Administrators.withRoles(realm, "both", QUERY);
        Administrators.permit(realm, "both", FULLY, List.of(front, back));
        List<Answer> refused = Stream.of(
                        "https://other.example.com", id(other), "https://unknown.example.com", "nobody")
                .map(target -> both.put(servers.path(front), exchanging("https://front.example.com", target)))
                .toList();
        Answer allowed =
                both.put(servers.path(front), exchanging("https://front.example.com", "https://back.example.com"));

        assertThat(refused).extracting(Answer::status).containsOnly(403);
        assertThat(refused).extracting(Answer::body).containsOnly(refused.get(0).body());
        assertThat(refused.get(0).text("error_description")).contains("exchange_targets");
        assertThat(allowed.status()).as(allowed.body()).isEqualTo(200);
        String path = realm.adminPath("/clients/" + front.get("id").asText());
        ObjectNode client = (ObjectNode) both.get(path).json();
        assertThat(both.put(path, client).status()).as("nothing new").isEqualTo(204);
        client.withObject("attributes").put("mcp.exchange_targets", "https://other.example.com");
        Answer byTheClient = both.put(path, client);
        assertThat(byTheClient.status()).isEqualTo(400);
        assertThat(byTheClient.text("error")).isEqualTo("access_denied");
        assertThat(texts(realm.admin().get(servers.path(front)).json().get("exchange_targets")))
                .containsExactly("https://back.example.com");
    }

    private static Map<String, Object> exchanging(String resource, String target) {
        return Map.of("name", "Front", "resource_uri", resource, "exchange_targets", List.of(target));
    }

    @Test
    void anOwnerMayStillChangeTheClientOfTheServerOtherwise() {
        String path = realm.adminPath("/clients/" + own.get("id").asText());
        ObjectNode client = (ObjectNode) owner.get(path).json();

        assertThat(owner.put(path, client.put("description", "By its owner")).status())
                .isEqualTo(204);
        assertThat(owner.get(servers.path(own)).text("description")).isEqualTo("By its owner");
    }

    @Test
    void viewingIsNotManaging() {
        JsonNode server = realm.registerServer("https://viewed.example.com", Map.of());
        Admin viewer = Administrators.withRoles(realm, "viewer", QUERY);
        Administrators.permit(realm, "viewer", List.of("view"), List.of(server));

        assertThat(ids(viewer, "")).containsExactly(id(server));
        assertThat(viewer.get(servers.path(server)).status()).isEqualTo(200);
        assertIsForbidden(viewer.put(servers.path(server), body("https://viewed.example.com")));
        assertIsForbidden(viewer.post(servers.path(server) + "/secret", ""));
        assertIsForbidden(viewer.delete(servers.path(server)));
    }

    @Test
    void nobodyViewsAServerWhosePermissionIsOver() {
        JsonNode server = realm.registerServer("https://over.example.com", Map.of());
        Admin former = Administrators.withRoles(realm, "former", QUERY);
        Administrators.permitUntilYesterday(realm, "former", FULLY, List.of(server));

        assertThat(former.get(servers.path()).json().get("servers")).isEmpty();
        assertIsForbidden(former.get(servers.path(server)));
    }

    @Test
    void nobodyListsServersWithoutAPermission() {
        Admin nobody = Administrators.withRoles(realm, "nobody", List.of());
        Admin mayQuery = Administrators.withRoles(realm, "may-query", QUERY);

        assertIsForbidden(nobody.get(servers.path()));
        assertThat(ids(mayQuery, "")).isEmpty();
        assertIsForbidden(mayQuery.get(servers.path() + UNKNOWN));
    }

    @Test
    void whoMayManageAllClientsByPermissionMayRegisterAndMoveServers() {
        try (TestRealm whole = TestRealm.create()) {
            Administrators.useFineGrainedPermissions(whole);
            Admin manager = Administrators.withRoles(whole, "manager", QUERY);
            Administrators.permit(whole, "manager", FULLY, List.of());
            String path = whole.adminPath("/mcp/servers");
            Answer registered = manager.post(path, body("https://new.example.com"));
            Answer moved = manager.put(path + "/" + registered.text("server_id"), body("https://moved.example.com"));

            assertThat(registered.status()).isEqualTo(201);
            assertThat(moved.status()).as(moved.body()).isEqualTo(200);
            assertThat(manager.get(path).json().get("total").asInt()).isEqualTo(1);
            assertThat(manager.get(path + UNKNOWN).status()).isEqualTo(404);
        }
    }

    @Test
    void pagesAndCountsTheServersOfAnOwnerAmongMany() {
        try (TestRealm many = TestRealm.create()) {
            Administrators.useFineGrainedPermissions(many);
            List<JsonNode> all = IntStream.range(0, 12)
                    .mapToObj(number -> many.registerServer("https://s" + number + ".example.com", Map.of()))
                    .toList();
            Admin keeper = Administrators.withRoles(many, "keeper", QUERY);
            Administrators.permit(many, "keeper", FULLY, all.subList(0, 7));
            String path = many.adminPath("/mcp/servers");
            List<String> ids =
                    all.subList(0, 7).stream().map(DelegationIT::id).sorted().toList();

            assertThat(texts(keeper.get(path + "?max=3").json().get("servers"), "server_id"))
                    .isEqualTo(ids.subList(0, 3));
            assertThat(texts(keeper.get(path + "?first=6&max=3").json().get("servers"), "server_id"))
                    .isEqualTo(ids.subList(6, 7));
            assertThat(keeper.get(path + "?max=3").json().get("total").asInt()).isEqualTo(7);
            assertThat(many.admin().get(path).json().get("total").asInt()).isEqualTo(12);
        }
    }

    @Test
    void whoMayRegisterClientsDynamicallyRegistersNoServer() {
        String url = realm.issuer() + "/clients-registrations/default";
        String initialAccess = realm.admin()
                .post(realm.adminPath("/clients-initial-access"), Map.of("count", 5))
                .text("token");
        Administrators.withRoles(realm, "creator", List.of("create-client"));
        String creator = Admin.passwordToken(realm.base(), realm.name(), "admin-cli", "creator", "creator");
        String claim = "{\"clientId\":\"mcp_%s\",\"attributes\":{\"resource_url\":\"https://dynamic.example.com\"}}";

        Answer refused = register(url, initialAccess, claim.formatted("1ea2f3b0b9b5e9bb31bc9f3b"));
        assertThat(refused.status()).as(refused.body()).isEqualTo(403);
        assertThat(register(url, initialAccess, "{\"clientId\":\"by-initial-access\"}")
                        .status())
                .isEqualTo(201);
        assertThat(register(url, creator, claim.formatted("1ea2f3b0b9b5e9bb31bc9f3b"))
                        .status())
                .as("the role to create clients is a right to")
                .isEqualTo(201);
    }

    private static Answer register(String url, String token, String body) {
        return Http.plain()
                .send(HttpRequest.newBuilder(URI.create(url))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }
}

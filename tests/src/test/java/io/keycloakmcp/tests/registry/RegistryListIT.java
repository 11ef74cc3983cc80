/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.registry;

import static io.keycloakmcp.tests.registry.Servers.isNotFound;
import static io.keycloakmcp.tests.registry.Servers.texts;
import static io.keycloakmcp.tests.registry.Servers.wrongFields;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.tests.keycloak.Admin;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists of MCP servers: pages, searches, and what is refused. */
final class RegistryListIT {

    private static TestRealm realm;
    private static Admin admin;
    private static Servers servers;

    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
        admin = realm.admin();
        servers = new Servers(realm);
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    @Test
    void listsPageByPageAndFindsByNameResourceIdAndStatus() {
        try (TestRealm many = TestRealm.create()) {
            String path = many.adminPath("/mcp/servers");
            IntStream.range(0, 25)
                    .forEach(number -> many.registerServer(
                            "https://s" + number + ".example.com/Mcp",
                            Map.of(
                                    "name",
                                    number == 7 ? "Odd 100% _!_ One" : "Number " + number,
                                    "status",
                                    status(number))));
            JsonNode all = many.admin().get(path + "?max=1000").json();
            List<String> ids = texts(all.get("servers"), "server_id");

            assertThat(ids).hasSize(25).isSorted().doesNotHaveDuplicates();
            assertThat(all.get("total").asInt()).isEqualTo(25);
            assertThat(page(many, "")).isEqualTo(ids.subList(0, 20));
            assertThat(page(many, "?first=20")).isEqualTo(ids.subList(20, 25));
            assertThat(page(many, "?first=3&max=4")).isEqualTo(ids.subList(3, 7));
            assertThat(page(many, "?first=25")).isEmpty();
            assertThat(many.admin()
                            .get(path + "?first=3&max=4")
                            .json()
                            .get("total")
                            .asInt())
                    .isEqualTo(25);
            assertThat(all.get("servers").get(0))
                    .isEqualTo(many.admin().get(path + "/" + ids.get(0)).json());

            assertThat(names(many, "?search=numBER%201")).hasSize(11).allMatch(name -> name.startsWith("Number 1"));
            assertThat(names(many, "?search=S12.example.COM/m")).containsExactly("Number 12");
            assertThat(names(many, "?search=" + ids.get(4))).hasSize(1);
            assertThat(names(many, "?search=" + ids.get(4).substring(0, 12))).isEmpty();
            for (String absent : List.of("nothing", "number_1", "number%251", "n*1")) {
                assertThat(names(many, "?search=" + absent)).as(absent).isEmpty();
            }
            assertThat(names(many, "?search=%20")).hasSize(20);
            for (String literal : List.of("100%25", "%25%20_", "_!", "!_%20")) {
                assertThat(names(many, "?search=" + literal)).as(literal).containsExactly("Odd 100% _!_ One");
            }

            assertThat(names(many, "?status=draft&max=1000")).hasSize(9);
            assertThat(names(many, "?status=suspended&max=1000")).hasSize(8);
            assertThat(names(many, "?status=active&max=1000")).hasSize(8);
            assertThat(many.admin()
                            .get(path + "?status=draft&max=2")
                            .json()
                            .get("total")
                            .asInt())
                    .isEqualTo(9);
            assertThat(names(many, "?status=draft&search=number%203")).containsExactly("Number 3");
            assertThat(names(many, "?status=active&search=number%203")).isEmpty();
        }
    }

    private static String status(int number) {
        return List.of("draft", "suspended", "active").get(number % 3);
    }

    private static List<String> page(TestRealm where, String query) {
        return texts(
                where.admin()
                        .get(where.adminPath("/mcp/servers" + query))
                        .json()
                        .get("servers"),
                "server_id");
    }

    private static List<String> names(TestRealm where, String query) {
        return texts(
                where.admin()
                        .get(where.adminPath("/mcp/servers" + query))
                        .json()
                        .get("servers"),
                "name");
    }

    @Test
    void showsEveryChangeInTheNextList() {
        JsonNode server = realm.registerServer("https://changing.example.com/first", Map.of("name", "Before"));
        assertThat(names(realm, "?search=changing.example.com")).containsExactly("Before");

        JsonNode other = realm.registerServer("https://changing.example.com/other", Map.of("name", "Other"));
        assertThat(names(realm, "?search=changing.example.com")).containsExactlyInAnyOrder("Before", "Other");

        admin.put(servers.path(server), Map.of("name", "After", "resource_uri", "https://changing.example.com/first"));
        assertThat(names(realm, "?search=before")).isEmpty();
        assertThat(names(realm, "?search=after")).containsExactly("After");

        admin.put(
                servers.path(other),
                Map.of(
                        "name", "Other",
                        "resource_uri", "https://changing.example.com/other",
                        "status", "draft"));
        assertThat(names(realm, "?search=changing.example.com&status=draft")).containsExactly("Other");
        assertThat(names(realm, "?search=changing.example.com&status=active")).containsExactly("After");

        admin.put(servers.path(other), Map.of("name", "Other", "resource_uri", "https://moved.example.com/other"));
        assertThat(names(realm, "?search=changing.example.com")).containsExactly("After");
        assertThat(names(realm, "?search=moved.example.com")).containsExactly("Other");

        admin.delete(servers.path(server));
        assertThat(names(realm, "?search=changing.example.com")).isEmpty();
    }

    @Test
    void showsWhatAnotherToolChangedInTheNextList() {
        JsonNode server = realm.registerServer("https://tooled.example.com", Map.of());
        assertThat(names(realm, "?search=tooled.example.com&status=draft")).isEmpty();
        ObjectNode client =
                (ObjectNode) servers.client(server.get("server_id").asText()).get(0);
        ((ObjectNode) client.get("attributes")).put("mcp.status", "draft");
        admin.put(realm.adminPath("/clients/" + client.get("id").asText()), client);

        assertThat(names(realm, "?search=tooled.example.com&status=draft")).hasSize(1);
        assertThat(names(realm, "?search=tooled.example.com&status=active")).isEmpty();
    }

    @Test
    void showsAServerWhoseClientIsDisabledAsSuspendedWhateverElseItSays() {
        JsonNode server = realm.registerServer("https://disabled.example.com", Map.of());
        ObjectNode client =
                (ObjectNode) servers.client(server.get("server_id").asText()).get(0);
        ((ObjectNode) client.get("attributes")).put("mcp.status", "active");
        admin.put(realm.adminPath("/clients/" + client.get("id").asText()), client.put("enabled", false));

        assertThat(names(realm, "?search=disabled.example.com&status=suspended"))
                .hasSize(1);
        assertThat(names(realm, "?search=disabled.example.com&status=active")).isEmpty();
        assertThat(admin.get(realm.adminPath(
                                "/mcp/servers/" + server.get("server_id").asText()))
                        .text("status"))
                .isEqualTo("suspended");
    }

    @Test
    void leavesOutClientsThatOnlyLookLikeServers() {
        try (TestRealm some = TestRealm.create()) {
            some.registerServer("https://one.example.com", Map.of("name", "One"));
            some.registerServer("https://two.example.com", Map.of("name", "Two"));
            some.createClient(Map.of("clientId", "mcp_000000000000000000000000", "name", "No resource"));
            some.createClient(Map.of(
                    "clientId", "mcp_1",
                    "name", "No id",
                    "attributes", Map.of("resource_url", "https://three.example.com")));
            some.createClient(Map.of("clientId", "mcp-2", "name", "No prefix"));
            some.createClient(Map.of(
                    "clientId", "mcp_000000000000000000000001",
                    "name", "No server of that resource",
                    "attributes", Map.of("resource_url", "https://four.example.com")));
            some.createClient(Map.of(
                    "clientId", "mcp_000000000000000000000002",
                    "name", "No URI",
                    "attributes", Map.of("resource_url", "four")));
            JsonNode list = some.admin().get(some.adminPath("/mcp/servers")).json();

            assertThat(texts(list.get("servers"), "name")).containsExactlyInAnyOrder("One", "Two");
            assertThat(list.get("total").asInt()).isEqualTo(2);
            assertThat(page(some, "?max=1")).hasSize(1).doesNotContainAnyElementsOf(page(some, "?first=1&max=1"));
            assertThat(page(some, "?first=1")).hasSize(1);
            assertThat(names(some, "?search=no")).isEmpty();
        }
    }

    @Test
    void neverFailsOnANul() {
        assertThat(admin.get(servers.path() + "?search=a%00b").status()).isIn(200, 400);
        isNotFound(admin.get(servers.path() + "/mcp_%00"));
    }

    @Test
    void listsNothingInARealmWithoutServers() {
        try (TestRealm empty = TestRealm.create()) {
            assertThat(empty.admin().get(empty.adminPath("/mcp/servers")).body())
                    .isEqualTo("{\"servers\":[],\"total\":0,\"access\":{\"manage\":true}}");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "max=0, max",
        "max=1001, max",
        "max=-1, max",
        "max=x, max",
        "max=99999999999, max",
        "first=-1, first",
        "first=1.5, first",
        "status=gone, status",
        "status=ACTIVE, status"
    })
    void refusesAListThatItCannotGive(String query, String field) {
        assertThat(wrongFields(admin.get(servers.path() + "?" + query))).containsExactly(field);
    }

    @Test
    void saysAllThatIsWrongWithAListAtOnce() {
        assertThat(wrongFields(admin.get(servers.path() + "?max=1001&first=x&status=y")))
                .containsExactlyInAnyOrder("max", "first", "status");
        assertThat(admin.get(servers.path() + "?max=1000&first=2147483647&status=&search=")
                        .status())
                .isEqualTo(200);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.registry;

import static io.keycloakmcp.tests.registry.Servers.isNotFound;
import static io.keycloakmcp.tests.registry.Servers.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.tests.keycloak.Admin;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Claims;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** MCP servers that other tools than the registry make, change, export and import. */
final class OtherToolsIT {

    private static final String REDIRECT = "http://127.0.0.1/callback";

    private static TestRealm realm;
    private static Admin admin;
    private static Servers servers;

    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
        admin = realm.admin();
        servers = new Servers(realm);
        realm.createMcpClient("mcp-client", REDIRECT);
        realm.createPlainClient("plain-client", REDIRECT);
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    private static String authorizationError(String resource) {
        Answer answer = new McpFlow(realm, "mcp-client", REDIRECT).authorize(Map.of("resource", resource));
        return answer.status() == 302 ? McpFlow.query(answer.header("Location")).getOrDefault("error", "none") : "none";
    }

    @Test
    void takesAClientThatAnotherToolMadeForAServer() {
        realm.createClient(Map.of(
                "clientId",
                "mcp_766ec5708c118f57982b3c30",
                "name",
                "By kcadm",
                "attributes",
                Map.of("resource_url", "https://tool.example.com", "mcp.status", "draft")));
        Answer answer = admin.get(servers.path() + "/mcp_766ec5708c118f57982b3c30");

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.text("name")).isEqualTo("By kcadm");
        assertThat(answer.text("status")).isEqualTo("draft");
        assertThat(servers.post("https://tool.example.com", Map.of()).status()).isEqualTo(409);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mcp-client", "plain-client"})
    void makesTheScopesOfAServerThatAnotherToolMadeWhenAClientAsksForThem(String client) {
        String resource = "https://" + client + "-scopes.example.com";
        JsonNode server = realm.registerServer(resource, Map.of());
        String scope = client + ":read";
        servers.editAttribute(server, "mcp.scopes", scope);

        Answer tokens = new McpFlow(realm, client, REDIRECT).tokens("alice", resource, scope);

        assertThat(Claims.ofAccessToken(tokens)).containsEntry("aud", resource).containsEntry("scope", scope);
        assertThat(texts(Http.plain()
                        .get(realm.issuer() + "/.well-known/openid-configuration")
                        .json()
                        .get("scopes_supported")))
                .contains(scope);
    }

    @Test
    void readsAccessAndScopesThatAnotherToolWrote() {
        JsonNode server = realm.registerServer("https://rich.example.com", Map.of("scopes_supported", "rich:a rich:b"));
        servers.editAttribute(server, "mcp.required_groups", "/one##/two");
        servers.editAttribute(server, "mcp.scope_details", "[{\"name\":\"rich:b\",\"required_roles\":[\"r\"]}]");

        JsonNode shown = admin.get(servers.path(server)).json();
        assertThat(texts(shown.get("required_groups"))).containsExactly("/one", "/two");
        assertThat(texts(shown.get("scopes"), "name")).containsExactly("rich:a", "rich:b");
        assertThat(texts(shown.at("/scopes/1/required_roles"))).containsExactly("r");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{}", "[{}]", "[{\"name\":\"other\",\"required_roles\":[\"r\"]}]"})
    void issuesNothingWhereTheRolesOfScopesAreUnclear(String details) {
        String resource = "https://unclear.example.com/" + Math.abs(details.hashCode());
        JsonNode server = realm.registerServer(resource, Map.of("scopes_supported", "rich:a"));
        servers.editAttribute(server, "mcp.scope_details", details);

        assertThat(authorizationError(resource)).isEqualTo("invalid_target");
    }

    @Test
    void showsWhatAnotherToolChanged() {
        JsonNode server = realm.registerServer("https://edited.example.com", Map.of());
        servers.editAttribute(server, "mcp.token_lifetime", "120");
        servers.editClient(server, Map.of("name", "Edited"));

        assertThat(admin.get(servers.path(server)).json().get("token_lifetime").asInt())
                .isEqualTo(120);
        assertThat(admin.get(servers.path(server)).text("name")).isEqualTo("Edited");
    }

    @Test
    void takesADisabledClientForASuspendedServerInItsListsToo() {
        JsonNode active = realm.registerServer("https://disabled.example.com/active", Map.of());
        JsonNode draft = realm.registerServer("https://disabled.example.com/draft", Map.of("status", "draft"));
        servers.editClient(active, Map.of("enabled", false));
        servers.editClient(draft, Map.of("enabled", false));

        assertThat(admin.get(servers.path(active)).text("status")).isEqualTo("suspended");
        assertThat(admin.get(servers.path(draft)).text("status")).isEqualTo("suspended");
        assertThat(found("suspended")).containsExactlyInAnyOrder(active.get("server_id"), draft.get("server_id"));
        assertThat(found("active")).isEmpty();
        assertThat(found("draft")).isEmpty();
    }

    @Test
    void listsAServerWhoseStatusIsWrittenOutAsActive() {
        JsonNode server = realm.registerServer("https://disabled.example.org", Map.of());
        servers.editAttribute(server, "mcp.status", "active");

        assertThat(admin.get(servers.path() + "?status=active&search=disabled.example.org")
                        .json()
                        .get("total")
                        .asInt())
                .isEqualTo(1);
    }

    private static List<JsonNode> found(String status) {
        JsonNode list = admin.get(servers.path() + "?search=disabled.example.com&status=" + status)
                .json()
                .get("servers");
        return StreamSupport.stream(list.spliterator(), false)
                .map(server -> server.get("server_id"))
                .toList();
    }

    @Test
    void takesAClientWhoseIdAndResourceDisagreeForNoServerAndKeepsItsPlace() {
        JsonNode server = realm.registerServer("https://honest.example.com", Map.of("name", "Forged"));
        assertThat(authorizationError("https://honest.example.com")).isEqualTo("none");
        servers.editAttribute(server, "resource_url", "https://forged.example.com");

        isNotFound(admin.get(servers.path(server)));
        isNotFound(admin.delete(servers.path(server)));
        assertThat(Http.plain()
                        .get(server.at("/discovery/protected_resource_metadata").asText())
                        .status())
                .isEqualTo(404);
        assertThat(authorizationError("https://honest.example.com")).isEqualTo("invalid_target");
        assertThat(authorizationError("https://forged.example.com")).isEqualTo("invalid_target");
        Answer again = servers.post("https://honest.example.com", Map.of());
        assertThat(again.status()).as(again.body()).isEqualTo(409);
        assertThat(again.text("error_description"))
                .contains("Forged", server.get("server_id").asText());
    }

    @ParameterizedTest
    @CsvSource({
        "mcp.token_lifetime, 5",
        "mcp.token_lifetime, x",
        "mcp.status, paused",
        "mcp.require_pkce, no",
        "mcp.require_dpop, 1",
        "mcp.auth_mode, off",
        "mcp.transport, tcp",
        "mcp.scopes, a\"b",
        "mcp.allowed_client_ids, '##'",
        "resource_url, http://broken.example.com"
    })
    void takesAClientWithABrokenSettingForNoServer(String attribute, String value) {
        JsonNode server = realm.registerServer(
                "https://broken-" + Integer.toHexString((attribute + value).hashCode()) + ".example.com", Map.of());
        servers.editAttribute(server, attribute, value);

        isNotFound(admin.get(servers.path(server)));
        assertThat(authorizationError(server.get("resource_uri").asText())).isEqualTo("invalid_target");
    }

    @Test
    void namesAClientWithoutANameInADuplicate() {
        realm.createClient(Map.of("clientId", "mcp_c8f17cd2b2023a13630ccd45"));
        Answer answer = servers.post("https://nameless.example.com", Map.of());

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.text("error_description"))
                .contains("mcp_c8f17cd2b2023a13630ccd45")
                .doesNotContain("null");
    }

    @Test
    void survivesExportAndImportOfTheRealm() {
        try (TestRealm from = TestRealm.create()) {
            from.registerServer(
                    "https://one.example.com", Map.of("scopes_supported", "one:a one:b", "token_lifetime", 60));
            from.registerServer("https://two.example.com", Map.of("status", "suspended", "require_dpop", true));
            ObjectNode export = (ObjectNode) from.admin()
                    .post(from.adminPath("/partial-export?exportClients=true&exportGroupsAndRoles=true"), "")
                    .json();
            String name = from.name() + "-copy";
            String before = withoutIds(from.admin().get(from.adminPath("/mcp/servers")), from.name());
            Admin master = from.admin();

            assertThat(master.post("/realms", renamed(export, from.name(), name))
                            .status())
                    .isEqualTo(201);
            try {
                String path = "/realms/" + name + "/mcp/servers";
                assertThat(withoutIds(master.get(path), name)).isEqualTo(before);
                assertThat(Http.plain()
                                .get(from.base() + "/realms/" + name + "/.well-known/openid-configuration")
                                .json()
                                .get("scopes_supported"))
                        .extracting(JsonNode::asText)
                        .contains("one:a", "one:b");
            } finally {
                master.delete("/realms/" + name);
            }
        }
    }

    @Test
    void survivesExportAndImportOfItsClientsAlone() {
        try (TestRealm from = TestRealm.create();
                TestRealm to = TestRealm.create()) {
            from.registerServer(
                    "https://one.example.com", Map.of("scopes_supported", "one:a one:b", "token_lifetime", 60));
            from.registerServer("https://two.example.com", Map.of("status", "suspended", "require_dpop", true));
            JsonNode clients = from.admin()
                    .post(from.adminPath("/partial-export?exportClients=true"), "")
                    .json()
                    .get("clients");
            var ours = StreamSupport.stream(clients.spliterator(), false)
                    .filter(client -> client.path("clientId").asText().startsWith("mcp_"))
                    .map(client -> ((ObjectNode) client).without("id"))
                    .toList();
            Answer imported = to.admin()
                    .post(to.adminPath("/partialImport"), Map.of("ifResourceExists", "FAIL", "clients", ours));

            assertThat(imported.status()).as(imported.body()).isEqualTo(200);
            assertThat(imported.json().get("added").asInt()).isEqualTo(2);
            assertThat(withoutIds(to.admin().get(to.adminPath("/mcp/servers")), to.name()))
                    .isEqualTo(withoutIds(from.admin().get(from.adminPath("/mcp/servers")), from.name()));
        }
    }

    private static String renamed(ObjectNode export, String from, String to) {
        export.remove("id");
        String text = export.toString().replace(from, to);
        // Ids of what is in a realm are unique in the whole database.
        return text.replaceAll("\"(id|containerId)\":\"[0-9a-f-]{36}\",?", "").replace(",}", "}");
    }

    private static String withoutIds(Answer list, String realmName) {
        assertThat(list.json().get("total").asInt()).isEqualTo(2);
        return list.body().replaceAll("\"id\":\"[^\"]*\"", "").replace(realmName, "the-realm");
    }
}

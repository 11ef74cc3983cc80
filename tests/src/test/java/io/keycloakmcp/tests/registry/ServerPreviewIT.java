/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.registry;

import static io.keycloakmcp.tests.registry.Servers.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.tests.keycloak.Admin;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What would come of registering or changing an MCP server, which nobody does yet. */
@Tag("once")
final class ServerPreviewIT {

    private static TestRealm realm;
    private static Servers servers;
    private static JsonNode taken;

    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
        servers = new Servers(realm);
        taken = realm.registerServer("https://taken.example.com", Map.of());
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    private static JsonNode preview(String path, Object body) {
        Answer answer = realm.admin().post(path + "/validate", body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    @Test
    void showsTheServerThatWouldBeRegisteredAndLeavesNothing() {
        Map<String, String> body =
                Map.of("name", "New", "resource_uri", "https://new.example.com", "scopes_supported", "new:read");
        List<String> before = servers.clientsAndScopes();
        JsonNode preview = preview(servers.path(), body);

        assertThat(servers.clientsAndScopes()).isEqualTo(before);
        assertThat(preview.get("errors")).isEmpty();
        ObjectNode registered = (ObjectNode) realm.registerServer("https://new.example.com", Map.copyOf(body));
        registered.remove(List.of("id", "created_at", "client_secret", "access"));
        assertThat(preview.get("server")).isEqualTo(registered);
        assertThat(preview.get("server_id")).isEqualTo(registered.get("server_id"));
        assertThat(preview.get("protected_resource_metadata"))
                .isEqualTo(registered.at("/discovery/protected_resource_metadata"));
    }

    @Test
    void saysHowLongTokensLiveWhereTheServerDoesNotSay() {
        assertThat(preview(servers.path(), Map.of())
                        .get("default_token_lifetime")
                        .asInt())
                .isEqualTo(3600);
        try (TestRealm other = TestRealm.create()) {
            other.admin().put(other.adminPath("/mcp/settings"), Map.of("default_token_lifetime", 600));
            JsonNode preview = other.admin()
                    .post(other.adminPath("/mcp/servers/validate"), Map.of())
                    .json();
            assertThat(preview.get("default_token_lifetime").asInt()).isEqualTo(600);
        }
    }

    @Test
    void saysAllThatRegisteringWouldRefuse() {
        Map<String, Object> body = Map.of("resource_uri", "http://mcp.example.com", "token_lifetime", 1);
        JsonNode refused = realm.admin().post(servers.path(), body).json();
        JsonNode preview = preview(servers.path(), body);

        assertThat(preview.get("errors")).isEqualTo(refused.get("errors"));
        assertThat(texts(preview.get("errors"), "field")).containsExactly("name", "resource_uri", "token_lifetime");
        assertThat(preview.get("server_id").isNull()).isTrue();
        assertThat(preview.get("server").isNull()).isTrue();
    }

    @Test
    void saysWhatTheRealmDoesNotHaveAndWhoHasTheResource() {
        JsonNode preview = preview(
                servers.path(),
                Map.of(
                        "name",
                        "x",
                        "resource_uri",
                        "https://taken.example.com/",
                        "required_roles",
                        List.of("no-role")));

        assertThat(texts(preview.get("errors"), "field")).containsExactly("required_roles", "resource_uri");
        assertThat(texts(preview.get("errors"), "message"))
                .anySatisfy(message ->
                        assertThat(message).contains(taken.get("server_id").asText()));
    }

    @Test
    void knowsTheServerThoughTheRestIsWrong() {
        JsonNode preview = preview(servers.path(), Map.of("resource_uri", "https://taken.example.com"));

        assertThat(texts(preview.get("errors"), "field")).containsExactly("name");
        assertThat(preview.get("server_id")).isEqualTo(taken.get("server_id"));
    }

    @Test
    void takesAnythingForWhatSomebodyIsStillWriting() {
        for (String body : List.of("", "[]", "{", "null", "{\"resource_uri\":7}")) {
            JsonNode preview = preview(servers.path(), body);

            assertThat(preview.get("errors")).as(body).isNotEmpty();
            assertThat(preview.get("server_id").isNull()).as(body).isTrue();
        }
    }

    @Test
    void letsAServerKeepItsResource() {
        JsonNode own = preview(servers.path(taken), Map.of("name", "x", "resource_uri", "https://taken.example.com"));

        assertThat(own.get("errors")).isEmpty();
        assertThat(own.at("/server/name").asText()).isEqualTo("x");
        assertThat(realm.admin().get(servers.path(taken)).text("name"))
                .isEqualTo("Server at https://taken.example.com");
    }

    @Test
    void tellsTheOwnerOfOneServerNothingAboutOthers() {
        try (TestRealm own = TestRealm.create()) {
            JsonNode server = own.registerServer("https://own.example.com", Map.of());
            JsonNode other = own.registerServer("https://other.example.com", Map.of());
            Administrators.useFineGrainedPermissions(own);
            Admin owner = Administrators.withRoles(own, "owner", List.of("query-clients"));
            Administrators.permit(own, "owner", List.of("view", "manage"), List.of(server));
            Servers all = new Servers(own);

            assertThat(owner.post(all.path(server) + "/validate", server).status())
                    .isEqualTo(200);
            for (String resource : List.of("https://other.example.com", "https://nobodys.example.com")) {
                Answer answer =
                        owner.post(all.path(server) + "/validate", Map.of("name", "x", "resource_uri", resource));
                assertThat(answer.status()).isEqualTo(403);
                assertThat(answer.body()).doesNotContain(other.get("server_id").asText());
            }
        }
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.registry;

import static io.keycloakmcp.tests.registry.Servers.isNotFound;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keycloakmcp.tests.keycloak.Admin;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the registry does not find, and to whom it says nothing. */
final class RegistryAccessIT {

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

    @ParameterizedTest
    @ValueSource(strings = {"mcp_000000000000000000000000", "mcp_", "x", "account", "realm-management", "MCP_1"})
    void doesNotFindWhatIsNoServer(String id) {
        String path = servers.path() + "/" + id;

        isNotFound(admin.get(path));
        isNotFound(admin.put(path, Map.of("name", "x", "resource_uri", "https://nowhere.example.com")));
        isNotFound(admin.post(path + "/secret", ""));
        isNotFound(admin.post(path + "/validate", Map.of("name", "x", "resource_uri", "https://nowhere.example.com")));
        isNotFound(admin.delete(path));
        assertThat(servers.client("account")).hasSize(1);
    }

    @Test
    void doesNotFindAServerByTheUuidOfItsClient() {
        JsonNode server = realm.registerServer("https://uuid.example.com", Map.of());

        isNotFound(admin.get(servers.path() + "/" + server.get("id").asText()));
    }

    @Test
    void doesNotFindTheServersOfAnotherRealm() {
        JsonNode server = realm.registerServer("https://otherrealm.example.com", Map.of());
        try (TestRealm other = TestRealm.create()) {
            String path =
                    other.adminPath("/mcp/servers/" + server.get("server_id").asText());

            assertThat(other.admin().get(path).status()).isEqualTo(404);
            assertThat(other.admin().delete(path).status()).isEqualTo(404);
            assertThat(other.registerServer("https://otherrealm.example.com", Map.of())
                            .get("server_id"))
                    .as("each realm has its own")
                    .isEqualTo(server.get("server_id"));
        }
    }

    @Test
    void letsThoseInWhoMayViewOrManageClients() {
        try (TestRealm own = TestRealm.create()) {
            String known = own.adminPath("/mcp/servers/"
                    + own.registerServer("https://known.example.com", Map.of())
                            .get("server_id")
                            .asText());
            String unknown = own.adminPath("/mcp/servers/mcp_000000000000000000000000");
            String all = own.adminPath("/mcp/servers");
            Map<String, String> body = Map.of("name", "x", "resource_uri", "https://new.example.com");

            Admin nobody = Administrators.withRoles(own, "nobody", List.of());
            Admin realmManager = Administrators.withRoles(own, "realm-manager", List.of("manage-realm", "view-users"));
            Admin viewer = Administrators.withRoles(own, "viewer", List.of("view-clients"));
            Admin manager = Administrators.withRoles(own, "manager", List.of("manage-clients"));
            Admin stranger = new Admin(own.base(), () -> "no.token.atall");

            for (Admin who : List.of(nobody, realmManager, viewer)) {
                assertThat(who.post(all, body).status()).isEqualTo(403);
                assertThat(who.post(all + "/validate", body).status()).isEqualTo(403);
                for (String path : List.of(known, unknown)) {
                    assertThat(who.put(path, body).status()).isEqualTo(403);
                    assertThat(who.delete(path).status()).isEqualTo(403);
                    assertThat(who.post(path + "/secret", "").status()).isEqualTo(403);
                    assertThat(who.post(path + "/validate", body).status()).isEqualTo(403);
                }
            }
            for (Admin who : List.of(nobody, realmManager)) {
                assertThat(who.get(all).status()).isEqualTo(403);
                assertThat(who.get(known).status()).isEqualTo(403);
                assertThat(who.get(unknown).status()).isEqualTo(403);
            }
            assertThat(viewer.get(all).json().get("total").asInt()).isEqualTo(1);
            assertThat(viewer.get(known).status()).isEqualTo(200);
            assertThat(viewer.get(known).json().at("/access/manage").booleanValue())
                    .isFalse();
            assertThat(viewer.get(unknown).status()).isEqualTo(404);

            assertThat(manager.get(known).json().at("/access/manage").booleanValue())
                    .isTrue();
            assertThat(manager.post(all, body).status()).isEqualTo(201);
            assertThat(manager.post(known + "/secret", "").status()).isEqualTo(200);
            assertThat(manager.put(known, Map.of("name", "y", "resource_uri", "https://known.example.com"))
                            .status())
                    .isEqualTo(200);
            assertThat(manager.delete(known).status()).isEqualTo(204);
            assertThat(manager.delete(unknown).status()).isEqualTo(404);

            assertThat(stranger.get(all).status()).isEqualTo(401);
            assertThat(stranger.post(all, body).status()).isEqualTo(401);
            assertThat(Http.plain().get(own.base() + "/admin" + all).status()).isEqualTo(401);
        }
    }
}

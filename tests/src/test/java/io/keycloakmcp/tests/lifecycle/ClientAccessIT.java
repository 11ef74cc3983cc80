/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.lifecycle;

import static io.keycloakmcp.tests.lifecycle.McpClients.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keycloakmcp.tests.keycloak.Admin;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.TestRealm;
import io.keycloakmcp.tests.registry.Administrators;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who may see MCP clients, and who may change them. */
final class ClientAccessIT {

    private static final String UNKNOWN = "00000000-0000-0000-0000-000000000000";
    private static final Map<String, Object> NOBODY = Map.of("action", "block", "ids", List.of(UNKNOWN));

    @Test
    void letsThoseInWhoMayViewOrManageClients() {
        try (TestRealm realm = TestRealm.create()) {
            McpClients clients = new McpClients(realm);
            String id = clients.registered(Duration.ZERO, Map.of("mcp.state", "pending"));
            Admin nobody = Administrators.withRoles(realm, "nobody", List.of());
            Admin realmManager = Administrators.withRoles(realm, "realm-manager", List.of("manage-realm"));
            Admin viewer = Administrators.withRoles(realm, "viewer", List.of("view-clients"));
            Admin manager = Administrators.withRoles(realm, "manager", List.of("manage-clients"));

            for (Admin who : List.of(nobody, realmManager, viewer)) {
                for (String path : List.of(id + "/approve", id + "/block", id + "/unblock", UNKNOWN + "/block")) {
                    assertThat(who.post(clients.path(path), "{}").status()).isEqualTo(403);
                }
                assertThat(who.delete(clients.path(id)).status()).isEqualTo(403);
                assertThat(who.post(clients.path("bulk"), NOBODY).status()).isEqualTo(403);
                assertThat(who.post(clients.path("clean-up"), "{\"dry_run\":true}")
                                .status())
                        .isEqualTo(403);
                assertThat(who.post(clients.path("check"), "{}").status()).isEqualTo(403);
            }
            for (Admin who : List.of(nobody, realmManager)) {
                for (String path : List.of("", "/" + id, "/" + UNKNOWN, "/clean-up")) {
                    assertThat(who.get(clients.path() + path).status()).isEqualTo(403);
                }
            }
            JsonNode viewed = viewer.get(clients.path()).json();
            assertThat(viewed.get("total").asInt()).isEqualTo(1);
            assertThat(viewed.at("/access/manage").asBoolean()).isFalse();
            assertThat(viewed.at("/clients/0/access/manage").asBoolean()).isFalse();
            JsonNode managed = manager.get(clients.path()).json();
            assertThat(managed.at("/access/manage").asBoolean()).isTrue();
            assertThat(managed.at("/clients/0/access/manage").asBoolean()).isTrue();
            assertThat(viewer.get(clients.path(id)).status()).isEqualTo(200);
            assertThat(viewer.get(clients.path(UNKNOWN)).status()).isEqualTo(404);
            assertThat(viewer.get(clients.path("clean-up")).status()).isEqualTo(200);

            assertThat(manager.post(clients.path(id + "/approve"), "{\"product\":true}")
                            .status())
                    .as("whom the realm knows is a setting of the realm")
                    .isEqualTo(403);
            assertThat(manager.post(clients.path(id + "/approve"), "{}").status())
                    .isEqualTo(200);
            for (String path : List.of("/block", "/unblock")) {
                assertThat(manager.post(clients.path(id + path), "").status()).isEqualTo(200);
                assertThat(manager.post(clients.path(UNKNOWN + path), "").status())
                        .isEqualTo(404);
            }
            assertThat(manager.post(clients.path("check"), "{\"registration\":{}}")
                            .status())
                    .isEqualTo(200);
            assertThat(manager.post(clients.path("bulk"), NOBODY).status()).isEqualTo(200);
            assertThat(manager.post(clients.path("clean-up"), "{}").status()).isEqualTo(200);
            assertThat(manager.delete(clients.path(id)).status()).isEqualTo(204);
            assertThat(Http.plain()
                            .get(realm.base() + "/admin" + clients.path())
                            .status())
                    .isEqualTo(401);
        }
    }

    @Test
    void letsFineGrainedPermissionsDecideAboutEachClient() {
        try (TestRealm realm = TestRealm.create()) {
            McpClients clients = new McpClients(realm);
            Administrators.useFineGrainedPermissions(realm);
            JsonNode managed = named(clients, "Managed");
            JsonNode viewed = named(clients, "Viewed");
            JsonNode hidden = named(clients, "Hidden");
            Admin owner = Administrators.withRoles(realm, "owner", List.of("query-clients"));
            Administrators.permit(realm, "owner", List.of("view", "manage"), List.of(managed));
            Administrators.permit(realm, "owner", List.of("view"), List.of(viewed));

            JsonNode list = owner.get(clients.path()).json();
            assertThat(texts(list.get("clients"), "name")).containsExactlyInAnyOrder("Managed", "Viewed");
            assertThat(list.get("total").asInt()).isEqualTo(2);
            assertThat(list.at("/access/manage").asBoolean()).isFalse();
            assertThat(mayManage(owner, clients, managed)).isTrue();
            assertThat(mayManage(owner, clients, viewed)).isFalse();
            assertThat(list.get("clients"))
                    .allSatisfy(client -> assertThat(client.at("/access/manage").asBoolean())
                            .isEqualTo(id(client).equals(id(managed))));
            assertThat(owner.get(clients.path() + "?max=1&first=1").json().get("clients"))
                    .hasSize(1);
            assertThat(owner.get(clients.path(id(hidden))).status()).isEqualTo(403);
            assertThat(owner.get(clients.path(id(viewed))).status()).isEqualTo(200);
            for (String path : List.of("/approve", "/block", "/unblock")) {
                for (String id : List.of(id(viewed), id(hidden), UNKNOWN)) {
                    assertThat(owner.post(clients.path(id + path), "").status()).isEqualTo(403);
                }
                assertThat(owner.post(clients.path(id(managed) + path), "").status())
                        .isEqualTo(200);
            }
            assertThat(owner.delete(clients.path(id(viewed))).status()).isEqualTo(403);
            for (String body : List.of("{}", "{\"dry_run\":true}")) {
                assertThat(owner.post(clients.path("clean-up"), body).status())
                        .as("it is about all clients")
                        .isEqualTo(403);
            }
            assertThat(owner.get(clients.path("clean-up")).status()).isEqualTo(403);
            assertThat(owner.post(clients.path("check"), "{\"registration\":{}}")
                            .status())
                    .isEqualTo(403);
            Admin stranger = Administrators.withRoles(realm, "stranger", List.of("query-clients"));
            assertThat(stranger.get(clients.path()).json().get("total").asInt()).isZero();
            assertThat(stranger.post(clients.path("bulk"), Map.of("action", "remove", "ids", List.of(id(managed))))
                            .json()
                            .at("/spared/0/reason")
                            .asText())
                    .isEqualTo("not_found");
            Admin nobody = Administrators.withRoles(realm, "nobody", List.of());
            assertThat(nobody.get(clients.path()).status()).isEqualTo(403);
            assertThat(nobody.post(clients.path("bulk"), NOBODY).status()).isEqualTo(403);

            Answer blocked = owner.post(
                    clients.path("bulk"),
                    Map.of("action", "block", "ids", List.of(id(managed), id(viewed), id(hidden))));
            assertThat(blocked.json().get("done").asInt()).as(blocked.body()).isEqualTo(1);
            assertThat(texts(blocked.json().get("spared"), "id")).containsExactly(id(viewed), id(hidden));
            assertThat(texts(blocked.json().get("spared"), "reason")).containsExactly("access_denied", "not_found");
            assertThat(texts(blocked.json().get("spared"), "client_id").get(1)).isEmpty();
            assertThat(clients.ids("state=blocked")).containsExactly(id(managed));

            Answer all = owner.post(
                    clients.path("bulk"),
                    Map.of("action", "remove", "filter", Map.of("onboarding", "dynamic_registration")));
            assertThat(all.json().get("matched").asInt()).as(all.body()).isEqualTo(2);
            assertThat(all.json().get("done").asInt()).isEqualTo(1);
            assertThat(clients.ids("")).containsExactlyInAnyOrder(id(viewed), id(hidden));
        }
    }

    private static boolean mayManage(Admin who, McpClients clients, JsonNode client) {
        return who.get(clients.path(id(client))).json().at("/access/manage").asBoolean();
    }

    private static JsonNode named(McpClients clients, String name) {
        return clients.get(clients.registered(Duration.ZERO, Map.of("name", name)));
    }

    private static String id(JsonNode client) {
        return client.get("id").asText();
    }
}

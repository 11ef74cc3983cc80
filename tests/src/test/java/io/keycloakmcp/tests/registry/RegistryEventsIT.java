/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.registry;

import static io.keycloakmcp.tests.registry.Servers.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.tests.keycloak.Admin;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The admin events of changes in the registry. */
final class RegistryEventsIT {

    private static final ObjectMapper MAPPER = new ObjectMapper();

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

    /** The events of a server, the newest first. */
    private static JsonNode events(JsonNode server) {
        return events(server.get("server_id").asText());
    }

    private static JsonNode events(String serverId) {
        return admin.get(realm.adminPath("/admin-events?resourcePath=mcp/servers/" + serverId + "*"))
                .json();
    }

    private static JsonNode representation(JsonNode event) {
        try {
            return MAPPER.readTree(event.path("representation").asText());
        } catch (JsonProcessingException e) {
            throw new AssertionError(event.toString(), e);
        }
    }

    private static JsonNode stored(JsonNode server) {
        ObjectNode stored = (ObjectNode) admin.get(servers.path(server)).json();
        return stored.without(List.of("discovery", "access"));
    }

    @Test
    void tellsWhatThereWasBeforeAndWhatThereIsAfter() {
        JsonNode server = realm.registerServer("https://events.example.com", Map.of("description", "First"));
        String id = server.get("server_id").asText();
        JsonNode first = stored(server);
        realm.changeServer(id, Map.of("description", "Second", "scopes_supported", List.of("events:read")));
        JsonNode second = stored(server);
        admin.delete(servers.path(server));
        JsonNode events = events(server);

        assertThat(texts(events, "operationType")).containsExactly("DELETE", "UPDATE", "CREATE");
        assertThat(texts(events, "resourceType")).containsOnly("MCP_SERVER");
        assertThat(texts(events, "resourcePath")).containsOnly("mcp/servers/" + id);
        assertThat(representation(events.get(2)))
                .isEqualTo(MAPPER.createObjectNode().set("after", first));
        assertThat(representation(events.get(1)))
                .isEqualTo(MAPPER.createObjectNode()
                        .<ObjectNode>set("before", first)
                        .set("after", second));
        assertThat(representation(events.get(0)))
                .isEqualTo(MAPPER.createObjectNode().set("before", second));
    }

    @Test
    void tellsBothIdsOfAServerThatGotAnotherResource() {
        JsonNode server = realm.registerServer("https://old.example.com", Map.of());
        String id = server.get("server_id").asText();
        JsonNode moved = realm.changeServer(id, Map.of("resource_uri", "https://new.example.com"));
        JsonNode change = representation(events(server).get(0));

        assertThat(change.at("/before/server_id").asText()).isEqualTo(id);
        assertThat(change.at("/after/server_id")).isEqualTo(moved.get("server_id"));
        assertThat(change.at("/before/id")).isEqualTo(change.at("/after/id"));
    }

    @Test
    void tellsWhenASecretWasReplacedAndWhenTheOldOneWasMade() {
        JsonNode server = realm.registerServer("https://renewed.example.com", Map.of());
        assertThat(admin.post(servers.path(server) + "/secret", "").status()).isEqualTo(200);
        JsonNode event = events(server).get(0);
        JsonNode change = representation(event);

        assertThat(event.get("operationType").asText()).isEqualTo("ACTION");
        assertThat(event.get("resourcePath").asText()).endsWith("/secret");
        assertThat(texts(change, "secret_created_at"))
                .hasSize(2)
                .allSatisfy(time -> assertThat(OffsetDateTime.parse(time))
                        .isCloseTo(OffsetDateTime.now(), within(5, ChronoUnit.MINUTES)));
    }

    @Test
    void renewsTheSecretOfAServerWhoseOldOneHasNoReadableDate() {
        JsonNode server = realm.registerServer("https://undated.example.com", Map.of());
        String path = realm.adminPath("/clients/" + server.get("id").asText());
        ObjectNode client = (ObjectNode) admin.get(path).json();
        ((ObjectNode) client.get("attributes")).put("client.secret.creation.time", "99999999999999999999");
        assertThat(admin.put(path, client).status()).isEqualTo(204);

        assertThat(admin.post(servers.path(server) + "/secret", "").status()).isEqualTo(200);
        assertThat(representation(events(server).get(0))
                        .at("/before/secret_created_at")
                        .isNull())
                .isTrue();
    }

    @Test
    void neverHasASecretInAnEvent() {
        JsonNode server = realm.registerServer("https://secret.example.com", Map.of());
        String secret = server.get("client_secret").asText();
        String renewed = admin.post(servers.path(server) + "/secret", "").text("client_secret");
        realm.changeServer(server.get("server_id").asText(), Map.of("name", "Changed"));
        admin.delete(servers.path(server));

        assertThat(admin.get(realm.adminPath("/admin-events?max=1000")).body())
                .contains(server.get("server_id").asText())
                .doesNotContain(secret, renewed, "client_secret");
    }

    @Test
    void leavesTheDetailsOutWhereTheRealmDoesNotWantThem() {
        try (TestRealm terse = TestRealm.create()) {
            terse.admin().put(terse.adminPath(""), Map.of("adminEventsDetailsEnabled", false));
            JsonNode server = terse.registerServer("https://terse.example.com", Map.of());
            terse.changeServer(server.get("server_id").asText(), Map.of("name", "Changed"));
            JsonNode events = terse.admin()
                    .get(terse.adminPath("/admin-events?resourcePath=mcp/servers/*"))
                    .json();

            assertThat(texts(events, "operationType")).containsExactly("UPDATE", "CREATE");
            assertThat(events).noneMatch(event -> event.has("representation"));
        }
    }

    @Test
    void writesNoEventForWhatItRefuses() {
        JsonNode taken = realm.registerServer("https://taken.example.com", Map.of());
        JsonNode server = realm.registerServer("https://unchanged.example.com", Map.of());
        Map<String, Object> invalid =
                Map.of("name", "x", "resource_uri", "https://unchanged.example.com", "status", "x");
        Map<String, Object> duplicate = Map.of("name", "x", "resource_uri", "https://taken.example.com");
        Admin viewer = Administrators.withRoles(realm, "viewer", List.of("view-clients"));
        int before = admin.get(realm.adminPath("/admin-events?max=1000")).json().size();

        List<Answer> refused = List.of(
                admin.post(servers.path(), invalid),
                admin.put(servers.path(server), invalid),
                admin.post(servers.path(), duplicate),
                admin.put(servers.path(server), duplicate),
                admin.delete(servers.path() + "/mcp_000000000000000000000000"),
                viewer.post(servers.path(), Map.of("name", "x", "resource_uri", "https://free.example.com")),
                viewer.put(servers.path(server), Map.of("name", "x", "resource_uri", "https://unchanged.example.com")),
                viewer.post(servers.path(server) + "/secret", ""),
                viewer.delete(servers.path(server)));

        assertThat(refused).extracting(Answer::status).containsExactly(400, 400, 409, 409, 404, 403, 403, 403, 403);
        assertThat(admin.get(realm.adminPath("/admin-events?max=1000")).json()).hasSize(before);
        assertThat(events(taken)).hasSize(1);
        assertThat(events(server)).hasSize(1);
    }
}

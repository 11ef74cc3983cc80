/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The registry of a realm, and what its answers say. */
final class Servers {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final TestRealm realm;

    Servers(TestRealm realm) {
        this.realm = realm;
    }

    String path() {
        return realm.adminPath("/mcp/servers");
    }

    String path(JsonNode server) {
        return path() + "/" + server.get("server_id").asText();
    }

    Answer post(String resource, Map<String, Object> more) {
        Map<String, Object> body = new HashMap<>(more);
        body.putIfAbsent("name", "Server at " + resource);
        body.put("resource_uri", resource);
        return realm.admin().post(path(), body);
    }

    /** The clients with an id; none or one. */
    JsonNode client(String clientId) {
        return realm.admin()
                .get(realm.adminPath("/clients?clientId=" + clientId))
                .json();
    }

    /** Changes the client of a server by Keycloak's own API. */
    void editClient(JsonNode server, Map<String, Object> changes) {
        String path = realm.adminPath("/clients/" + server.get("id").asText());
        ObjectNode client = (ObjectNode) realm.admin().get(path).json();
        changes.forEach((field, value) -> client.set(field, MAPPER.valueToTree(value)));
        Answer answer = realm.admin().put(path, client);
        assertThat(answer.status()).as(answer.body()).isEqualTo(204);
    }

    /** Changes an attribute of the client of a server. */
    void editAttribute(JsonNode server, String name, String value) {
        JsonNode client = realm.admin()
                .get(realm.adminPath("/clients/" + server.get("id").asText()))
                .json();
        editClient(server, Map.of("attributes", client.withObject("attributes").put(name, value)));
    }

    /** Everything that a server can leave behind. */
    List<String> clientsAndScopes() {
        JsonNode clients =
                realm.admin().get(realm.adminPath("/clients?max=1000")).json();
        JsonNode scopes = realm.admin().get(realm.adminPath("/client-scopes")).json();
        return Stream.concat(texts(clients, "clientId").stream(), texts(scopes, "name").stream())
                .sorted()
                .toList();
    }

    static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    static List<String> texts(JsonNode array, String member) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(element -> element.path(member).asText())
                .toList();
    }

    /** The fields that an answer says are wrong; each must come with a message. */
    static List<String> wrongFields(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("validation_error");
        assertThat(texts(answer.json().get("errors"), "message"))
                .allSatisfy(message -> assertThat(message).isNotBlank());
        return texts(answer.json().get("errors"), "field");
    }

    static void isNotFound(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(404);
        assertThat(answer.text("error")).isEqualTo("not_found");
        assertThat(answer.header("Content-Type")).startsWith("application/json");
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** The MCP clients of a realm, as an administrator sees them; and clients as they would be after some time. */
final class McpClients {

    static final String REDIRECT = "http://127.0.0.1/callback";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final TestRealm realm;

    McpClients(TestRealm realm) {
        this.realm = realm;
    }

    String path() {
        return realm.adminPath("/mcp/clients");
    }

    String path(String id) {
        return path() + "/" + id;
    }

    /** Registers a client as clients do. */
    JsonNode register(Map<String, Object> metadata) {
        Answer answer = tryToRegister(metadata);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.json();
    }

    /** Registers a client if it can; headers are names and values in turn. */
    Answer tryToRegister(Map<String, Object> changes, String... headers) {
        Map<String, Object> metadata = new HashMap<>(Map.of(
                "redirect_uris",
                List.of(REDIRECT),
                "token_endpoint_auth_method",
                "none",
                "grant_types",
                List.of("authorization_code", "refresh_token")));
        metadata.putAll(changes);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(realm.issuer() + "/clients-registrations/mcp"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(MAPPER.valueToTree(metadata).toString()));
        return Http.plain().send(headers.length == 0 ? request : request.headers(headers));
    }

    /** What a client that registered itself some time ago looks like; gives its UUID. */
    String registered(Duration ago, Map<String, String> attributes) {
        return made("mc_" + UUID.randomUUID(), "dynamic_registration", ago, attributes);
    }

    /** What a client looks like whose metadata are at a URL. */
    String ofUrl(String url, Duration ago, Map<String, String> attributes) {
        return made(url, "client_id_metadata", ago, attributes);
    }

    private String made(String clientId, String way, Duration ago, Map<String, String> more) {
        Map<String, String> attributes = new HashMap<>(more);
        attributes.put("mcp.client", way);
        attributes.put("mcp.registered_at", Instant.now().minus(ago).toString());
        return make(Map.of(
                "clientId",
                clientId,
                "name",
                more.getOrDefault("name", "A client"),
                "publicClient",
                true,
                "consentRequired",
                true,
                "enabled",
                !more.containsKey("mcp.state"),
                "redirectUris",
                List.of(REDIRECT),
                "attributes",
                attributes));
    }

    /** A client that an administrator made; gives its UUID. */
    String manual(String clientId, Map<String, String> attributes) {
        Map<String, String> all = new HashMap<>(attributes);
        all.put("mcp.client", "manual");
        return make(Map.of(
                "clientId", clientId, "publicClient", true, "redirectUris", List.of(REDIRECT), "attributes", all));
    }

    private String make(Map<String, Object> client) {
        Answer answer = realm.admin().post(realm.adminPath("/clients"), client);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        String location = answer.header("Location");
        return location.substring(location.lastIndexOf('/') + 1);
    }

    String clientId(String id) {
        return realm.admin().get(realm.adminPath("/clients/" + id)).text("clientId");
    }

    /** An attribute of a client; empty if there is none. */
    String attribute(String id, String name) {
        return realm.admin()
                .get(realm.adminPath("/clients/" + id))
                .json()
                .path("attributes")
                .path(name)
                .asText();
    }

    /** Changes an attribute of a client by Keycloak's own API. */
    void setAttribute(String id, String name, String value) {
        String path = realm.adminPath("/clients/" + id);
        ObjectNode client = (ObjectNode) realm.admin().get(path).json();
        client.withObject("attributes").put(name, value);
        Answer answer = realm.admin().put(path, client);
        assertThat(answer.status()).as(answer.body()).isEqualTo(204);
    }

    boolean isThere(String id) {
        return realm.admin().get(realm.adminPath("/clients/" + id)).status() == 200;
    }

    JsonNode get(String id) {
        Answer answer = realm.admin().get(path(id));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    JsonNode list(String query) {
        Answer answer = realm.admin().get(path() + "?" + query);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    /** The UUIDs of a list. */
    List<String> ids(String query) {
        return texts(list(query).get("clients"), "id");
    }

    JsonNode post(String what, Object body) {
        Answer answer = realm.admin().post(path(what), body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    JsonNode cleanUp() {
        return post("clean-up", "{}");
    }

    /** Sets the settings that say how long clients stay, and no others. */
    void setLifeCycle(Map<String, Object> lifeCycle) {
        Answer answer = realm.admin().put(realm.adminPath("/mcp/settings"), Map.of("life_cycle", lifeCycle));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    static LocalDate today() {
        return LocalDate.now(ZoneOffset.UTC);
    }

    static List<String> texts(JsonNode array, String member) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(element -> element.path(member).asText())
                .toList();
    }
}

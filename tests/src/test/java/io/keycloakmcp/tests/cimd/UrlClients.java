/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.cimd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Clients of a realm whose id is a URL, as an administrator sees them. */
record UrlClients(TestRealm realm) {

    static final String LOOPBACK = "\"redirect_uris\":[\"http://127.0.0.1/callback\"]";
    static final String CALLBACK = "http://127.0.0.1:51234/callback";

    /** Sets the realm's settings. */
    void settings(String json) {
        Answer answer = realm.admin().put(realm.adminPath("/mcp/settings"), json);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    /** Lets every client in, and documents be on this machine. */
    void open() {
        settings("{\"client_id_metadata\":{\"mode\":\"open\",\"allow_loopback\":true}}");
    }

    /** The client, or an empty array's missing element. */
    JsonNode find(String clientId) {
        return realm.admin()
                .get(realm.adminPath("/clients?clientId=" + URLEncoder.encode(clientId, StandardCharsets.UTF_8)))
                .json()
                .path(0);
    }

    String attribute(String clientId, String name) {
        return find(clientId).path("attributes").path(name).asText();
    }

    /** Changes a client in the console. */
    void change(String clientId, Map<String, String> attributes, Map<String, String> fields) {
        ObjectNode client = (ObjectNode) find(clientId);
        attributes.forEach(((ObjectNode) client.get("attributes"))::put);
        fields.forEach(client::put);
        Answer answer =
                realm.admin().put(realm.adminPath("/clients/" + client.get("id").asText()), client);
        assertThat(answer.status()).as(answer.body()).isEqualTo(204);
    }

    /** Lets the time of a client's document be over. */
    void expire(String clientId) {
        change(clientId, Map.of("mcp.document.expires_at", "2026-01-01T00:00:00Z"), Map.of());
    }

    McpFlow flow(String clientId, String redirectUri) {
        return new McpFlow(realm, clientId, redirectUri);
    }

    McpFlow flow(String clientId) {
        return flow(clientId, CALLBACK);
    }

    /** The newest event of a type. */
    JsonNode event(String type) {
        return realm.lastEvent(type);
    }

    String detail(String type, String name) {
        return event(type).path("details").path(name).asText();
    }
}

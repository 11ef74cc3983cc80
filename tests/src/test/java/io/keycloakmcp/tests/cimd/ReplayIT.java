/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.cimd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Claims;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The documents that real clients publish, each the whole way to a token, with nothing set up for the client. */
final class ReplayIT {

    private static final String FILES = "https://files.example.com/mcp";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static TestRealm realm;
    private static TestRealm withoutPins;
    private static UrlClients clients;

    static List<JsonNode> documents() {
        try (InputStream file = ReplayIT.class.getResourceAsStream("/cimd/documents.json")) {
            return StreamSupport.stream(MAPPER.readTree(file).spliterator(), false)
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * They are given to the realm, because a test must not depend on the web; all else is as it would be from there.
     */
    @BeforeAll
    static void setUp() {
        realm = TestRealm.create();
        withoutPins = TestRealm.create();
        clients = new UrlClients(realm);
        realm.registerServer(FILES, Map.of("scopes_supported", "files:read"));
        ObjectNode settings = MAPPER.createObjectNode();
        var pinned = settings.putObject("client_id_metadata").putArray("pinned_documents");
        documents().forEach(replay -> {
            ObjectNode entry = pinned.addObject();
            entry.set("client_id", replay.at("/document/client_id"));
            entry.set("document", replay.get("document"));
        });
        clients.settings(settings.toString());
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
        withoutPins.close();
    }

    /** Nothing is let in only because it is pinned. */
    @ParameterizedTest
    @MethodSource("documents")
    void wouldBeLetInFromTheWebToo(JsonNode replay) {
        Answer answer = withoutPins
                .admin()
                .post(withoutPins.adminPath("/mcp/clients/check"), Map.of("document", replay.get("document")));

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.text("outcome")).as(answer.body()).isEqualTo("accepted");
        assertThat(answer.text("rule")).isEqualTo("known_client");
        assertThat(answer.text("product")).isEqualTo(replay.get("product").asText());
    }

    @ParameterizedTest
    @MethodSource("documents")
    void getsAToken(JsonNode replay) {
        String clientId = replay.at("/document/client_id").asText();
        McpFlow flow = clients.flow(clientId, replay.get("redirect_uri").asText());

        Answer tokens = flow.tokens("alice", FILES, replay.get("scope").asText());

        assertThat(tokens.status()).as(tokens.body()).isEqualTo(200);
        assertThat(Claims.ofAccessToken(tokens)).containsEntry("aud", FILES).containsEntry("azp", clientId);
        assertThat(flow.wasAskedForConsent()).isTrue();
        assertThat(tokens.json().has("refresh_token"))
                .isEqualTo(replay.get("refreshes").asBoolean());
        assertThat(clients.attribute(clientId, "mcp.product"))
                .isEqualTo(replay.get("product").asText());
        assertThat(clients.attribute(clientId, "mcp.client")).isEqualTo("client_id_metadata");
        assertThat(clients.find(clientId).get("consentRequired").asBoolean()).isTrue();
        assertThat(clients.find(clientId).get("fullScopeAllowed").asBoolean()).isFalse();
        assertThat(clients.attribute(clientId, "oauth2.device.authorization.grant.enabled"))
                .isEqualTo(Boolean.toString(
                        replay.at("/document/grant_types").toString().contains("device_code")));
    }
}

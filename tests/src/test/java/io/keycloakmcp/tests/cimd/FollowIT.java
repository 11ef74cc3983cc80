/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.cimd;

import static org.assertj.core.api.Assertions.assertThat;

import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.TestRealm;
import io.keycloakmcp.tests.keycloak.Web;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How a client follows its document, and goes on without it. */
final class FollowIT {

    private static final String FILES = "https://files.example.com/mcp";
    private static final String REFRESHING =
            UrlClients.LOOPBACK + ",\"grant_types\":[\"authorization_code\",\"refresh_token\"]";

    private static TestRealm realm;
    private static UrlClients clients;
    private static Web web;

    @BeforeAll
    static void setUp() {
        realm = TestRealm.create();
        clients = new UrlClients(realm);
        web = Web.open();
        realm.registerServer(FILES, Map.of());
        clients.open();
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
        web.close();
    }

    private static Answer connect(McpFlow flow) {
        Answer tokens = flow.tokens("alice", FILES, "openid");
        assertThat(tokens.status()).as(tokens.body()).isEqualTo(200);
        return tokens;
    }

    @Test
    void asksAgainOnlyWhenItsTimeIsOverAndOnlyForWhatHasChanged() {
        String path = "/fresh.json";
        web.put(
                path,
                200,
                Map.of("Content-Type", "application/json", "ETag", "\"v1\"", "Cache-Control", "no-store"),
                web.document(path, UrlClients.LOOPBACK));
        McpFlow flow = clients.flow(web.url(path));
        connect(flow);
        connect(flow);
        assertThat(web.visits(path)).isEqualTo(1);

        clients.expire(web.url(path));
        connect(flow);
        connect(flow);

        assertThat(web.visits(path)).isEqualTo(2);
        assertThat(clients.attribute(web.url(path), "mcp.document.last_error")).isEmpty();
    }

    @Test
    void goesOnWhenItsDocumentCannotBeHad() {
        String clientId = web.putDocument("/stale.json", REFRESHING);
        McpFlow flow = clients.flow(clientId);
        Answer tokens = connect(flow);
        web.put("/stale.json", 403, Map.of("Content-Type", "text/html"), "<html>");
        clients.expire(clientId);

        connect(clients.flow(clientId));

        assertThat(flow.refresh(tokens.text("refresh_token"), Map.of()).status())
                .isEqualTo(200);
        assertThat(clients.attribute(clientId, "mcp.document.last_error")).contains("HTTP status 403");
        assertThat(clients.detail("CLIENT_UPDATE_ERROR", "mcp_rule")).isEqualTo("document_unavailable");
        connect(clients.flow(clientId));
        assertThat(web.visits("/stale.json")).isEqualTo(2);
    }

    @Test
    void followsItsVendorButForWhatAnAdministratorChanged() {
        String clientId = web.putDocument("/edited.json", UrlClients.LOOPBACK);
        connect(clients.flow(clientId));
        clients.change(clientId, Map.of(), Map.of("name", "Our name for it"));
        web.putDocument(
                "/edited.json",
                UrlClients.LOOPBACK
                        + ",\"grant_types\":[\"authorization_code\",\"refresh_token\","
                        + "\"urn:ietf:params:oauth:grant-type:device_code\"],"
                        + "\"client_uri\":\"https://client.example\",\"added\":[1]");
        clients.expire(clientId);

        connect(clients.flow(clientId));

        assertThat(clients.find(clientId).get("name").asText()).isEqualTo("Our name for it");
        assertThat(clients.find(clientId).get("baseUrl").asText()).isEqualTo("https://client.example");
        assertThat(clients.attribute(clientId, "use.refresh.tokens")).isEqualTo("true");
        assertThat(clients.attribute(clientId, "pkce.code.challenge.method"))
                .as("the device grant does without")
                .isEmpty();
        assertThat(clients.detail("CLIENT_UPDATE", "mcp_changed")).contains("home_page", "refresh_tokens", "device");
    }

    @Test
    void asksPeopleAnewWhenItsCodesMayGoElsewhere() {
        String clientId = web.putDocument("/moved.json", REFRESHING);
        McpFlow flow = clients.flow(clientId);
        Answer tokens = connect(flow);
        assertThat(flow.wasAskedForConsent()).isTrue();
        connect(flow);
        assertThat(flow.wasAskedForConsent()).isFalse();
        web.putDocument(
                "/moved.json",
                "\"redirect_uris\":[\"http://127.0.0.1/callback\",\"http://127.0.0.1/new\"],"
                        + "\"grant_types\":[\"authorization_code\",\"refresh_token\"]");
        clients.expire(clientId);

        connect(flow);

        assertThat(flow.wasAskedForConsent()).isTrue();
        assertThat(flow.refresh(tokens.text("refresh_token"), Map.of()).status())
                .isEqualTo(200);
        connect(flow);
        assertThat(flow.wasAskedForConsent()).isFalse();
        connect(clients.flow(clientId, "http://127.0.0.1:4000/new"));
    }

    @Test
    void takesNothingOverThatTheRealmDoesNotWant() {
        String clientId = web.putDocument("/turned.json", UrlClients.LOOPBACK);
        connect(clients.flow(clientId));
        web.putDocument("/turned.json", "\"redirect_uris\":[\"javascript:alert(1)\"]");
        clients.expire(clientId);

        connect(clients.flow(clientId));

        assertThat(clients.find(clientId).get("redirectUris").toString()).doesNotContain("javascript");
        assertThat(clients.detail("CLIENT_UPDATE_ERROR", "mcp_rule")).isEqualTo("redirect_uri_malformed");
    }
}

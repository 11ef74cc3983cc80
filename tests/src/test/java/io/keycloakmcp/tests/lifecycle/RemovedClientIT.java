/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.lifecycle;

import static io.keycloakmcp.tests.lifecycle.McpClients.REDIRECT;
import static org.assertj.core.api.Assertions.assertThat;

import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a client is told that was removed and does not know it yet. SdkClientIT shows that official clients recover. */
final class RemovedClientIT {

    private static final String RESOURCE = "https://mcp.example.com/mcp";

    private static TestRealm realm;
    private static McpClients clients;
    private static String clientId;
    private static Answer tokens;

    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
        clients = new McpClients(realm);
        realm.registerServer(RESOURCE, Map.of());
        String id = clients.registered(Duration.ofDays(100), Map.of());
        clientId = clients.clientId(id);
        tokens = new McpFlow(realm, clientId, REDIRECT).tokens("alice", RESOURCE, "openid");
        clients.setAttribute(id, "mcp.last_used_on", "2020-01-01");
        assertThat(clients.cleanUp().get("removed_count").asInt()).isEqualTo(1);
    }

    @AfterAll
    static void leave() {
        realm.close();
    }

    @Test
    void aRefreshIsAnsweredWith401InvalidClientForBrowsersToo() {
        Answer answer = Http.plain()
                .send(HttpRequest.newBuilder(URI.create(realm.tokenEndpoint()))
                        .header("Origin", "https://client.example")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(Http.encode(Map.of(
                                "grant_type",
                                "refresh_token",
                                "client_id",
                                clientId,
                                "refresh_token",
                                tokens.text("refresh_token"))))));

        assertThat(answer.status()).as(answer.body()).isEqualTo(401);
        assertThat(answer.text("error")).isEqualTo("invalid_client");
        assertThat(answer.header("Access-Control-Allow-Origin")).isIn("*", "https://client.example");
    }

    @Test
    void aPersonWhoIsSentToLogInSeesAPageAndIsSentNowhere() {
        Answer page = new McpFlow(realm, clientId, REDIRECT).authorize(Map.of("resource", RESOURCE));

        assertThat(page.status()).isEqualTo(400);
        assertThat(page.header("Content-Type")).startsWith("text/html");
        assertThat(page.header("Location"))
                .as("nobody is sent to where an unknown client says")
                .isEmpty();
    }

    @Test
    void soIsWhatElseItAsksFor() {
        Answer answer = Http.plain()
                .postForm(
                        realm.issuer() + "/protocol/openid-connect/revoke",
                        Map.of("client_id", clientId, "token", tokens.text("refresh_token")));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.text("error")).isEqualTo("invalid_client");
    }
}

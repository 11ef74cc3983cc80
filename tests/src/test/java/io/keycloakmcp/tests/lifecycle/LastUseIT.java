/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.lifecycle;

import static io.keycloakmcp.tests.lifecycle.McpClients.REDIRECT;
import static org.assertj.core.api.Assertions.assertThat;

import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On which day a client was last used. */
final class LastUseIT {

    private static final String RESOURCE = "https://mcp.example.com/mcp";
    private static final String ATTRIBUTE = "mcp.last_used_on";
    private static final String SECRET = "a-secret-for-tests-alone";

    private static TestRealm realm;
    private static McpClients clients;

    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
        clients = new McpClients(realm);
        realm.registerServer(RESOURCE, Map.of());
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    @Test
    void isTheDayOnWhichItGotAToken() {
        String id = clients.manual("a-client", Map.of());
        McpFlow flow = new McpFlow(realm, "a-client", REDIRECT);
        Map<String, String> redirect = flow.logIn("alice", Map.of("resource", RESOURCE, "scope", "openid"));
        assertThat(clients.attribute(id, ATTRIBUTE)).isEmpty();

        Answer tokens = flow.exchange(redirect.get("code"), Map.of("resource", RESOURCE));

        assertThat(tokens.status()).as(tokens.body()).isEqualTo(200);
        assertThat(clients.attribute(id, ATTRIBUTE))
                .isEqualTo(McpClients.today().toString());
    }

    @Test
    void followsRefreshes() {
        String id = clients.manual("a-refresher", Map.of());
        McpFlow flow = new McpFlow(realm, "a-refresher", REDIRECT);
        Answer tokens = flow.tokens("alice", RESOURCE, "openid");
        clients.setAttribute(id, ATTRIBUTE, McpClients.today().minusDays(1).toString());

        flow.refresh(tokens.text("refresh_token"), Map.of());

        assertThat(clients.attribute(id, ATTRIBUTE))
                .isEqualTo(McpClients.today().toString());
    }

    @Test
    void staysAsItIsIfATokenIsRefused() {
        String id = clients.manual("a-failure", Map.of());
        McpFlow flow = new McpFlow(realm, "a-failure", REDIRECT);

        assertThat(flow.exchange("no-code", Map.of("resource", RESOURCE)).status())
                .isEqualTo(400);
        assertThat(clients.attribute(id, ATTRIBUTE)).isEmpty();
    }

    @Test
    void isNotKeptOfClientsThatAreNoMcpClients() {
        realm.createPlainClient("plain", REDIRECT);

        assertThat(new McpFlow(realm, "plain", REDIRECT)
                        .tokens("alice", RESOURCE, "openid")
                        .status())
                .isEqualTo(200);
        assertThat(clients.attribute(realm.clientUuid("plain"), ATTRIBUTE)).isEmpty();
    }

    @Test
    void isWrittenOnceForManyTokensAtOnceAndFailsNone() {
        realm.createClient(Map.of(
                "clientId",
                "agent",
                "secret",
                SECRET,
                "serviceAccountsEnabled",
                true,
                "attributes",
                Map.of("mcp.client", "manual")));

        List<CompletableFuture<Answer>> tokens = IntStream.range(0, 20)
                .mapToObj(number -> CompletableFuture.supplyAsync(() -> Http.plain()
                        .postForm(
                                realm.tokenEndpoint(),
                                Map.of(
                                        "grant_type",
                                        "client_credentials",
                                        "client_id",
                                        "agent",
                                        "client_secret",
                                        SECRET,
                                        "resource",
                                        RESOURCE))))
                .toList();

        assertThat(tokens.stream().map(CompletableFuture::join))
                .allSatisfy(token -> assertThat(token.status()).as(token.body()).isEqualTo(200));
        assertThat(clients.attribute(realm.clientUuid("agent"), ATTRIBUTE))
                .isEqualTo(McpClients.today().toString());
    }
}

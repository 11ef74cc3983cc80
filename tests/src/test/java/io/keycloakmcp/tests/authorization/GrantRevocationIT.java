/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Claims;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Taking back what was granted for one MCP server, and nothing else. */
final class GrantRevocationIT {

    private static final String REDIRECT = "http://127.0.0.1/callback";
    private static final String FILES = "https://files.example.com/mcp";
    private static final String NOTES = "https://notes.example.com/mcp";

    private static TestRealm realm;
    private static JsonNode files;

    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
        realm.change(Map.of("enabledEventTypes", List.of("REFRESH_TOKEN_ERROR")));
        files = realm.registerServer(FILES, Map.of("scopes_supported", "files:read"));
        realm.registerServer(NOTES, Map.of());
        realm.createMcpClient("host", REDIRECT);
        realm.createMcpClient("other-host", REDIRECT);
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    /** A grant, as the client that has it sees it. */
    private record Grant(McpFlow flow, Answer tokens) {

        static Grant of(String client, String user, String resource, String scope) {
            McpFlow flow = new McpFlow(realm, client, REDIRECT);
            return new Grant(flow, flow.tokens(user, resource, scope));
        }

        static Grant of(String client, String user, String resource) {
            return of(client, user, resource, "openid");
        }

        Answer refresh() {
            return flow.refresh(tokens.text("refresh_token"), Map.of());
        }

        boolean lives() {
            return refresh().status() == 200;
        }
    }

    private static Answer revoke(String query) {
        return realm.admin()
                .delete(realm.adminPath("/mcp/servers/" + files.get("server_id").asText() + "/grants" + query));
    }

    private static boolean isActive(String token) {
        return Http.plain()
                .postForm(
                        realm.tokenEndpoint() + "/introspect",
                        Map.of(
                                "client_id",
                                files.get("server_id").asText(),
                                "client_secret",
                                files.get("client_secret").asText(),
                                "token",
                                token))
                .json()
                .get("active")
                .asBoolean();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openid", "openid offline_access"})
    void revokingAServersGrantsEndsThemAllAndNoOther(String scope) {
        Grant ofAlice = Grant.of("host", "alice", FILES, scope);
        Grant ofBob = Grant.of("other-host", "bob", FILES, scope);
        Grant elsewhere = Grant.of("host", "alice", NOTES, scope);
        assertThat(isActive(ofAlice.tokens().text("access_token"))).isTrue();

        assertThat(revoke("").status()).isEqualTo(204);

        Answer refused = ofAlice.refresh();
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("error")).isEqualTo("invalid_grant");
        assertThat(realm.lastEvent("REFRESH_TOKEN_ERROR")
                        .at("/details/mcp_rule")
                        .asText())
                .isEqualTo("grant_revoked");
        assertThat(ofBob.lives()).isFalse();
        assertThat(isActive(ofAlice.tokens().text("access_token"))).isFalse();
        assertThat(elsewhere.lives()).isTrue();
        assertThat(Grant.of("host", "alice", FILES, scope).lives())
                .as("what is granted anew")
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openid", "openid offline_access"})
    void revokingAUsersGrantsLeavesTheOtherUsersAndTheUsersOtherServers(String scope) {
        Grant ofAlice = Grant.of("host", "alice", FILES, scope);
        Grant atAnotherHost = Grant.of("other-host", "alice", FILES, scope);
        Grant elsewhere = Grant.of("host", "alice", NOTES, scope);
        Grant ofBob = Grant.of("host", "bob", FILES, scope);

        assertThat(revoke("?user=" + realm.userId("alice")).status()).isEqualTo(204);

        assertThat(ofAlice.lives()).isFalse();
        assertThat(atAnotherHost.lives()).isFalse();
        assertThat(isActive(ofAlice.tokens().text("access_token"))).isFalse();
        assertThat(elsewhere.lives()).isTrue();
        assertThat(ofBob.lives()).isTrue();
        assertThat(isActive(ofBob.tokens().text("access_token"))).isTrue();
        assertThat(Grant.of("host", "alice", FILES, scope).lives()).isTrue();
    }

    @Test
    void revokingAClientsGrantsLeavesTheOtherClientsAndTheClientsOtherServers() {
        Grant ofHost = Grant.of("host", "alice", FILES);
        Grant elsewhere = Grant.of("host", "alice", NOTES);
        Grant ofOther = Grant.of("other-host", "alice", FILES);

        assertThat(revoke("?client=host").status()).isEqualTo(204);

        assertThat(ofHost.lives()).isFalse();
        assertThat(isActive(ofHost.tokens().text("access_token"))).isFalse();
        assertThat(elsewhere.lives()).isTrue();
        assertThat(ofOther.lives()).isTrue();
        assertThat(Grant.of("host", "alice", FILES).lives()).isTrue();
    }

    @Test
    void oneUsersGrantsToOneClientCanBeRevokedAlone() {
        Grant ofHost = Grant.of("host", "alice", FILES);
        Grant ofOther = Grant.of("other-host", "alice", FILES);
        Grant ofBob = Grant.of("host", "bob", FILES);

        assertThat(revoke("?client=host&user=" + realm.userId("alice")).status())
                .isEqualTo(204);

        assertThat(ofHost.lives()).isFalse();
        assertThat(ofOther.lives()).isTrue();
        assertThat(ofBob.lives()).isTrue();
    }

    /** One browser session, one client, one session of the client: yet two grants that live and die apart. */
    @Test
    void grantsOfOneSessionDieApart() {
        McpFlow flow = new McpFlow(realm, "host", REDIRECT);
        Grant first = new Grant(flow, flow.tokens("alice", FILES, "openid"));
        Grant elsewhere = new Grant(flow, flow.tokens("alice", NOTES, "openid"));

        revoke("?user=" + realm.userId("alice"));
        Grant again = new Grant(flow, flow.tokens("alice", FILES, "openid"));

        assertThat(first.lives()).isFalse();
        assertThat(elsewhere.lives()).isTrue();
        assertThat(again.lives()).isTrue();
    }

    @Test
    void keycloaksOwnRevocationOfTheServersClientCountsToo() {
        Grant grant = Grant.of("host", "alice", FILES);
        String path = realm.adminPath("/clients/" + files.get("id").asText());
        var client = (ObjectNode) realm.admin().get(path).json();
        long now = ((Number) Claims.ofAccessToken(grant.tokens()).get("iat")).longValue();
        try {
            realm.admin().put(path, client.put("notBefore", now + 1));
            assertThat(grant.lives()).isFalse();
            assertThat(isActive(grant.tokens().text("access_token"))).isFalse();
        } finally {
            realm.admin().put(path, client.put("notBefore", 0));
        }
    }

    @ParameterizedTest
    @CsvSource({"?user=nobody, user", "?client=nothing, client", "?user=alice, user"})
    void whatTheRealmDoesNotKnowIsAnErrorAndRevokesNothing(String query, String field) {
        Grant grant = Grant.of("host", "alice", FILES);

        Answer answer = revoke(query);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/errors/0/field").asText()).isEqualTo(field);
        assertThat(grant.lives()).isTrue();
    }

    @Test
    void theAdminEventSaysWhoseGrantsWereRevoked() {
        revoke("?client=host");

        JsonNode event = realm.admin()
                .get(realm.adminPath("/admin-events?max=1&operationTypes=ACTION"))
                .json()
                .get(0);
        assertThat(event.get("operationType").asText()).isEqualTo("ACTION");
        assertThat(event.get("representation").asText()).contains("\"client\":\"host\"");
    }
}

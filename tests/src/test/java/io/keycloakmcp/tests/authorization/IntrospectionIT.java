/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What an MCP server learns about tokens with its own credential (RFC 7662): of those for itself everything, of others
 * nothing.
 */
final class IntrospectionIT {

    private static final String REDIRECT = "http://127.0.0.1/callback";
    private static final String TOOLS = "https://tools.example.com/mcp";
    private static final String FILES = "https://files.example.com/mcp";

    private static TestRealm realm;
    private static Agent agent;
    private static ServerClient tools;
    private static ServerClient files;

    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
        files = ServerClient.register(realm, FILES, Map.of("scopes_supported", "files:read"));
        tools = ServerClient.register(
                realm, TOOLS, Map.of("scopes_supported", "tools:call", "exchange_targets", List.of(FILES)));
        agent = Agent.create(realm, "agent", Map.of());
        realm.createMcpClient("host", REDIRECT);
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    /** RFC 7662 §2.2: nothing but that it is not active. */
    private static void sawNothing(JsonNode answer) {
        assertThat(answer.size()).as(answer.toString()).isEqualTo(1);
        assertThat(answer.get("active").asBoolean()).isFalse();
    }

    @Test
    void aServerSeesWhoseItsTokensAreAndWhatTheyAllow() {
        Answer tokens = new McpFlow(realm, "host", REDIRECT).tokens("alice", TOOLS, "openid tools:call");

        JsonNode seen = tools.introspect(tokens.text("access_token"));

        assertThat(seen.get("active").asBoolean()).isTrue();
        assertThat(seen.get("aud").asText()).isEqualTo(TOOLS);
        assertThat(seen.get("sub").asText()).isEqualTo(realm.userId("alice"));
        assertThat(seen.get("client_id").asText()).isEqualTo("host");
        assertThat(seen.get("scope").asText().split(" ")).containsExactlyInAnyOrder("openid", "tools:call");
        assertThat(seen.get("exp").asLong()).isPositive();
    }

    @Test
    void aServerSeesNothingOfTheTokensOfAnotherServer() {
        sawNothing(tools.introspect(agent.token(FILES)));
        sawNothing(files.introspect(agent.token(TOOLS)));
    }

    @Test
    void aServerSeesNothingOfTheTokensThatItExchanged() {
        String token =
                tools.exchange(agent.token(TOOLS), Map.of("resource", FILES)).text("access_token");

        sawNothing(tools.introspect(token));
        assertThat(files.seesAsActive(token)).isTrue();
    }

    @Test
    void aServerSeesNothingOfOrdinaryTokens() {
        sawNothing(tools.introspect(agent.token("")));
    }

    @Test
    void aServerSeesNothingOfRefreshTokensAndIdTokensThoseForItselfIncluded() {
        for (String resource : List.of(TOOLS, FILES, "")) {
            Map<String, String> login = new HashMap<>(Agent.login("alice", resource));
            login.put("scope", "openid");
            Answer tokens = agent.request("", login);

            sawNothing(tools.introspect(tokens.text("refresh_token")));
            sawNothing(tools.introspect(tokens.text("refresh_token"), "refresh_token"));
            sawNothing(tools.introspect(tokens.text("id_token")));
        }
    }

    @Test
    void aServerSeesNothingOfWhatIsNoToken() {
        sawNothing(tools.introspect("no token"));
        sawNothing(tools.introspect("eyJhbGciOiJub25lIn0.e30."));
    }

    @Test
    void withoutTheSecretThereIsNoAnswer() {
        JsonNode answer = new ServerClient(realm, tools.serverId(), "guessed").introspect(agent.token(TOOLS));

        assertThat(answer.get("error").asText()).isEqualTo("invalid_client");
        assertThat(answer.has("active")).isFalse();
    }

    @Test
    void anOldSecretGivesNoAnswer() {
        ServerClient server = ServerClient.register(realm, "https://renewed.example.com", Map.of());
        String token = agent.token("https://renewed.example.com");
        assertThat(server.seesAsActive(token)).isTrue();

        String renewed = realm.admin()
                .post(realm.adminPath("/mcp/servers/" + server.serverId() + "/secret"), Map.of())
                .text("client_secret");

        assertThat(server.introspect(token).has("active")).isFalse();
        assertThat(new ServerClient(realm, server.serverId(), renewed).seesAsActive(token))
                .isTrue();
    }
}

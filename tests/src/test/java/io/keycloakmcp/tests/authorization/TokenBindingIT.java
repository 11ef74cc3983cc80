/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Claims;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That a grant is for one MCP server from the authorization request to the last refresh (RFC 8707). */
final class TokenBindingIT {

    private static final String REDIRECT = "http://127.0.0.1:33418/callback";
    private static final String FILES = "https://Files.example.com/mcp";
    private static final String MAIL = "https://mail.example.com";

    private static TestRealm realm;

    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
        realm.registerServer(
                FILES, Map.of("scopes_supported", List.of("files:read", "shared:use"), "token_lifetime", 120));
        realm.registerServer(MAIL, Map.of("scopes_supported", List.of("mail:send", "shared:use")));
        realm.createMcpClient("mcp-client", REDIRECT);
        realm.createPlainClient("plain-client", REDIRECT);
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    private static McpFlow flow() {
        return new McpFlow(realm, "mcp-client", REDIRECT);
    }

    private static String error(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertThat(answer.text("error_description")).isNotEmpty();
        return answer.text("error");
    }

    @ParameterizedTest
    @ValueSource(strings = {FILES, "https://files.example.com/mcp", "https://FILES.EXAMPLE.COM:443/mcp"})
    void theAudienceIsTheRegisteredStringAloneHoweverTheClientSpellsIt(String spelling) {
        Map<String, Object> claims = Claims.ofAccessToken(flow().tokens("alice", spelling, "openid files:read"));

        assertThat(claims).containsEntry("aud", FILES).containsEntry("iss", realm.issuer());
    }

    @Test
    void aRootResourceIsUnderstoodWithAndWithoutItsSlash() {
        assertThat(Claims.ofAccessToken(flow().tokens("alice", MAIL + "/", "mail:send")))
                .containsEntry("aud", MAIL);
    }

    @Test
    void theAnswerToTheAuthorizationRequestNamesTheIssuer() {
        assertThat(flow().logIn("alice", Map.of("resource", FILES)))
                .containsEntry("iss", realm.issuer())
                .containsKeys("code", "state");
    }

    @Test
    void theTokenCarriesWhatRfc9068Requires() {
        Map<String, Object> claims = Claims.ofAccessToken(flow().tokens("alice", FILES, "files:read"));

        assertThat(claims)
                .containsKeys("iss", "exp", "aud", "sub", "iat", "jti")
                .containsEntry("client_id", "mcp-client")
                .containsEntry("sub", realm.userId("alice"));
    }

    @Test
    void theTokenLivesAsLongAsTheServerSays() {
        Answer answer = flow().tokens("alice", FILES, "files:read");
        Map<String, Object> claims = Claims.ofAccessToken(answer);

        assertThat((long) claims.get("exp") - (long) claims.get("iat")).isEqualTo(120);
        assertThat(answer.json().get("expires_in").asInt()).isBetween(110, 120);
    }

    @Test
    void theTokenHasOnlyTheServersScopesAndTheAnswerSaysWhich() {
        Answer answer = flow().tokens("alice", FILES, "openid files:read mail:send shared:use");

        assertThat(answer.text("scope").split(" ")).containsExactlyInAnyOrder("openid", "files:read", "shared:use");
        assertThat(Claims.ofAccessToken(answer).get("scope").toString().split(" "))
                .containsExactlyInAnyOrder("openid", "files:read", "shared:use");
    }

    @Test
    void aScopeThatCameAfterTheClientCanBeAskedFor() {
        realm.registerServer("https://late.example.com", Map.of("scopes_supported", List.of("late:scope")));

        assertThat(flow().tokens("alice", "https://late.example.com", "late:scope")
                        .text("scope"))
                .isEqualTo("late:scope");
        assertThat(new McpFlow(realm, "plain-client", REDIRECT)
                        .tokens("alice", "https://late.example.com", "late:scope")
                        .text("scope"))
                .isEqualTo("late:scope");
    }

    @Test
    void aScopeThatTheRealmHadBeforeIsGivenToMcpClientsAndToNoOtherClientUnasked() {
        realm.admin().post(realm.adminPath("/client-scopes"), Map.of("name", "orders", "protocol", "openid-connect"));
        realm.registerServer("https://orders.example.com", Map.of("scopes_supported", List.of("orders")));

        assertThat(flow().tokens("alice", "https://orders.example.com", "orders")
                        .text("scope"))
                .isEqualTo("orders");
        McpFlow plain = new McpFlow(realm, "plain-client", REDIRECT);
        assertThat(plain.tokens("alice", "https://orders.example.com", "orders").text("scope"))
                .isEmpty();
        assertThat(plain.logIn("alice", Map.of("scope", "orders"))).containsEntry("error", "invalid_scope");
    }

    @Test
    void theTokenRequestMayLeaveTheResourceOutButNotChangeIt() {
        Map<String, String> granted = flow().logIn("alice", Map.of("resource", FILES));
        assertThat(Claims.ofAccessToken(flow().exchange(granted.get("code"), Map.of())))
                .containsEntry("aud", FILES);

        for (String other :
                List.of(MAIL, "https://unknown.example.com", "nonsense", "https://files.example.com/mcp/")) {
            Map<String, String> again = flow().logIn("alice", Map.of("resource", FILES));
            assertThat(error(flow().exchange(again.get("code"), Map.of("resource", other))))
                    .as(other)
                    .isEqualTo("invalid_target");
        }
        assertThat(realm.lastEvent("CODE_TO_TOKEN_ERROR")
                        .path("details")
                        .path("mcp_rule")
                        .asText())
                .isEqualTo("resource_changed");
    }

    @Test
    void aGrantWithoutAResourceCannotBeTurnedIntoOneForAServer() {
        McpFlow flow = new McpFlow(realm, "plain-client", REDIRECT);
        Map<String, String> granted = flow.logIn("alice", Map.of("scope", "openid"));
        assertThat(error(flow.exchange(granted.get("code"), Map.of("resource", FILES))))
                .isEqualTo("invalid_target");

        Map<String, String> again = flow.logIn("alice", Map.of("scope", "openid"));
        Answer tokens = flow.exchange(again.get("code"), Map.of());
        assertThat(error(flow.refresh(tokens.text("refresh_token"), Map.of("resource", FILES))))
                .isEqualTo("invalid_target");
    }

    @Test
    void theRefreshTokenRemembersTheResource() {
        Answer tokens = flow().tokens("alice", FILES, "openid files:read");

        Answer refreshed = flow().refresh(tokens.text("refresh_token"), Map.of());
        Answer again = flow().refresh(refreshed.text("refresh_token"), Map.of("resource", FILES.toLowerCase()));

        for (Answer answer : List.of(refreshed, again)) {
            assertThat(Claims.ofAccessToken(answer)).containsEntry("aud", FILES);
            assertThat(answer.text("scope").split(" ")).containsExactlyInAnyOrder("openid", "files:read");
        }
        assertThat(error(flow().refresh(again.text("refresh_token"), Map.of("resource", MAIL))))
                .isEqualTo("invalid_target");
    }

    @Test
    void aRefreshCanGiveFewerScopesAndNeverMore() {
        Answer tokens = flow().tokens("alice", FILES, "openid files:read");

        Answer fewer = flow().refresh(tokens.text("refresh_token"), Map.of("scope", "files:read"));
        Answer more = flow().refresh(tokens.text("refresh_token"), Map.of("scope", "files:read shared:use"));

        assertThat(fewer.text("scope")).isEqualTo("files:read");
        assertThat(more.status() == 400 || !more.text("scope").contains("shared:use"))
                .as(more.body())
                .isTrue();
    }

    @Test
    void twoGrantsOfOneClientInOneBrowserSessionNeverMix() {
        McpFlow browser = flow();
        Map<String, String> first = browser.logIn("alice", Map.of("resource", FILES, "scope", "files:read"));
        Map<String, String> second = browser.logIn("alice", Map.of("resource", MAIL, "scope", "mail:send"));

        Answer mail = browser.exchange(second.get("code"), Map.of());
        Answer files = browser.exchange(first.get("code"), Map.of());
        Answer mailAgain = browser.refresh(mail.text("refresh_token"), Map.of());
        Answer filesAgain = browser.refresh(files.text("refresh_token"), Map.of());

        assertThat(Claims.ofAccessToken(files)).containsEntry("aud", FILES).containsEntry("scope", "files:read");
        assertThat(Claims.ofAccessToken(mail)).containsEntry("aud", MAIL).containsEntry("scope", "mail:send");
        assertThat(Claims.ofAccessToken(filesAgain)).containsEntry("aud", FILES).containsEntry("scope", "files:read");
        assertThat(Claims.ofAccessToken(mailAgain)).containsEntry("aud", MAIL).containsEntry("scope", "mail:send");
    }

    @Test
    void anOfflineGrantIsBoundLikeAnyOther() {
        Answer tokens = flow().tokens("alice", FILES, "openid offline_access files:read");
        assertThat(Claims.of(tokens.text("refresh_token"))).containsEntry("typ", "Offline");

        Answer refreshed = flow().refresh(tokens.text("refresh_token"), Map.of());

        assertThat(Claims.ofAccessToken(refreshed)).containsEntry("aud", FILES);
        assertThat(error(flow().refresh(tokens.text("refresh_token"), Map.of("resource", MAIL))))
                .isEqualTo("invalid_target");
    }

    @Test
    void suspendingAServerStopsCodesAndRefreshesAtOnce() {
        JsonNode server = realm.registerServer("https://stopped.example.com", Map.of());
        String serverId = server.get("server_id").asText();
        McpFlow browser = flow();
        Answer tokens = browser.tokens("alice", "https://stopped.example.com", "openid");
        Map<String, String> pending = browser.logIn("alice", Map.of("resource", "https://stopped.example.com"));

        realm.changeServer(serverId, Map.of("status", "suspended"));

        assertThat(error(browser.exchange(pending.get("code"), Map.of()))).isEqualTo("invalid_target");
        assertThat(error(browser.refresh(tokens.text("refresh_token"), Map.of())))
                .isEqualTo("invalid_target");

        realm.changeServer(serverId, Map.of("status", "active"));
        assertThat(browser.refresh(tokens.text("refresh_token"), Map.of()).status())
                .isEqualTo(200);
    }

    @Test
    void aDeletedServersRefreshTokenGivesNothingNotEvenAnOrdinaryToken() {
        try (TestRealm own = TestRealm.create()) {
            JsonNode server = own.registerServer(FILES, Map.of());
            own.createPlainClient("plain-client", REDIRECT);
            McpFlow flow = new McpFlow(own, "plain-client", REDIRECT);
            Answer tokens = flow.tokens("alice", FILES, "openid");

            own.admin()
                    .delete(own.adminPath(
                            "/mcp/servers/" + server.get("server_id").asText()));

            assertThat(error(flow.refresh(tokens.text("refresh_token"), Map.of())))
                    .isEqualTo("invalid_target");
        }
    }

    @Test
    void aClientThatIsNoLongerAllowedStopsAtItsNextRefresh() {
        JsonNode server = realm.registerServer("https://closing.example.com", Map.of());
        McpFlow browser = flow();
        Answer tokens = browser.tokens("alice", "https://closing.example.com", "openid");

        realm.changeServer(server.get("server_id").asText(), Map.of("allowed_client_ids", List.of("plain-client")));

        assertThat(error(browser.refresh(tokens.text("refresh_token"), Map.of())))
                .isEqualTo("unauthorized_client");
    }

    @Test
    void aServerThatNeedNotBeNamedIsFoundByItsScopes() {
        try (TestRealm own = TestRealm.create()) {
            own.registerServer(
                    FILES, Map.of("scopes_supported", List.of("files:read"), "require_resource_param", false));
            own.registerServer(MAIL, Map.of("scopes_supported", List.of("mail:send")));
            own.createMcpClient("mcp-client", REDIRECT);
            McpFlow flow = new McpFlow(own, "mcp-client", REDIRECT);

            Map<String, String> granted = flow.logIn("alice", Map.of("scope", "openid files:read"));
            Answer tokens = flow.exchange(granted.get("code"), Map.of());

            assertThat(Claims.ofAccessToken(tokens)).containsEntry("aud", FILES);
            assertThat(Claims.ofAccessToken(flow.refresh(tokens.text("refresh_token"), Map.of())))
                    .containsEntry("aud", FILES);
            assertThat(flow.logIn("alice", Map.of("scope", "mail:send"))).containsEntry("error", "invalid_target");
        }
    }
}

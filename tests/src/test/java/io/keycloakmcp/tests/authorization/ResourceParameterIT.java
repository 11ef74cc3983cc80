/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Claims;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The settings of a realm, and what they make of requests that name no MCP server. */
final class ResourceParameterIT {

    private static final String REDIRECT = "http://127.0.0.1/callback";
    private static final String FILES = "https://files.example.com/mcp";
    private static final String SECRET = "a-secret-for-tests-alone";

    private static TestRealm realm;

    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
        realm.change(Map.of(
                "enabledEventTypes",
                List.of("LOGIN", "LOGIN_ERROR", "CODE_TO_TOKEN", "REFRESH_TOKEN", "CLIENT_LOGIN")));
        realm.registerServer(FILES, Map.of("scopes_supported", "files:read shared"));
        realm.registerServer("https://notes.example.com/mcp", Map.of("scopes_supported", "shared"));
        realm.createMcpClient("host", REDIRECT);
        realm.createClient(Map.of(
                "clientId",
                "agent",
                "secret",
                SECRET,
                "serviceAccountsEnabled",
                true,
                "attributes",
                Map.of("mcp.client", "manual")));
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    @AfterEach
    void enforceAgain() {
        set("{}");
    }

    private static Answer set(Object settings) {
        return realm.admin().put(realm.adminPath("/mcp/settings"), settings);
    }

    private static Answer tokens(McpFlow flow, String scope) {
        Map<String, String> redirect = flow.logIn("alice", Map.of("scope", scope));
        assertThat(redirect).containsKey("code");
        return flow.exchange(redirect.get("code"), Map.of());
    }

    private static McpFlow flow() {
        return new McpFlow(realm, "host", REDIRECT);
    }

    @Test
    void theSettingsAreShownWithTheirDefaults() {
        JsonNode settings = realm.admin().get(realm.adminPath("/mcp/settings")).json();

        assertThat(settings.get("resource_parameter").asText()).isEqualTo("enforce");
        assertThat(settings.get("default_token_lifetime").asInt()).isEqualTo(3600);
    }

    @Test
    void whatIsMissingGetsItsDefault() {
        set(Map.of("resource_parameter", "report", "default_token_lifetime", 7200));
        Answer answer = set(Map.of("default_token_lifetime", 600));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("resource_parameter")).isEqualTo("enforce");
        assertThat(realm.admin().get(realm.adminPath("/mcp/settings")).text("default_token_lifetime"))
                .isEqualTo("600");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"resource_parameter\":\"maybe\"}|resource_parameter",
                "{\"resource_parameter\":1}|resource_parameter",
                "{\"default_token_lifetime\":59}|default_token_lifetime",
                "{\"default_token_lifetime\":86401}|default_token_lifetime",
                "{\"default_token_lifetime\":\"600\"}|default_token_lifetime",
                "[]|''",
                "{|''"
            })
    void whatIsWrongIsNamedAndNotSaved(String body, String field) {
        set(Map.of("resource_parameter", "off", "default_token_lifetime", 120));

        Answer answer = set(body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/errors/0/field").asText()).isEqualTo(field);
        assertThat(realm.admin().get(realm.adminPath("/mcp/settings")).text("resource_parameter"))
                .isEqualTo("off");
    }

    @Test
    void changesAreAdminEventsWithBeforeAndAfter() {
        set(Map.of("resource_parameter", "report"));

        JsonNode event = realm.admin()
                .get(realm.adminPath("/admin-events?max=1&resourcePath=mcp/settings"))
                .json()
                .get(0);
        assertThat(event.get("representation").asText())
                .contains(
                        "\"before\":{\"resource_parameter\":\"enforce\"",
                        "\"after\":{\"resource_parameter\":\"report\"");
    }

    @Test
    void theDefaultLifetimeIsThatOfServersThatDoNotSay() {
        set(Map.of("default_token_lifetime", 600));
        String resource = "https://short.example.com/mcp";

        assertThat(realm.registerServer(resource, Map.of())
                        .get("token_lifetime")
                        .asInt())
                .isEqualTo(600);
        Map<String, Object> claims = Claims.ofAccessToken(flow().tokens("alice", resource, ""));
        assertThat(((Number) claims.get("exp")).longValue() - ((Number) claims.get("iat")).longValue())
                .isEqualTo(600);
    }

    @Test
    void enforcedARequestWithoutResourceIsRefused() {
        assertThat(flow().logIn("alice", Map.of("scope", "files:read"))).containsEntry("error", "invalid_target");
        assertThat(realm.lastEvent("LOGIN_ERROR").at("/details/mcp_rule").asText())
                .isEqualTo("resource_missing");
    }

    @Test
    void reportedItIsForTheOneServerThatTheScopesName() {
        set(Map.of("resource_parameter", "report"));
        McpFlow flow = flow();

        Answer tokens = tokens(flow, "files:read");

        assertThat(Claims.ofAccessToken(tokens)).containsEntry("aud", FILES).containsEntry("scope", "files:read");
        assertThat(Claims.ofAccessToken(flow.refresh(tokens.text("refresh_token"), Map.of())))
                .containsEntry("aud", FILES);
        assertThat(realm.lastEvent("LOGIN").at("/details/mcp_reported").asText())
                .isEqualTo("resource_missing");
        assertThat(realm.lastEvent("LOGIN").at("/details/resource").asText()).isEqualTo(FILES);
    }

    @Test
    void reportedItIsAnOrdinaryRequestWhereTheScopesNameNoServerOrSeveral() {
        set(Map.of("resource_parameter", "report"));

        for (String scope : List.of("openid", "shared")) {
            Answer tokens = tokens(flow(), scope);
            assertThat(tokens.status()).as(tokens.body()).isEqualTo(200);
            assertThat(Claims.ofAccessToken(tokens).get("aud")).isNotEqualTo(FILES);
            assertThat(realm.lastEvent("CODE_TO_TOKEN")
                            .at("/details/mcp_reported")
                            .asText())
                    .as(scope)
                    .isEqualTo("resource_missing");
        }
    }

    @Test
    void reportedItIsBoundAtTheTokenEndpointToo() {
        set(Map.of("resource_parameter", "report"));

        Answer tokens = Http.plain()
                .postForm(
                        realm.tokenEndpoint(),
                        Map.of(
                                "grant_type", "client_credentials",
                                "client_id", "agent",
                                "client_secret", SECRET,
                                "scope", "files:read"));

        assertThat(Claims.ofAccessToken(tokens)).containsEntry("aud", FILES);
        assertThat(realm.lastEvent("CLIENT_LOGIN").at("/details/mcp_reported").asText())
                .isEqualTo("resource_missing");
    }

    @Test
    void reportingRelaxesNoOtherRule() {
        set(Map.of("resource_parameter", "report"));

        assertThat(flow().logIn("alice", Map.of("resource", "https://unknown.example.com")))
                .containsEntry("error", "invalid_target");
        assertThat(flow().logIn("alice", Map.of("scope", "files:read", "code_challenge", "")))
                .containsEntry("error", "invalid_request");
    }

    @Test
    void offItIsKeycloaksOwnBusiness() {
        set(Map.of("resource_parameter", "off"));

        Answer tokens = tokens(flow(), "files:read");

        assertThat(Claims.ofAccessToken(tokens).get("aud")).isNotEqualTo(FILES);
        assertThat(realm.lastEvent("LOGIN").at("/details").has("mcp_reported")).isFalse();
        assertThat(Claims.ofAccessToken(flow().tokens("alice", FILES, "files:read")))
                .as("who names a server still gets a token for it")
                .containsEntry("aud", FILES);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the authorization endpoint refuses before anybody logs in, and how it says so. */
final class AuthorizationRequestIT {

    private static final String REDIRECT = "http://127.0.0.1/callback";
    private static final String FILES = "https://files.example.com/mcp";

    private static TestRealm realm;

    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
        realm.registerServer(FILES, Map.of("scopes_supported", List.of("files:read")));
        realm.registerServer("https://draft.example.com", Map.of("status", "draft"));
        realm.registerServer("https://suspended.example.com", Map.of("status", "suspended"));
        realm.registerServer("https://public.example.com", Map.of("auth_mode", "none"));
        realm.registerServer("https://stdio.example.com", Map.of("transport", "stdio"));
        realm.registerServer("https://optional.example.com", Map.of("require_pkce", false));
        realm.createClient(client("mcp-client", Map.of("mcp.client", "manual")));
        realm.createClient(client("plain-client", Map.of()));
        realm.createClient(client("allowed-client", Map.of()));
        realm.createClient(Map.of("clientId", "confidential-client", "redirectUris", List.of(REDIRECT)));
        realm.registerServer(
                "https://closed.example.com",
                Map.of("allowed_client_ids", List.of("allowed-client"), "scopes_supported", List.of("closed:read")));
    }

    private static Map<String, Object> client(String clientId, Map<String, String> attributes) {
        return Map.of(
                "clientId",
                clientId,
                "publicClient",
                true,
                "implicitFlowEnabled",
                true,
                "redirectUris",
                List.of(REDIRECT),
                "attributes",
                attributes);
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    private static McpFlow flow(String clientId) {
        return new McpFlow(realm, clientId, REDIRECT);
    }

    /**
     * Sends a request and returns the error redirect, which must carry state and iss (RFC 6749 §4.1.2.1, RFC 9207 §2).
     */
    private static Map<String, String> refused(String clientId, Map<String, String> changes) {
        Map<String, String> withState = new HashMap<>(changes);
        withState.put("state", "the-state+/=");
        Answer answer = flow(clientId).authorize(withState);
        assertThat(answer.status()).as(answer.body()).isEqualTo(302);
        assertThat(answer.header("Location")).startsWith(REDIRECT);
        Map<String, String> parameters = McpFlow.query(answer.header("Location"));
        assertThat(parameters)
                .containsEntry("state", "the-state+/=")
                .containsEntry("iss", realm.issuer())
                .doesNotContainKey("code");
        return parameters;
    }

    private static void showsLogin(Answer answer) {
        assertThat(answer.status()).as(answer.header("Location")).isEqualTo(200);
        assertThat(answer.body()).contains("username");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://unknown.example.com",
                "https://files.example.com",
                "https://files.example.com/mcp/",
                "https://files.example.com/MCP",
                "https://files.example.com/mcp/tools",
                "https://files.example.com.evil.example/mcp",
                "https://files.example.com/mcp#fragment",
                "https://files.example.com/mcp#",
                "https://files.example.com/mcp?x=1",
                "https://user@files.example.com/mcp",
                "http://files.example.com/mcp",
                "files.example.com/mcp",
                "/mcp",
                "urn:example:files",
                "https://draft.example.com",
                "https://suspended.example.com",
                "https://public.example.com",
                "https://stdio.example.com"
            })
    void refusesAResourceThatIsUnknownMalformedOrNotInUse(String resource) {
        assertThat(refused("mcp-client", Map.of("resource", resource))).containsEntry("error", "invalid_target");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://files.example.com/mcp",
                "HTTPS://FILES.example.COM/mcp",
                "https://files.example.com:443/mcp",
                "https://files.example.com/%6Dcp",
                "https://files.example.com/./mcp",
                "https://files.example.com/x/../mcp"
            })
    void understandsEverySpellingOfARegisteredResource(String resource) {
        showsLogin(flow("mcp-client").authorize(Map.of("resource", resource)));
    }

    @Test
    void refusesAnMcpClientThatNamesNoServer() {
        assertThat(refused("mcp-client", Map.of("scope", "openid"))).containsEntry("error", "invalid_target");
        assertThat(realm.lastEvent("LOGIN_ERROR")
                        .path("details")
                        .path("mcp_rule")
                        .asText())
                .isEqualTo("resource_missing");
    }

    @Test
    void refusesAnyClientThatAsksForScopesOfMcpServersAloneAndNamesNone() {
        flow("plain-client").authorize(Map.of("resource", FILES, "scope", "files:read"));

        assertThat(refused("plain-client", Map.of("scope", "openid files:read")))
                .containsEntry("error", "invalid_target");
    }

    @Test
    void leavesOtherClientsOfTheRealmAlone() {
        showsLogin(flow("plain-client").authorize(Map.of("scope", "openid")));
        showsLogin(flow("plain-client").authorize(Map.of("code_challenge", "", "code_challenge_method", "")));
    }

    @Test
    void refusesSeveralResourcesWithAnOauthError() {
        String query = Http.encode(flow("mcp-client").authorizationRequest(Map.of("resource", FILES)))
                + "&resource=https%3A%2F%2Foptional.example.com";
        Answer answer = Http.plain().get(realm.issuer() + "/protocol/openid-connect/auth?" + query);

        assertThat(McpFlow.query(answer.header("Location"))).containsEntry("error", "invalid_request");
    }

    @ParameterizedTest
    @CsvSource({
        "'',''",
        "a-challenge-that-is-sent-as-it-is-because-it-is-plain,plain",
        "a-challenge-without-a-method-is-a-plain-one-by-rfc-7636,''"
    })
    void refusesRequestsWithoutS256(String challenge, String method) {
        for (String client : List.of("mcp-client", "plain-client", "confidential-client")) {
            assertThat(refused(
                            client,
                            Map.of("resource", FILES, "code_challenge", challenge, "code_challenge_method", method)))
                    .containsEntry("error", "invalid_request");
        }
    }

    @Test
    void doesWithoutPkceOnlyWhereTheServerSaysSoAndTheClientIsNoMcpClient() {
        Map<String, String> request =
                Map.of("resource", "https://optional.example.com", "code_challenge", "", "code_challenge_method", "");

        showsLogin(flow("plain-client").authorize(request));
        assertThat(refused("mcp-client", request)).containsEntry("error", "invalid_request");
    }

    @Test
    void refusesClientsThatTheServerDoesNotAllow() {
        Map<String, String> request = Map.of("resource", "https://closed.example.com", "scope", "openid");

        showsLogin(flow("allowed-client").authorize(request));
        assertThat(refused("mcp-client", request)).containsEntry("error", "unauthorized_client");
        JsonNode details = realm.lastEvent("LOGIN_ERROR").path("details");
        assertThat(details.path("mcp_rule").asText()).isEqualTo("client_not_allowed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"token", "id_token token", "code token", "code id_token"})
    void refusesTokensInTheFrontChannel(String responseType) {
        Answer answer = flow("plain-client")
                .authorize(Map.of("resource", FILES, "response_type", responseType, "nonce", "n", "scope", "openid"));

        assertThat(answer.header("Location")).contains("error=unsupported_response_type", "state=", "iss=");
    }

    @Test
    void showsAnErrorPageAndNoRedirectWhenTheRedirectUriIsWrong() {
        Answer answer = flow("mcp-client")
                .authorize(Map.of("resource", "https://unknown.example.com", "redirect_uri", "https://evil.example/"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Location")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"https://files.example.com/mcp\" | true",
                "\"https://unknown.example.com\" | false",
                "[\"https://files.example.com/mcp\", \"https://optional.example.com\"] | false"
            })
    void readsTheResourceOfARequestObject(String resource, boolean accepted) {
        Map<String, String> parameters = flow("mcp-client").authorizationRequest(Map.of());
        String members = parameters.entrySet().stream()
                .map(member -> "\"" + member.getKey() + "\":\"" + member.getValue() + "\"")
                .collect(Collectors.joining(","));
        String request =
                base64("{\"alg\":\"none\"}") + "." + base64("{" + members + ",\"resource\":" + resource + "}") + ".";

        Answer answer = Http.plain()
                .get(realm.issuer() + "/protocol/openid-connect/auth?"
                        + Http.encode(Map.of(
                                "client_id",
                                "mcp-client",
                                "response_type",
                                "code",
                                "redirect_uri",
                                REDIRECT,
                                "request",
                                request)));

        if (accepted) {
            showsLogin(answer);
        } else {
            assertThat(McpFlow.query(answer.header("Location"))).containsEntry("error", "invalid_target");
        }
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void answersAPushedRequestLikeADirectOne() {
        Map<String, String> pushed =
                flow("mcp-client").authorizationRequest(Map.of("resource", "https://unknown.example.com"));
        Answer par = Http.plain().postForm(realm.issuer() + "/protocol/openid-connect/ext/par/request", pushed);
        String requestUri = par.text("request_uri");

        Answer answer = Http.plain()
                .get(realm.issuer() + "/protocol/openid-connect/auth?"
                        + Http.encode(Map.of("client_id", "mcp-client", "request_uri", requestUri)));

        assertThat(McpFlow.query(answer.header("Location"))).containsEntry("error", "invalid_target");
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.registration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Claims;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Dynamic registration (RFC 7591), with what real clients send and what attackers would. */
final class RegistrationIT {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String RESOURCE = "https://mcp.example.com/mcp";

    private static Registrations registrations;
    private static TestRealm realm;

    @BeforeAll
    static void prepare() {
        registrations = Registrations.at(RESOURCE);
        realm = registrations.realm();
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    private static Answer register(String body) {
        return registrations.post(body);
    }

    private static ObjectNode clientWith(List<String> redirectUris) {
        return Registrations.publicClient(redirectUris.toArray(String[]::new));
    }

    private static JsonNode registered(ObjectNode body) {
        return registrations.registered(body);
    }

    private static void refused(Answer answer, String error) {
        Registrations.refused(answer, 400, error);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "inspector",
                "inspector-empty-scope",
                "mcp-remote",
                "vs-code",
                "claude-hosted",
                "claude-hosted-confidential",
                "claude-code",
                "cursor",
                "codex",
                "gemini-cli",
                "cline",
                "n8n-cloud",
                "chatgpt",
                "copilot-studio",
                "perplexity",
                "le-chat",
                "devin",
                "antigravity",
                "claude-desktop",
                "opencode",
                "amp",
                "jetbrains",
                "bob"
            })
    void whatRealClientsSendIsUnderstood(String client) {
        ObjectNode body = Registrations.fixture(client);

        Answer answer = register(body.toString());

        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        JsonNode result = answer.json();
        assertThat(result.get("redirect_uris")).isEqualTo(body.get("redirect_uris"));
        assertThat(result.get("token_endpoint_auth_method")).isEqualTo(body.get("token_endpoint_auth_method"));
        assertThat(result.get("client_name")).isEqualTo(body.get("client_name"));
        assertThat(result.get("response_types").get(0).asText()).isEqualTo("code");
        assertThat(result.get("grant_types").toString())
                .contains("authorization_code", "refresh_token")
                .doesNotContain("jwt-bearer");
        result.properties()
                .forEach(member -> assertThat(member.getValue().toString())
                        .as(member.getKey())
                        .isNotIn("\"\"", "null"));
    }

    @Test
    void theClientIsMarkedAndKeptShort() {
        JsonNode client = registrations.stored(registered(Registrations.fixture("cursor")));

        assertThat(client.at("/attributes/mcp.client").asText()).isEqualTo("dynamic_registration");
        assertThat(client.at("/attributes/pkce.code.challenge.method").asText()).isEqualTo("S256");
        assertThat(client.get("publicClient").asBoolean()).isTrue();
        assertThat(client.get("consentRequired").asBoolean()).isTrue();
        assertThat(client.get("fullScopeAllowed").asBoolean()).isFalse();
        assertThat(client.get("implicitFlowEnabled").asBoolean()).isFalse();
        assertThat(client.get("directAccessGrantsEnabled").asBoolean()).isFalse();
        assertThat(client.get("serviceAccountsEnabled").asBoolean()).isFalse();
        assertThat(client.get("defaultClientScopes").toString()).doesNotContain("profile", "email", "roles");
    }

    @Test
    void aConfidentialClientGetsASecretThatWorks() {
        JsonNode registered = registered(Registrations.fixture("claude-hosted-confidential"));

        assertThat(registered.get("client_secret").asText()).hasSizeGreaterThan(30);
        assertThat(registered.get("client_secret_expires_at").asInt()).isZero();
        McpFlow flow = new McpFlow(
                realm,
                registered.get("client_id").asText(),
                registered.get("redirect_uris").get(0).asText());
        Map<String, String> granted = flow.logIn("alice", Map.of("resource", RESOURCE));
        assertThat(flow.exchange(granted.get("code"), Map.of()).status()).isEqualTo(401);
        Map<String, String> again = flow.logIn("alice", Map.of("resource", RESOURCE));
        assertThat(flow.exchange(
                                again.get("code"),
                                Map.of(
                                        "client_secret",
                                        registered.get("client_secret").asText()))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void withoutAMethodOrGrantsTheDefaultsOfTheStandardHold() {
        ObjectNode body = clientWith(List.of("https://claude.ai/api/mcp/auth_callback"));
        body.remove("token_endpoint_auth_method");

        JsonNode registered = registered(body);

        assertThat(registered.get("token_endpoint_auth_method").asText()).isEqualTo("client_secret_basic");
        assertThat(registered.get("client_secret").asText()).isNotEmpty();
        assertThat(registered.get("response_types")).isEqualTo(MAPPER.valueToTree(List.of("code")));
        assertThat(registered.get("grant_types")).isEqualTo(MAPPER.valueToTree(List.of("authorization_code")));
    }

    @Test
    void aProgramOnTheUsersComputerIsPublicUnlessItSaysOtherwise() {
        ObjectNode body = clientWith(List.of("http://localhost:3000/callback", "http://127.0.0.1:3000/callback"));
        body.remove("token_endpoint_auth_method");

        JsonNode registered = registered(body);

        assertThat(registered.get("token_endpoint_auth_method").asText()).isEqualTo("none");
        assertThat(registered.has("client_secret")).isFalse();
        assertThat(registrations.stored(registered).get("publicClient").asBoolean())
                .isTrue();
    }

    @Test
    void aClientThatDidNotRegisterForRefreshGetsNoRefreshToken() {
        String redirectUri = "http://localhost:3000/callback";
        JsonNode registered = registered(clientWith(List.of(redirectUri)));

        Answer tokens = new McpFlow(realm, registered.get("client_id").asText(), redirectUri)
                .tokens("alice", RESOURCE, "mcp:tools");

        assertThat(Claims.ofAccessToken(tokens)).containsEntry("aud", RESOURCE);
        assertThat(tokens.json().has("refresh_token")).isFalse();
    }

    @Test
    void scopesThatNobodyKnowsAreLeftOutAndNotRefused() {
        ObjectNode body = clientWith(List.of("http://localhost:3000/callback"))
                .put("scope", " openid  mcp:tools openid service_account nonsense offline_access ");

        assertThat(registered(body).get("scope").asText().split(" "))
                .containsExactlyInAnyOrder("openid", "mcp:tools", "offline_access");
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:33418/callback,http://127.0.0.1:50123/callback",
        "http://localhost:3118/callback,http://localhost:50123/callback",
        "http://[::1]:3118/callback,http://[::1]:50123/callback",
        "http://127.0.0.1/callback,http://127.0.0.1:50123/callback",
        "http://127.0.0.1:33418/,http://127.0.0.1:50123",
        "http://127.0.0.1:33418,http://127.0.0.1:50123/"
    })
    void aLoopbackRedirectUriMatchesWithAnyPort(String registeredUri, String requested) {
        String clientId =
                registered(clientWith(List.of(registeredUri))).get("client_id").asText();

        Answer answer = new McpFlow(realm, clientId, requested).authorize(Map.of("resource", RESOURCE));

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:33418/callback/more",
                "http://127.0.0.1:33418/other",
                "http://localhost:33418/callback",
                "https://127.0.0.1:33418/callback",
                "http://127.0.0.1.evil.example:33418/callback",
                "http://127.0.0.1:33418/callback/../other",
                "http://127.0.0.1@evil.example/callback",
                "https://evil.example/callback"
            })
    void butNothingElseOfItMayDiffer(String requested) {
        String clientId = registered(clientWith(List.of("http://127.0.0.1:33418/callback")))
                .get("client_id")
                .asText();

        Answer answer = new McpFlow(realm, clientId, requested).authorize(Map.of("resource", RESOURCE));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Location")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/callback",
                "https://n8n.example.com/rest/oauth2-credential/callback",
                "http://example.com/callback",
                "http://10.0.0.1/callback",
                "http://127.0.0.2/callback",
                "http://localhost.evil.example/callback",
                "http://127.0.0.1@evil.example/callback",
                "http://user@localhost/callback",
                "http://localhost/callback#fragment",
                "http://localhost/callback?x=1",
                "http://localhost/*",
                "http://localhost/a/../callback",
                "HTTP://localhost/callback",
                "https://localhost/callback",
                "https://claude.ai.evil.example/api/mcp/auth_callback",
                "https://claude.ai@evil.example/api/mcp/auth_callback",
                "https://claude.ai/api/mcp/auth_callback/",
                "https://claude.ai/api/mcp/auth_callback?next=https://evil.example",
                "https://claude.ai/api/mcp/auth_callback/../../../x",
                "https://claude.ai:8443/api/mcp/auth_callback",
                "http://claude.ai/api/mcp/auth_callback",
                "https://CLAUDE.ai/api/mcp/auth_callback",
                "https://chatgpt.com/connector/oauth/",
                "https://chatgpt.com/connector/oauth/a/b",
                "https://chatgpt.com/connector/oauth/..%2f..%2fx",
                "cursor://evil/oauth/callback",
                "myapp://callback",
                "javascript:alert(1)",
                "data:text/html,x",
                "urn:ietf:wg:oauth:2.0:oob",
                "/callback",
                "*",
                "not a uri"
            })
    void aRedirectUriThatCouldLeadTheCodeAstrayIsRefused(String redirectUri) {
        refused(register(clientWith(List.of(redirectUri)).toString()), "invalid_redirect_uri");
        refused(
                register(clientWith(List.of("http://localhost/callback", redirectUri))
                        .toString()),
                "invalid_redirect_uri");
    }

    @Test
    void tooManyTooLongOrNoRedirectUrisAreRefused() {
        refused(register(clientWith(List.of()).toString()), "invalid_redirect_uri");
        refused(
                register(clientWith(IntStream.range(0, 21)
                                .mapToObj(port -> "http://localhost:" + (4000 + port) + "/callback")
                                .toList())
                        .toString()),
                "invalid_redirect_uri");
        refused(
                register(clientWith(List.of("http://localhost/" + String.join("", Collections.nCopies(1000, "a"))))
                        .toString()),
                "invalid_redirect_uri");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"text\"",
                "{",
                "{\"redirect_uris\":\"http://localhost/callback\"}",
                "{\"redirect_uris\":[\"http://localhost/callback\"],\"grant_types\":[\"client_credentials\"]}",
                "{\"redirect_uris\":[\"http://localhost/callback\"],\"token_endpoint_auth_method\":\"private_key_jwt\"}",
                "{\"redirect_uris\":[\"http://localhost/callback\"],\"token_endpoint_auth_method\":\"tls_client_auth\"}",
                "{\"redirect_uris\":[\"http://localhost/callback\"],\"client_name\":\"${doLogIn}\"}",
                "{\"redirect_uris\":[\"http://localhost/callback\"],\"client_name\":\"evil\\u202Etxt\"}",
                "{\"redirect_uris\":[\"http://localhost/callback\"],\"client_name\":\"two\\nlines\"}"
            })
    void whatCannotBeUnderstoodOrShownIsRefused(String body) {
        refused(register(body), "invalid_client_metadata");
    }

    @Test
    void aRefusedRegistrationLeavesNothingBehindButItsEvent() {
        int before = realm.admin().get(realm.adminPath("/clients")).json().size();

        refused(register(clientWith(List.of("https://evil.example/callback")).toString()), "invalid_redirect_uri");

        assertThat(realm.admin().get(realm.adminPath("/clients")).json()).hasSize(before);
        assertThat(realm.lastEvent("CLIENT_REGISTER_ERROR").get("error").asText())
                .isEqualTo("invalid_redirect_uri");
    }

    @Test
    void aRegistrationIsAnEventThatNamesTheClient() {
        JsonNode registered = registered(clientWith(List.of("http://localhost/callback")));

        JsonNode event = realm.lastEvent("CLIENT_REGISTER");

        assertThat(event.get("clientId")).isEqualTo(registered.get("client_id"));
        assertThat(event.at("/details/client_name").asText()).isEqualTo("A client");
    }

    @Test
    void browserClientsOfAnyOriginMayRegister() {
        Answer answer = Http.plain()
                .send(HttpRequest.newBuilder(URI.create(registrations.endpoint()))
                        .header("Content-Type", "application/json")
                        .header("Origin", "http://localhost:6274")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                clientWith(List.of("http://localhost:6274/oauth/callback"))
                                        .toString())));

        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        assertThat(answer.header("Access-Control-Allow-Origin")).isIn("*", "http://localhost:6274");
    }

    @Test
    void theRealmsOwnEndpointStaysLocked() {
        Answer answer = Http.plain()
                .postJson(
                        realm.issuer() + "/clients-registrations/openid-connect",
                        clientWith(List.of("http://localhost/callback")).toString());

        assertThat(answer.status()).isEqualTo(403);
    }

    @Test
    void aRealmWithoutMcpServersHasNoSuchEndpoint() {
        try (TestRealm empty = TestRealm.create()) {
            assertThat(Http.plain()
                            .postJson(
                                    empty.issuer() + "/clients-registrations/mcp",
                                    clientWith(List.of("http://localhost/callback"))
                                            .toString())
                            .status())
                    .isEqualTo(404);
        }
    }
}

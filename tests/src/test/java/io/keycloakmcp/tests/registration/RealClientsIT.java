/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.registration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Claims;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.McpFlow;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What real clients send, from their registration to a token for the one server, and nobody does anything for it. */
final class RealClientsIT {

    private static final String RESOURCE = "https://mcp.example.com/mcp";

    private static Registrations registrations;

    @BeforeAll
    static void prepare() {
        registrations = Registrations.at(RESOURCE);
    }

    @AfterAll
    static void cleanUp() {
        registrations.realm().close();
    }

    /** The code flow with whatever the client was given. */
    private static void getsItsToken(JsonNode registered) {
        String clientId = Registrations.id(registered);
        McpFlow flow = new McpFlow(
                registrations.realm(),
                clientId,
                registered.get("redirect_uris").get(0).asText());
        String code = flow.logIn("alice", Map.of("resource", RESOURCE, "scope", "openid mcp:tools"))
                .get("code");
        Answer tokens = registered.has("client_secret")
                ? exchange(flow, code, registered)
                : flow.exchange(code, Map.of("resource", RESOURCE));

        assertThat(Claims.ofAccessToken(tokens)).containsEntry("aud", RESOURCE).containsKey("sub");
        assertThat(tokens.json().has("refresh_token")).isTrue();
    }

    private static Answer exchange(McpFlow flow, String code, JsonNode registered) {
        String secret = registered.get("client_secret").asText();
        Map<String, String> form = flow.exchangeRequest(code, Map.of("resource", RESOURCE));
        if (registered.get("token_endpoint_auth_method").asText().equals("client_secret_post")) {
            form.put("client_secret", secret);
            return Http.plain().postForm(registrations.realm().tokenEndpoint(), form);
        }
        form.remove("client_id");
        String credentials = Registrations.id(registered) + ":" + secret;
        return Http.plain()
                .send(HttpRequest.newBuilder(URI.create(registrations.realm().tokenEndpoint()))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header(
                                "Authorization",
                                "Basic "
                                        + Base64.getEncoder()
                                                .encodeToString(credentials.getBytes(StandardCharsets.UTF_8)))
                        .POST(BodyPublishers.ofString(Http.encode(form))));
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
                "claude-desktop",
                "cursor",
                "codex",
                "gemini-cli",
                "cline",
                "n8n-cloud",
                "chatgpt",
                "m365-copilot",
                "copilot-studio",
                "perplexity",
                "le-chat",
                "devin",
                "antigravity",
                "opencode",
                "amp",
                "jetbrains",
                "python-sdk",
                "bob"
            })
    void aKnownClientGetsItsTokenWithoutAnyFurtherStep(String client) {
        getsItsToken(registrations.registered(Registrations.fixture(client)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "self-hosted/n8n",
                "self-hosted/librechat",
                "self-hosted/open-webui",
                "self-hosted/jetbrains-gateway"
            })
    void whatAnybodyCouldRunIsKnownOnceTheRealmSaysSo(String client) {
        ObjectNode body = Registrations.fixture(client);
        Registrations.refused(registrations.post(body), 400, "invalid_redirect_uri");

        registrations.settings(
                Map.of(),
                Map.of(
                        "known_clients",
                        List.of(Map.of(
                                "product",
                                "Our " + body.get("client_name").asText(),
                                "redirect_uris",
                                Registrations.texts(body.get("redirect_uris"))))));

        JsonNode registered = registrations.registered(body);
        assertThat(registrations
                        .stored(registered)
                        .at("/attributes/mcp.product")
                        .asText())
                .isEqualTo("Our " + body.get("client_name").asText());
        getsItsToken(registered);
    }

    @ParameterizedTest
    @ValueSource(strings = {"m365-copilot", "copilot-studio", "perplexity", "chatgpt"})
    void whoTakesNoAnswerWithoutASecretGetsOne(String client) {
        JsonNode registered = registrations.registered(Registrations.fixture(client));

        assertThat(registered.get("client_secret").asText()).hasSizeGreaterThan(30);
        assertThat(registered.get("client_secret_expires_at").isIntegralNumber())
                .isTrue();
        assertThat(registered.get("token_endpoint_auth_method").asText()).startsWith("client_secret_");
    }

    @ParameterizedTest
    @ValueSource(strings = {"copilot-studio", "perplexity"})
    void aSecretIsTakenByEitherWay(String client) {
        JsonNode registered = registrations.registered(Registrations.fixture(client));
        String other = registered.get("token_endpoint_auth_method").asText().equals("client_secret_post")
                ? "client_secret_basic"
                : "client_secret_post";

        getsItsToken(((ObjectNode) registered).put("token_endpoint_auth_method", other));
    }

    @Test
    void whatIsNotRegisteredIsInTheEvent() {
        registrations.registered(Registrations.fixture("gemini-cli"));
        assertThat(dropped()).isEqualTo("code_challenge_method");

        registrations.registered(Registrations.fixture("claude-hosted"));
        assertThat(dropped()).isEqualTo("grant_types: urn:ietf:params:oauth:grant-type:jwt-bearer");
    }

    private static String dropped() {
        return registrations
                .realm()
                .lastEvent("CLIENT_REGISTER")
                .at("/details/mcp_dropped")
                .asText();
    }
}

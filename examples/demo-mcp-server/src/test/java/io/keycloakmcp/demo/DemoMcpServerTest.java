/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The whole server over HTTP, with a stand-in for the realm. */
class DemoMcpServerTest {

    private static final String LIST = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}";
    private static final String STOCK_PRICE = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\","
            + "\"params\":{\"name\":\"stock_price\",\"arguments\":{\"symbol\":\"ACME\"}}}";

    private static Realm realm;
    private static ServerSettings settings;
    private static DemoMcpServer server;

    @BeforeAll
    static void start() {
        realm = Realm.open();
        settings = realm.settings();
        server = DemoMcpServer.start(settings);
    }

    @AfterAll
    static void stop() {
        server.close();
        realm.close();
    }

    @Test
    void servesItsToolsToTheOfficialClient() {
        try (McpSyncClient client = clientWith("mcp:tools stocks:read")) {
            client.initialize();

            assertThat(client.listTools().tools())
                    .extracting(McpSchema.Tool::name)
                    .containsExactlyInAnyOrder("echo", "sum", "stock_price");
            assertThat(text(call(client, "echo", Map.of("text", "Grüße 👋")))).isEqualTo("Grüße 👋");
            assertThat(text(call(client, "sum", Map.of("a", 2, "b", 40.5)))).isEqualTo("42.5");
            assertThat(call(client, "sum", Map.of("a", 1, "b", 2)).structuredContent())
                    .isEqualTo(Map.of("sum", 3.0));
            assertThat(text(call(client, "stock_price", Map.of("symbol", "acme"))))
                    .isEqualTo("ACME: 123.45 USD");
        }
    }

    @Test
    void saysWhatIsWrongWithACall() {
        try (McpSyncClient client = clientWith("mcp:tools stocks:read")) {
            client.initialize();

            McpSchema.CallToolResult unknown = call(client, "stock_price", Map.of("symbol", "NONE"));
            assertThat(unknown.isError()).isTrue();
            assertThat(text(unknown)).contains("ACME, GLOBEX, INITECH");
            McpSchema.CallToolResult tooLarge = call(client, "sum", Map.of("a", 1.7e308, "b", 1.7e308));
            assertThat(tooLarge.isError()).isTrue();
            assertThat(text(tooLarge)).contains("too large");
            assertThat(call(client, "echo", Map.of()).isError()).isTrue();
        }
    }

    @Test
    void sendsACallerWithoutATokenToTheMetadata() throws Exception {
        HttpResponse<String> response = send(post(LIST));

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(challenge(response))
                .isEqualTo("Bearer resource_metadata=\"" + settings.metadataUrl() + "\", scope=\"mcp:tools\"");
        assertThat(response.headers().firstValue("Server")).isEmpty();
    }

    @Test
    void asksForEverythingThatTheCallNeeds() throws Exception {
        assertThat(challenge(send(post(STOCK_PRICE)))).contains("scope=\"mcp:tools stocks:read\"");
    }

    @Test
    void neverTakesATokenFromTheQuery() throws Exception {
        HttpResponse<String> response = send(HttpRequest.newBuilder(
                        URI.create(settings.resource() + "?access_token=" + realm.token(settings, "mcp:tools")))
                .header("Accept", "application/json, text/event-stream")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(LIST)));

        assertThat(response.statusCode()).isEqualTo(401);
    }

    @Test
    void refusesATokenForAnotherServer() throws Exception {
        String token = realm.token(settings, claims -> claims.audience("https://other.example/mcp"));

        HttpResponse<String> response = send(post(LIST).header("Authorization", "Bearer " + token));

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(challenge(response))
                .startsWith("Bearer error=\"invalid_token\"")
                .contains("resource_metadata=\"" + settings.metadataUrl() + "\"")
                .contains("error_description=\"The access token was refused: JWT aud claim");
    }

    @Test
    void refusesWhatIsNoToken() throws Exception {
        assertThat(challenge(send(post(LIST).header("Authorization", "Bearer"))))
                .contains("invalid_token");
        assertThat(challenge(send(post(LIST).header("Authorization", "Bearer a b"))))
                .contains("invalid_token");
        assertThat(challenge(send(post(LIST).header("Authorization", "Basic YTpi"))))
                .doesNotContain("error");
    }

    @Test
    void asksForMoreWhenTheTokenDoesNotAllowTheTool() throws Exception {
        HttpResponse<String> response = send(withToken(post(STOCK_PRICE), "openid mcp:tools"));

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(challenge(response))
                .startsWith("Bearer error=\"insufficient_scope\"")
                .contains("scope=\"mcp:tools stocks:read\"")
                .contains("resource_metadata=\"" + settings.metadataUrl() + "\"");
    }

    @Test
    void asksForTheCommonScopeToo() throws Exception {
        assertThat(send(withToken(post(LIST), "openid")).statusCode()).isEqualTo(403);
        assertThat(send(withToken(post(STOCK_PRICE), "stocks:read")).statusCode())
                .isEqualTo(403);
        assertThat(send(withToken(post(LIST), "mcp:tools")).statusCode()).isEqualTo(200);
    }

    @Test
    void readsAMessageOnlyOneWay() throws Exception {
        Charset utf16 = StandardCharsets.UTF_16BE;
        HttpResponse<String> response = send(withToken(
                HttpRequest.newBuilder(settings.resource())
                        .header("Accept", "application/json, text/event-stream")
                        .header("Content-Type", "application/json; charset=" + utf16)
                        .POST(BodyPublishers.ofString(STOCK_PRICE, utf16)),
                "mcp:tools"));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).doesNotContain("123.45");
    }

    @Test
    void doesNotTakeBatches() throws Exception {
        HttpResponse<String> response = send(withToken(post("[" + STOCK_PRICE + "]"), "mcp:tools"));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).doesNotContain("123.45");
    }

    @Test
    void refusesABodyThatIsTooLarge() throws Exception {
        assertThat(send(post("x".repeat(ProtectedResource.LARGEST_BODY + 1))).statusCode())
                .isEqualTo(413);
    }

    @Test
    void refusesThePagesOfOthers() throws Exception {
        assertThat(send(withToken(post(LIST), "mcp:tools").header("Origin", "https://evil.example"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(send(withToken(post(LIST), "mcp:tools").header("Origin", "http://localhost:6274"))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void hasNothingElseToOffer() throws Exception {
        URI elsewhere = settings.resource().resolve("/.well-known/oauth-protected-resource/mcp");

        assertThat(send(HttpRequest.newBuilder(elsewhere)).statusCode()).isEqualTo(404);
        assertThat(send(withToken(HttpRequest.newBuilder(settings.resource()), "mcp:tools"))
                        .statusCode())
                .as("no stream for messages from the server")
                .isEqualTo(405);
    }

    @Test
    void saysThatThePortIsTaken() {
        assertThatThrownBy(() -> DemoMcpServer.start(settings))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("port " + settings.port())
                .hasMessageContaining("something else");
    }

    private static McpSyncClient clientWith(String scope) {
        return McpClient.sync(HttpClientStreamableHttpTransport.builder(
                                settings.resource().resolve("/").toString())
                        .endpoint("/mcp")
                        .requestBuilder(HttpRequest.newBuilder()
                                .header("Authorization", "Bearer " + realm.token(settings, scope)))
                        .build())
                .build();
    }

    private static McpSchema.CallToolResult call(McpSyncClient client, String tool, Map<String, Object> arguments) {
        return client.callTool(
                McpSchema.CallToolRequest.builder(tool).arguments(arguments).build());
    }

    private static String text(McpSchema.CallToolResult result) {
        List<McpSchema.Content> content = result.content();
        return ((McpSchema.TextContent) content.get(0)).text();
    }

    private static HttpRequest.Builder post(String body) {
        return HttpRequest.newBuilder(settings.resource())
                .header("Accept", "application/json, text/event-stream")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
    }

    private static HttpRequest.Builder withToken(HttpRequest.Builder request, String scope) {
        return request.header("Authorization", "Bearer " + realm.token(settings, scope));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }

    private static String challenge(HttpResponse<String> response) {
        return response.headers().firstValue("WWW-Authenticate").orElse("none");
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.tests.keycloak.Admin;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Claims;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.KeycloakServer;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.SharedKeycloak;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A realm without MCP servers behaves as on a stock Keycloak, byte for byte. */
@Tag("once")
final class StockComparisonIT {

    private static final String SECRET = "the-secret-of-the-service";
    private static final String REDIRECT = "http://127.0.0.1/callback";

    private static KeycloakServer stock;
    private static String realm;

    /** The same realm, with the same ids, on both servers. */
    @BeforeAll
    static void prepare() {
        stock = SharedKeycloak.stock();
        realm = "r" + UUID.randomUUID().toString().substring(0, 8);
        Admin there = Admin.ofMaster(stock.base());
        assertThat(there.post("/realms", Map.of("realm", realm, "enabled", true))
                        .status())
                .isEqualTo(201);
        for (Map<String, Object> client : List.of(
                Map.<String, Object>of("clientId", "service", "secret", SECRET, "serviceAccountsEnabled", true),
                Map.<String, Object>of("clientId", "app", "publicClient", true, "redirectUris", List.of(REDIRECT)))) {
            assertThat(there.post("/realms/" + realm + "/clients", client).status())
                    .isEqualTo(201);
        }
        ObjectNode copy = (ObjectNode)
                there.post("/realms/" + realm + "/partial-export?exportClients=true&exportGroupsAndRoles=true", "")
                        .json();
        // An export shows no secrets.
        copy.get("clients").forEach(client -> {
            if (client.get("clientId").asText().equals("service")) {
                ((ObjectNode) client).put("secret", SECRET);
            }
        });
        Answer imported = Admin.ofMaster(SharedKeycloak.base()).post("/realms", copy);
        assertThat(imported.status()).as(imported.body()).isEqualTo(201);
    }

    @AfterAll
    static void cleanUp() {
        Admin.ofMaster(SharedKeycloak.base()).delete("/realms/" + realm);
        stock.close();
    }

    static Stream<Arguments> requests() {
        List<String> ours = List.of(
                "/.well-known/openid-configuration/realms/{realm}",
                "/.well-known/openid-configuration/realms/nowhere",
                "/realms/{realm}/.well-known/openid-configuration",
                "/realms/{realm}/clients-registrations/mcp",
                "/realms/{realm}/clients-registrations/mcp/some-client",
                "/realms/nowhere/clients-registrations/mcp",
                "/realms/{realm}/mcp",
                "/realms/{realm}/mcp/servers",
                "/realms/{realm}/mcp/.well-known/oauth-protected-resource?resource=https://mcp.example.com",
                "/realms/{realm}/mcp/.well-known/oauth-protected-resource/mcp_000000000000000000000000",
                "/realms/nowhere/mcp/.well-known/oauth-protected-resource/mcp_000000000000000000000000");
        List<String> keycloaks = List.of(
                "/realms/{realm}/.well-known/oauth-authorization-server",
                "/.well-known/oauth-authorization-server/realms/{realm}",
                "/.well-known/oauth-authorization-server/realms/nowhere",
                "/.well-known/oauth-protected-resource/realms/{realm}",
                "/.well-known/oauth-protected-resource",
                "/realms/{realm}/.well-known/oauth-protected-resource",
                "/realms/nowhere/.well-known/openid-configuration",
                "/realms/{realm}/clients-registrations/openid-connect",
                "/realms/{realm}/clients-registrations/default",
                "/realms/{realm}/clients-registrations/nothing",
                "/realms/{realm}/protocol/openid-connect/token",
                "/realms/{realm}/protocol/openid-connect/token/introspect",
                "/realms/{realm}/protocol/openid-connect/userinfo",
                "/realms/{realm}/protocol/openid-connect/revoke",
                "/realms/{realm}/protocol/openid-connect/ext/par/request",
                "/realms/{realm}/protocol/openid-connect/auth/device");
        return Stream.concat(
                each(List.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"), ours),
                each(List.of("GET", "POST", "OPTIONS"), keycloaks));
    }

    private static Stream<Arguments> each(List<String> methods, List<String> places) {
        return places.stream().flatMap(place -> methods.stream().map(method -> Arguments.of(method, place)));
    }

    private static Answer send(String base, String method, String place, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + place.replace("{realm}", realm)))
                .method(method, BodyPublishers.ofString("{}"))
                .header("Content-Type", "application/json");
        return Http.plain().send(headers.length == 0 ? request : request.headers(headers));
    }

    /**
     * All of an answer but where and when it was given, the length, which is that of the body, and the order of the
     * headers that a preflight allows: a stock Keycloak itself shuffles them anew at each start.
     */
    private static String bytes(String base, Answer answer) {
        Map<String, List<String>> headers =
                new TreeMap<>(answer.response().headers().map());
        headers.keySet().removeAll(List.of("date", ":status", "content-length"));
        headers.computeIfPresent(
                "access-control-allow-headers",
                (name, values) -> Stream.of(values.get(0).split(", ")).sorted().toList());
        return anywhere(base, answer.status() + "\n" + headers + "\n" + answer.body())
                .replaceAll("Error id [0-9a-f-]+", "Error id …");
    }

    /**
     * Without the server's address, and without the version in the addresses of theme files, which each build makes.
     */
    private static String anywhere(String base, String text) {
        return text.replace(base, "{base}")
                .replace(URLEncoder.encode(base, StandardCharsets.UTF_8), "{base}")
                .replaceAll("/resources/[a-z0-9]{5}/", "/resources/{version}/");
    }

    @ParameterizedTest
    @MethodSource("requests")
    void answersTheSameBytes(String method, String place) {
        for (String accept : List.of("application/json", "text/html")) {
            String[] headers = {"Accept", accept};

            assertThat(bytes(SharedKeycloak.base(), send(SharedKeycloak.base(), method, place, headers)))
                    .as(accept)
                    .isEqualTo(bytes(stock.base(), send(stock.base(), method, place, headers)));
        }
    }

    @ParameterizedTest
    @MethodSource("requests")
    void answersTheSameBytesToBrowsers(String method, String place) {
        String[] headers = {
            "Origin",
            "http://localhost:6274",
            "Access-Control-Request-Method",
            "POST",
            "Access-Control-Request-Headers",
            "authorization,content-type,mcp-protocol-version"
        };

        assertThat(bytes(SharedKeycloak.base(), send(SharedKeycloak.base(), method, place, headers)))
                .isEqualTo(bytes(stock.base(), send(stock.base(), method, place, headers)));
    }

    // Tokens

    static List<String> resources() {
        return List.of(
                "",
                "&resource=https%3A%2F%2Fmcp.example.com",
                "&resource=not-a-uri",
                "&resource=",
                "&resource=https%3A%2F%2Fa.example&resource=https%3A%2F%2Fb.example",
                "&scope=files%3Aread",
                "&resource=https%3A%2F%2Fmcp.example.com&scope=openid%20email",
                "&audience=mcp_000000000000000000000000");
    }

    private static Answer clientCredentials(String base, String more) {
        return Http.plain()
                .postForm(
                        base + "/realms/" + realm + "/protocol/openid-connect/token",
                        "grant_type=client_credentials&client_id=service&client_secret=" + SECRET + more);
    }

    @ParameterizedTest
    @MethodSource("resources")
    void answersTokenRequestsAlike(String more) {
        Answer ours = clientCredentials(SharedKeycloak.base(), more);
        Answer theirs = clientCredentials(stock.base(), more);

        assertThat(ours.status()).isEqualTo(theirs.status());
        if (ours.status() == 200) {
            assertThat(withoutTokens(ours)).isEqualTo(withoutTokens(theirs));
            assertThat(stable(SharedKeycloak.base(), ours)).isEqualTo(stable(stock.base(), theirs));
            assertThat(stable(SharedKeycloak.base(), introspected(SharedKeycloak.base(), ours)))
                    .isEqualTo(stable(stock.base(), introspected(stock.base(), theirs)));
        } else {
            assertThat(bytes(SharedKeycloak.base(), ours)).isEqualTo(bytes(stock.base(), theirs));
        }
    }

    @Test
    void givesATokenThoughTheResourceIsUnknown() {
        Answer answer = clientCredentials(SharedKeycloak.base(), "&resource=https%3A%2F%2Fmcp.example.com");

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(Claims.ofAccessToken(answer)).doesNotContainEntry("aud", "https://mcp.example.com");
    }

    private static JsonNode withoutTokens(Answer answer) {
        ObjectNode json = (ObjectNode) answer.json();
        json.remove(List.of("access_token", "id_token", "refresh_token"));
        // A second may pass while a token is made.
        assertThat(json.remove("expires_in").asInt()).isBetween(298, 300);
        return json;
    }

    private static JsonNode introspected(String base, Answer tokens) {
        return Http.plain()
                .postForm(
                        base + "/realms/" + realm + "/protocol/openid-connect/token/introspect",
                        Map.of("client_id", "service", "client_secret", SECRET, "token", tokens.text("access_token")))
                .json();
    }

    private static String stable(String base, Answer tokens) {
        Map<String, Object> claims = new TreeMap<>(Claims.ofAccessToken(tokens));
        return stable(base, claims);
    }

    private static String stable(String base, JsonNode introspected) {
        Map<String, Object> claims = new TreeMap<>();
        introspected.properties().forEach(field -> claims.put(field.getKey(), field.getValue()));
        return stable(base, claims);
    }

    /** The claims but those that no two tokens share; the two servers gave the service account different ids. */
    private static String stable(String base, Map<String, Object> claims) {
        for (String one : List.of("jti", "iat", "exp", "sub", "sid", "auth_time")) {
            claims.computeIfPresent(one, (name, value) -> "…");
        }
        return anywhere(base, claims.toString());
    }

    // Authorization

    static Stream<Map<String, String>> authorizationRequests() {
        return Stream.of(
                Map.of("client_id", "app"),
                Map.of("client_id", "app", "resource", "https://mcp.example.com"),
                Map.of("client_id", "app", "resource", "not a uri"),
                Map.of("client_id", "app", "scope", "openid email"),
                Map.of("client_id", "app", "scope", "files:read"),
                Map.of("client_id", "app", "code_challenge", "x", "code_challenge_method", "S256"),
                Map.of("client_id", "app", "code_challenge", McpFlow.challenge(McpFlow.VERIFIER)),
                Map.of("client_id", "app", "response_type", "token"),
                Map.of("client_id", "app", "prompt", "none"),
                Map.of("client_id", "nobody"),
                Map.of("client_id", "https://client.example.com/metadata.json"),
                Map.of("client_id", "app", "redirect_uri", "https://evil.example"));
    }

    @ParameterizedTest
    @MethodSource("authorizationRequests")
    void answersAuthorizationRequestsAlike(Map<String, String> changes) {
        assertThat(page(SharedKeycloak.base(), changes)).isEqualTo(page(stock.base(), changes));
    }

    /** All of the page but what is made anew for each request, and the addresses of files of the build. */
    private static String page(String base, Map<String, String> changes) {
        Map<String, String> parameters = new HashMap<>(
                Map.of("response_type", "code", "redirect_uri", REDIRECT, "state", "the-state", "nonce", "the-nonce"));
        parameters.putAll(changes);
        Answer answer = Http.withCookies()
                .get(base + "/realms/" + realm + "/protocol/openid-connect/auth?" + Http.encode(parameters));
        String body = answer.body()
                .replaceAll("(session_code|tab_id|execution|client_data)=[^\"&]*", "$1=…")
                .replaceAll("\"[A-Za-z0-9_+/=-]{40,}\"", "\"…\"");
        return anywhere(base, answer.status() + "\n" + answer.header("Location") + "\n" + body);
    }
}

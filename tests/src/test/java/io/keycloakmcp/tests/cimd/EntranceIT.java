/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.cimd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Claims;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.SharedKeycloak;
import io.keycloakmcp.tests.keycloak.TestRealm;
import io.keycloakmcp.tests.keycloak.Web;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where clients come in by the URL of their metadata, and who stays outside. */
final class EntranceIT {

    private static final String FILES = "https://files.example.com/mcp";
    private static final String DEVICE = "urn:ietf:params:oauth:grant-type:device_code";
    private static final String WITH_DEVICE =
            UrlClients.LOOPBACK + ",\"grant_types\":[\"authorization_code\",\"refresh_token\",\"" + DEVICE + "\"]";

    private static TestRealm realm;
    private static UrlClients clients;
    private static Web web;

    @BeforeAll
    static void setUp() {
        realm = TestRealm.create();
        clients = new UrlClients(realm);
        web = Web.open();
        realm.registerServer(FILES, Map.of("scopes_supported", "files:read"));
        clients.open();
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
        web.close();
    }

    private static Answer post(String path, String clientId, Map<String, String> more) {
        Map<String, String> form = new HashMap<>(more);
        form.put("client_id", clientId);
        return Http.plain().postForm(realm.issuer() + "/protocol/openid-connect" + path, form);
    }

    private static Answer par(String clientId) {
        Map<String, String> request =
                clients.flow(clientId).authorizationRequest(Map.of("resource", FILES, "scope", "files:read"));
        return post("/ext/par/request", clientId, request);
    }

    private static Answer device(String clientId) {
        return post("/auth/device", clientId, Map.of("resource", FILES, "scope", "files:read"));
    }

    private static Answer token(String clientId) {
        return post("/token", clientId, Map.of("grant_type", "authorization_code", "code", "unknown"));
    }

    @Test
    void comesInAtTheAuthorizationEndpoint() {
        String clientId = web.putDocument("/authorize.json", UrlClients.LOOPBACK);

        Answer tokens = clients.flow(clientId).tokens("alice", FILES, "files:read");

        assertThat(Claims.ofAccessToken(tokens)).containsEntry("aud", FILES).containsEntry("scope", "files:read");
        assertThat(clients.find(clientId).get("publicClient").asBoolean()).isTrue();
        assertThat(clients.attribute(clientId, "mcp.registered_at")).isNotBlank();
        assertThat(web.visits("/authorize.json")).isEqualTo(1);
        JsonNode event = clients.event("CLIENT_REGISTER");
        assertThat(event.get("clientId").asText()).isEqualTo(clientId);
        assertThat(event.at("/details/mcp_rule").asText()).isEqualTo("open");
    }

    @Test
    void comesInAtPushedAuthorizationRequests() {
        String clientId = web.putDocument("/par.json", UrlClients.LOOPBACK);

        Answer pushed = par(clientId);

        assertThat(pushed.status()).as(pushed.body()).isEqualTo(201);
        McpFlow flow = clients.flow(clientId);
        Map<String, String> redirect = flow.logInAt(
                realm.issuer() + "/protocol/openid-connect/auth?"
                        + Http.encode(Map.of("client_id", clientId, "request_uri", pushed.text("request_uri"))),
                "alice");
        assertThat(Claims.ofAccessToken(flow.exchange(redirect.get("code"), Map.of("resource", FILES))))
                .containsEntry("aud", FILES);
    }

    /** Without PKCE, which the device grant does not know (RFC 8628 §3.1). */
    @Test
    void comesInAtTheDeviceEndpoint() {
        String clientId = web.putDocument("/device.json", WITH_DEVICE);

        Answer device = device(clientId);

        assertThat(device.status()).as(device.body()).isEqualTo(200);
        McpFlow flow = clients.flow(clientId);
        flow.approveDevice(device.text("verification_uri_complete"), "alice");
        Answer tokens =
                post("/token", clientId, Map.of("grant_type", DEVICE, "device_code", device.text("device_code")));
        assertThat(Claims.ofAccessToken(tokens)).containsEntry("aud", FILES);
        assertThat(McpFlow.query(flow.authorize(Map.of("resource", FILES, "code_challenge", ""))
                        .header("Location")))
                .as("codes need it still")
                .containsEntry("error", "invalid_request");
    }

    @Test
    void comesInAtTheTokenEndpoint() {
        String clientId = web.putDocument("/token.json", UrlClients.LOOPBACK);

        Answer answer = token(clientId);

        assertThat(answer.text("error")).isEqualTo("invalid_grant");
        assertThat(clients.find(clientId).isMissingNode()).isFalse();
    }

    @Test
    void comesInOnceWhenTwentyComeAtOnce() {
        Map<String, Function<String, Answer>> entrances = Map.of(
                "authorize", clientId -> clients.flow(clientId).authorize(Map.of("resource", FILES)),
                "par", EntranceIT::par,
                "device", EntranceIT::device,
                "token", EntranceIT::token);
        ExecutorService threads = Executors.newFixedThreadPool(20);
        try {
            entrances.forEach((name, entrance) -> {
                String path = "/twenty-" + name + ".json";
                String clientId = web.putDocument(path, WITH_DEVICE);
                List<Integer> statuses = IntStream.range(0, 20)
                        .mapToObj(number -> CompletableFuture.supplyAsync(() -> entrance.apply(clientId), threads))
                        .toList()
                        .stream()
                        .map(CompletableFuture::join)
                        .map(answer ->
                                name.equals("token") && answer.text("error").equals("invalid_grant")
                                        ? 200
                                        : answer.status())
                        .toList();
                assertThat(statuses).as(name).allMatch(status -> status / 100 == 2 || status / 100 == 3);
                assertThat(web.visits(path)).as(name).isEqualTo(1);
            });
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void isNotFetchedForAnythingElse() {
        String clientId = web.putDocument("/elsewhere.json", UrlClients.LOOPBACK);

        assertThat(post("/revoke", clientId, Map.of("token", "x")).status()).isGreaterThanOrEqualTo(400);
        assertThat(post("/token/introspect", clientId, Map.of("token", "x")).status())
                .isGreaterThanOrEqualTo(400);
        assertThat(clients.find(clientId).isMissingNode()).isTrue();
        Http.plain()
                .get(realm.issuer() + "/protocol/openid-connect/logout?" + Http.encode(Map.of("client_id", clientId)));
        assertThat(web.visits("/elsewhere.json")).isZero();
    }

    @Test
    void isNotFetchedInARealmWithoutMcpServers() {
        String clientId = web.putDocument("/other-realm.json", UrlClients.LOOPBACK);
        try (TestRealm other = TestRealm.create()) {
            new UrlClients(other).open();
            McpFlow flow = new McpFlow(other, clientId, UrlClients.CALLBACK);

            assertThat(flow.authorize(Map.of()).status()).isEqualTo(400);
            assertThat(flow.exchange("unknown", Map.of()).status()).isEqualTo(401);
            JsonNode metadata = Http.plain()
                    .get(other.issuer() + "/.well-known/openid-configuration")
                    .json();
            assertThat(metadata.has("client_id_metadata_document_supported"))
                    .isEqualTo(SharedKeycloak.hasFeature("cimd"));
        }
        assertThat(web.visits("/other-realm.json")).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "missing.json, document_unavailable",
        "redirect.json, document_unavailable",
        "forbidden.json, document_unavailable",
        "html.json, document_unavailable",
        "large.json, document_unavailable",
        "deep.json, document_malformed",
        "none.json, document_malformed",
        "other-id.json, document_invalid",
        "unnamed.json, document_invalid",
        "secret.json, document_invalid",
        "invisible.json, document_invalid",
        "method.json, document_invalid",
        "script.json, redirect_uri_malformed",
    })
    void staysOutsideWithADocumentThatIsNotInOrderAndIsRecorded(String name, String rule) {
        putBroken();
        String clientId = web.url("/" + name);

        Answer page = clients.flow(clientId).authorize(Map.of("resource", FILES, "state", "s"));

        assertThat(page.status()).isEqualTo(400);
        assertThat(page.header("Location")).isEmpty();
        assertThat(page.header("Content-Type")).startsWith("text/html");
        assertThat(page.body()).doesNotContain("Exception").doesNotContain("null");
        assertThat(token(clientId).status()).isEqualTo(401);
        assertThat(token(clientId).text("error")).isEqualTo("invalid_client");
        assertThat(clients.detail("CODE_TO_TOKEN_ERROR", "mcp_rule")).isEqualTo(rule);
        assertThat(clients.detail("CODE_TO_TOKEN_ERROR", "reason")).isNotBlank();
        assertThat(par(clientId).status()).isEqualTo(401);
        assertThat(device(clientId).status()).isEqualTo(401);
        assertThat(clients.find(clientId).isMissingNode()).isTrue();
        // All of these within half a minute were one visit.
        assertThat(web.visits("/" + name)).isLessThanOrEqualTo(1);
    }

    private static void putBroken() {
        Map<String, String> json = Map.of("Content-Type", "application/json");
        String good = UrlClients.LOOPBACK;
        web.put("/redirect.json", 302, Map.of("Location", web.url("/authorize.json")), "");
        web.put("/forbidden.json", 403, Map.of("Content-Type", "text/html"), "<html>Checking your browser");
        web.put("/html.json", 200, Map.of("Content-Type", "text/html"), web.document("/html.json", good));
        web.put("/large.json", 200, json, web.document("/large.json", good + ",\"x\":\"" + "x".repeat(11_000) + "\""));
        web.put("/deep.json", 200, json, "[".repeat(4_000) + "]".repeat(4_000));
        web.put("/none.json", 200, json, "client_id=x");
        web.put("/other-id.json", 200, json, web.document("/authorize.json", good));
        web.put("/unnamed.json", 200, json, "{\"client_id\":\"" + web.url("/unnamed.json") + "\"," + good + "}");
        web.put("/secret.json", 200, json, web.document("/secret.json", good + ",\"client_secret\":\"s\""));
        web.put(
                "/invisible.json",
                200,
                json,
                "{\"client_id\":\"" + web.url("/invisible.json") + "\",\"client_name\":\"a\\u202eb\"," + good + "}");
        web.put(
                "/method.json",
                200,
                json,
                web.document("/method.json", good + ",\"token_endpoint_auth_method\":\"client_secret_basic\""));
        web.put("/script.json", 200, json, web.document("/script.json", "\"redirect_uris\":[\"javascript:alert(1)\"]"));
    }

    @ParameterizedTest
    @CsvSource({
        "https://127.0.0.1/client.json, document_unavailable",
        "https://localhost/client.json, document_unavailable",
        "https://10.0.0.1/client.json, address_forbidden",
        "https://192.168.1.1/client.json, address_forbidden",
        "https://169.254.169.254/latest/meta-data, address_forbidden",
        "https://[::ffff:169.254.169.254]/latest/meta-data, address_forbidden",
        "https://[fd00:ec2::254]/latest/meta-data, address_forbidden",
        "https://2130706433/client.json, document_unavailable",
        "https://client.invalid/client.json, document_unavailable",
        "https://client.example:22/client.json, client_id_malformed",
        "https://client.example/, client_id_malformed",
        "https://user@client.example/client.json, client_id_malformed",
        "https://client.example/a/../client.json, client_id_malformed",
        "http://client.example/client.json, client_id_malformed",
        "http://169.254.169.254/latest/meta-data, client_id_malformed",
    })
    void isNotFetchedFromWhereNobodyElseMayLook(String clientId, String rule) {
        Answer page = clients.flow(clientId).authorize(Map.of("resource", FILES));

        assertThat(page.status()).isEqualTo(400);
        assertThat(page.body()).doesNotContain("is not a public one").doesNotContain("Exception");
        assertThat(token(clientId).status()).isEqualTo(401);
        String found = clients.detail("CODE_TO_TOKEN_ERROR", "mcp_rule");
        // An address of this machine is forbidden too, or nothing listens there.
        assertThat(found).isIn(rule, rule.equals("document_unavailable") ? "address_forbidden" : rule);
    }

    @Test
    void doesNotMeetTheClientsThatAnAdministratorMadeOfAUrl() {
        String clientId = web.putDocument("/by-hand.json", "\"redirect_uris\":[\"http://127.0.0.1/other\"]");
        realm.createMcpClient(clientId, UrlClients.CALLBACK);

        Answer tokens = clients.flow(clientId).tokens("alice", FILES, "files:read");

        assertThat(tokens.status()).isEqualTo(200);
        assertThat(web.visits("/by-hand.json")).isZero();
        assertThat(clients.attribute(clientId, "mcp.client")).isEqualTo("manual");
    }
}

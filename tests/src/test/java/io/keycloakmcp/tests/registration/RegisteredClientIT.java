/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.registration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.keycloakmcp.tests.keycloak.Admin;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a registration in the realm, and what a client cannot bring about by one. */
final class RegisteredClientIT {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String LOOPBACK = "http://localhost:3000/callback";
    private static final String ORIGIN = "http://localhost:6274";

    private static TestRealm realm;

    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
        realm.registerServer("https://mcp.example.com", Map.of("scopes_supported", "mcp:tools mcp:other"));
        new Registrations(realm).settings(Map.of("reuse_clients", false));
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    private static String endpoint(TestRealm where) {
        return where.issuer() + "/clients-registrations/mcp";
    }

    private static Answer send(TestRealm where, String method, String type, String body) {
        return Http.plain()
                .send(HttpRequest.newBuilder(URI.create(endpoint(where)))
                        .header("Content-Type", type)
                        .header("Origin", ORIGIN)
                        .method(method, BodyPublishers.ofString(body)));
    }

    /** A registration that is right, with these members instead or besides. */
    private static Answer register(TestRealm where, Map<String, Object> members) {
        Map<String, Object> body = new HashMap<>(Map.of("redirect_uris", List.of(LOOPBACK)));
        body.putAll(members);
        return send(where, "POST", "application/json", MAPPER.valueToTree(body).toString());
    }

    private static JsonNode registered(Map<String, Object> members) {
        Answer answer = register(realm, members);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.json();
    }

    private static JsonNode stored(JsonNode registered) {
        String clientId = registered.get("client_id").asText();
        return realm.admin()
                .get(realm.adminPath("/clients/" + realm.clientUuid(clientId)))
                .json();
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    @Test
    void hasWhatItNamedAndMayHaveAmongItsScopesFromTheStart() {
        JsonNode client = stored(registered(Map.of("scope", "openid mcp:tools nonsense")));

        assertThat(texts(client.get("optionalClientScopes")))
                .contains("mcp:tools", "email", "profile", "offline_access")
                .doesNotContain("mcp:other");
        assertThat(texts(client.get("defaultClientScopes"))).containsExactlyInAnyOrder("basic", "acr");
    }

    @Test
    void echoesAndKeepsThePagesOfTheClient() {
        JsonNode registered = registered(Map.of(
                "client_name",
                "A client",
                "client_uri",
                "https://client.example",
                "policy_uri",
                "https://client.example/policy",
                "tos_uri",
                "https://client.example/tos",
                "application_type",
                "web",
                "software_id",
                "the-software",
                "software_version",
                "1.0"));
        JsonNode client = stored(registered);

        assertThat(registered.get("client_uri").asText()).isEqualTo("https://client.example");
        assertThat(registered.get("policy_uri").asText()).isEqualTo("https://client.example/policy");
        assertThat(registered.get("tos_uri").asText()).isEqualTo("https://client.example/tos");
        assertThat(registered.get("application_type").asText()).isEqualTo("web");
        assertThat(registered.get("software_id").asText()).isEqualTo("the-software");
        assertThat(registered.get("software_version").asText()).isEqualTo("1.0");
        assertThat(client.get("name").asText()).isEqualTo("A client");
        assertThat(client.get("baseUrl").asText()).isEqualTo("https://client.example");
        assertThat(client.at("/attributes/policyUri").asText()).isEqualTo("https://client.example/policy");
        assertThat(client.at("/attributes/tosUri").asText()).isEqualTo("https://client.example/tos");
    }

    @Test
    void leavesOutOfTheAnswerWhatTheClientDidNotSay() {
        JsonNode registered = registered(Map.of("token_endpoint_auth_method", "none"));

        assertThat(registered.propertyStream().map(Map.Entry::getKey))
                .containsExactlyInAnyOrder(
                        "client_id",
                        "client_id_issued_at",
                        "client_name",
                        "redirect_uris",
                        "grant_types",
                        "response_types",
                        "token_endpoint_auth_method",
                        "registration_access_token",
                        "registration_client_uri");
        assertThat(registered.get("client_id_issued_at").asLong())
                .isBetween(System.currentTimeMillis() / 1000 - 300, System.currentTimeMillis() / 1000 + 300);
    }

    @ParameterizedTest
    @CsvSource({
        "authorization_code, false, false",
        "authorization_code refresh_token, true, false",
        "authorization_code urn:ietf:params:oauth:grant-type:device_code, false, true"
    })
    void mayUseTheGrantsThatItRegisteredForAndNoOthers(String grants, boolean refresh, boolean device) {
        JsonNode client = stored(registered(Map.of("grant_types", List.of(grants.split(" ")))));

        assertThat(client.at("/attributes/use.refresh.tokens").asBoolean()).isEqualTo(refresh);
        assertThat(client.at("/attributes/oauth2.device.authorization.grant.enabled")
                        .asBoolean())
                .isEqualTo(device);
        assertThat(client.get("standardFlowEnabled").asBoolean()).isTrue();
    }

    @Test
    void cannotGiveItselfMoreThanTheEndpointGives() {
        JsonNode registered = registered(Map.ofEntries(
                Map.entry("client_id", "mcp_000000000000000000000000"),
                Map.entry("clientId", "mcp_000000000000000000000000"),
                Map.entry("client_secret", "mine"),
                Map.entry("secret", "mine"),
                Map.entry("token_endpoint_auth_method", "client_secret_post"),
                Map.entry("consent_required", false),
                Map.entry("consentRequired", false),
                Map.entry("fullScopeAllowed", true),
                Map.entry("serviceAccountsEnabled", true),
                Map.entry("implicitFlowEnabled", true),
                Map.entry("directAccessGrantsEnabled", true),
                Map.entry("webOrigins", List.of("*")),
                Map.entry("defaultClientScopes", List.of("roles")),
                Map.entry("protocolMappers", List.of(Map.of("name", "x"))),
                Map.entry("attributes", Map.of("mcp.client", "false", "pkce.code.challenge.method", "")),
                Map.entry("response_types", List.of("token", "code"))));
        JsonNode client = stored(registered);

        assertThat(registered.get("client_id").asText()).matches("mc_[0-9a-f-]{36}");
        assertThat(registered.get("client_secret").asText()).isNotEqualTo("mine");
        assertThat(texts(registered.get("response_types"))).containsExactly("code");
        for (String off : List.of(
                "fullScopeAllowed", "serviceAccountsEnabled", "implicitFlowEnabled", "directAccessGrantsEnabled")) {
            assertThat(client.get(off).asBoolean()).as(off).isFalse();
        }
        assertThat(client.get("consentRequired").asBoolean()).isTrue();
        assertThat(client.has("protocolMappers")).isFalse();
        assertThat(texts(client.get("webOrigins"))).containsExactly("+");
        assertThat(client.at("/attributes/mcp.client").asText()).isEqualTo("dynamic_registration");
        assertThat(client.at("/attributes/pkce.code.challenge.method").asText()).isEqualTo("S256");
    }

    @Test
    void keepsAsManyAndAsLongRedirectUrisAsItAccepts() {
        List<String> most = IntStream.range(10, 30)
                .mapToObj(number -> "http://localhost/" + number + "a".repeat(255 - 19))
                .toList();
        JsonNode registered = registered(Map.of("redirect_uris", most));

        assertThat(texts(registered.get("redirect_uris"))).isEqualTo(most).allMatch(uri -> uri.length() == 255);
        assertThat(texts(stored(registered).get("redirectUris"))).containsExactlyInAnyOrderElementsOf(most);
        Answer tooLong = register(realm, Map.of("redirect_uris", List.of(most.get(0) + "a")));
        assertThat(tooLong.status()).as(tooLong.body()).isEqualTo(400);
        assertThat(tooLong.text("error")).isEqualTo("invalid_redirect_uri");
    }

    @Test
    void keepsTheLongestNameThatItAccepts() {
        String longest = "\u00e9".repeat(255);

        assertThat(stored(registered(Map.of("client_name", longest)))
                        .get("name")
                        .asText())
                .isEqualTo(longest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u200bb", "a\u202eb", "a\u0000b", "a\u2028b", "${x}"})
    void refusesANameThatDeceivesOnTheConsentPage(String name) {
        Answer answer = register(realm, Map.of("client_name", name));

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("invalid_client_metadata");
    }

    @Test
    void letsBrowsersReadWhyItRefuses() {
        Answer answer = register(realm, Map.of("redirect_uris", List.of("https://evil.example")));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Access-Control-Allow-Origin")).isIn("*", ORIGIN);
    }

    @Test
    void answersOnlyToPostAndJson() {
        String body = "{\"redirect_uris\":[\"" + LOOPBACK + "\"]}";

        for (String method : List.of("GET", "PUT", "DELETE", "PATCH")) {
            assertThat(send(realm, method, "application/json", body).status())
                    .as(method)
                    .isEqualTo(405);
        }
        assertThat(send(realm, "POST", "text/plain", body).status()).isEqualTo(415);
        assertThat(send(realm, "POST", "application/x-www-form-urlencoded", "redirect_uris=" + LOOPBACK)
                        .status())
                .isEqualTo(415);
        assertThat(send(realm, "POST", "application/json", body + " ".repeat(65_536))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void givesNobodyAccessToARegisteredClient() {
        String clientId = registered(Map.of()).get("client_id").asText();
        String url = endpoint(realm) + "/" + clientId;

        assertThat(Http.plain().get(url).status()).isEqualTo(401);
        assertThat(Http.plain().postJson(url, "{}").status()).isEqualTo(405);
        assertThat(Http.plain()
                        .get(realm.issuer() + "/clients-registrations/openid-connect/" + clientId)
                        .status())
                .isEqualTo(401);
    }

    @Test
    void letsTheAdministratorsOwnClientPoliciesRefuse() {
        try (TestRealm strict = TestRealm.create()) {
            strict.registerServer("https://mcp.example.com", Map.of());
            Admin admin = strict.admin();
            assertThat(admin.put(
                                    strict.adminPath("/client-policies/profiles"),
                                    Map.of(
                                            "profiles",
                                            List.of(Map.of(
                                                    "name",
                                                    "https-only",
                                                    "executors",
                                                    List.of(Map.of(
                                                            "executor",
                                                            "secure-client-uris",
                                                            "configuration",
                                                            Map.of()))))))
                            .status())
                    .isEqualTo(204);
            assertThat(admin.put(
                                    strict.adminPath("/client-policies/policies"),
                                    Map.of(
                                            "policies",
                                            List.of(Map.of(
                                                    "name",
                                                    "all",
                                                    "enabled",
                                                    true,
                                                    "conditions",
                                                    List.of(Map.of(
                                                            "condition", "any-client", "configuration", Map.of())),
                                                    "profiles",
                                                    List.of("https-only")))))
                            .status())
                    .isEqualTo(204);
            int before = admin.get(strict.adminPath("/clients?max=1000")).json().size();
            Answer refused = register(strict, Map.of());

            assertThat(refused.status()).as(refused.body()).isEqualTo(400);
            assertThat(refused.text("error")).isNotBlank();
            assertThat(refused.text("error_description")).isNotBlank();
            assertThat(refused.header("Cache-Control")).isEqualTo("no-store");
            assertThat(refused.header("Access-Control-Allow-Origin")).isIn("*", ORIGIN);
            assertThat(admin.get(strict.adminPath("/clients?max=1000")).json()).hasSize(before);
            assertThat(strict.lastEvent("CLIENT_REGISTER_ERROR").get("error").asText())
                    .isEqualTo(refused.text("error"));

            Answer accepted =
                    register(strict, Map.of("redirect_uris", List.of("https://claude.ai/api/mcp/auth_callback")));
            assertThat(accepted.status()).as(accepted.body()).isEqualTo(201);
        }
    }
}

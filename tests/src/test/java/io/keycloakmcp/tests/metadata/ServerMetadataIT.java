/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The realm's server metadata (RFC 8414) in every place where clients look for it. */
final class ServerMetadataIT {

    private static final String NEW_PLACE = "/.well-known/openid-configuration/realms/%s";

    private static TestRealm realm;

    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
        realm.registerServer("https://files.example.com", Map.of("scopes_supported", "files:read files:write"));
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    static List<String> places() {
        return List.of(
                "/.well-known/oauth-authorization-server/realms/%s",
                NEW_PLACE,
                "/realms/%s/.well-known/openid-configuration",
                "/realms/%s/.well-known/oauth-authorization-server");
    }

    private static String url(TestRealm where, String place) {
        return where.base() + place.formatted(where.name());
    }

    private static JsonNode metadata(TestRealm where) {
        return Http.plain().get(url(where, places().get(0))).json();
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static List<String> scopes(TestRealm where) {
        return texts(metadata(where).get("scopes_supported"));
    }

    private static boolean isForMcp(TestRealm where) {
        String registration = metadata(where).get("registration_endpoint").asText();
        assertThat(registration).startsWith(where.issuer() + "/clients-registrations/");
        return registration.endsWith("/mcp");
    }

    @ParameterizedTest
    @MethodSource("places")
    void isTheSameInEveryPlace(String place) {
        Answer answer = Http.plain().get(url(realm, place));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        assertThat(answer.text("issuer")).isEqualTo(realm.issuer());
        assertThat(answer.json()).isEqualTo(metadata(realm));
    }

    @Test
    void hasWhatTheStandardsDemand() {
        JsonNode metadata = metadata(realm);

        for (String url : List.of(
                "issuer",
                "authorization_endpoint",
                "token_endpoint",
                "jwks_uri",
                "registration_endpoint",
                "revocation_endpoint",
                "introspection_endpoint")) {
            assertThat(metadata.path(url).asText()).as(url).startsWith(realm.issuer());
        }
        assertThat(texts(metadata.get("response_types_supported"))).contains("code");
        assertThat(texts(metadata.get("grant_types_supported"))).contains("authorization_code", "refresh_token");
        assertThat(metadata.get("authorization_response_iss_parameter_supported")
                        .asBoolean())
                .isTrue();
        assertThat(texts(metadata.get("id_token_signing_alg_values_supported"))).contains("RS256");
        assertThat(metadata.get("subject_types_supported")).isNotEmpty();
        assertThat(metadata).allSatisfy(value -> {
            assertThat(value.isNull()).isFalse();
            assertThat(value.isArray() && value.isEmpty()).isFalse();
        });
    }

    @Test
    void offersNoPkceButS256() {
        assertThat(texts(metadata(realm).get("code_challenge_methods_supported")))
                .containsExactly("S256");
    }

    @Test
    void letsClientsRegisterWithoutASecret() {
        assertThat(texts(metadata(realm).get("token_endpoint_auth_methods_supported")))
                .containsOnlyOnce("none")
                .contains("client_secret_basic", "client_secret_post", "private_key_jwt");
    }

    @Test
    void namesOurRegistrationEndpoint() {
        assertThat(metadata(realm).get("registration_endpoint").asText())
                .isEqualTo(realm.issuer() + "/clients-registrations/mcp");
    }

    @Test
    void namesTheScopesThatMcpClientsMayHaveAndNoOthers() {
        try (TestRealm own = TestRealm.create()) {
            own.admin().post(own.adminPath("/client-scopes"), Map.of("name", "internal", "protocol", "openid-connect"));
            JsonNode one = own.registerServer("https://one.example.com", Map.of("scopes_supported", "one:a shared"));
            assertThat(scopes(own))
                    .containsExactlyInAnyOrder(
                            "openid", "profile", "email", "address", "phone", "offline_access", "one:a", "shared");

            own.registerServer("https://two.example.com", Map.of("scopes_supported", "two:a shared"));
            assertThat(scopes(own)).as("a new one").hasSize(9).contains("two:a");
            own.changeServer(one.get("server_id").asText(), Map.of("scopes_supported", List.of("one:b")));
            assertThat(scopes(own))
                    .as("another one")
                    .hasSize(9)
                    .contains("one:b", "shared")
                    .doesNotContain("one:a");
            own.admin()
                    .delete(own.adminPath("/mcp/servers/" + one.get("server_id").asText()));
            assertThat(scopes(own)).as("one less").hasSize(8).doesNotContain("one:b");
        }
    }

    // Browsers

    static Stream<String> addresses() {
        return Stream.concat(
                places().stream(),
                Stream.of("/realms/%s/protocol/openid-connect/token", "/realms/%s/clients-registrations/mcp"));
    }

    private static Answer preflight(TestRealm where, String place) {
        return Http.plain()
                .send(HttpRequest.newBuilder(URI.create(url(where, place)))
                        .method("OPTIONS", BodyPublishers.noBody())
                        .header("Origin", "http://localhost:6274")
                        .header("Access-Control-Request-Method", "POST")
                        .header("Access-Control-Request-Headers", "content-type,mcp-protocol-version"));
    }

    private static List<String> allowedHeaders(Answer preflight) {
        return List.of(preflight
                .header("Access-Control-Allow-Headers")
                .toLowerCase(Locale.ROOT)
                .split(", "));
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void letsBrowsersSendTheProtocolVersion(String place) {
        Answer answer = preflight(realm, place);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("http://localhost:6274");
        assertThat(allowedHeaders(answer)).contains("mcp-protocol-version", "content-type", "dpop");
    }

    @ParameterizedTest
    @MethodSource("places")
    void letsEveryOriginRead(String place) {
        Answer answer = Http.plain()
                .send(HttpRequest.newBuilder(URI.create(url(realm, place)))
                        .header("Origin", "https://inspector.example.com")
                        .header("MCP-Protocol-Version", "2024-11-05"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Access-Control-Allow-Origin")).isIn("*", "https://inspector.example.com");
    }

    // Realms without MCP servers

    /** What a realm without MCP servers looks like; Keycloak does not promise an order of the scopes. */
    private static void isAsStockAs(Map<String, JsonNode> before, TestRealm where) {
        assertThat(isForMcp(where)).isFalse();
        assertThat(seen(where)).isEqualTo(before);
        assertThat(Http.plain().get(url(where, NEW_PLACE)).status()).isEqualTo(404);
        assertThat(preflight(where, NEW_PLACE).status()).isEqualTo(404);
        assertThat(allowedHeaders(preflight(where, "/realms/%s/protocol/openid-connect/token")))
                .doesNotContain("mcp-protocol-version");
        assertThat(preflight(where, "/realms/%s/clients-registrations/mcp").status())
                .isEqualTo(404);
        assertThat(Http.plain()
                        .postJson(url(where, "/realms/%s/clients-registrations/mcp"), "{}")
                        .status())
                .isEqualTo(404);
    }

    private static Map<String, JsonNode> seen(TestRealm where) {
        return places().stream()
                .filter(place -> !place.equals(NEW_PLACE))
                .collect(Collectors.toMap(place -> place, place -> sorted(where, place)));
    }

    private static JsonNode sorted(TestRealm where, String place) {
        ObjectNode metadata = (ObjectNode) Http.plain().get(url(where, place)).json();
        List<String> scopes =
                texts(metadata.get("scopes_supported")).stream().sorted().toList();
        return metadata.set("scopes_supported", new ObjectMapper().valueToTree(scopes));
    }

    @Test
    void isAsBeforeWithoutServersAndWhenTheLastIsGone() {
        try (TestRealm own = TestRealm.create()) {
            Map<String, JsonNode> before = seen(own);
            isAsStockAs(before, own);
            JsonNode one = own.registerServer("https://one.example.com", Map.of("scopes_supported", "one:a"));
            JsonNode two = own.registerServer("https://two.example.com", Map.of("status", "draft"));
            assertThat(isForMcp(own)).isTrue();

            own.admin()
                    .delete(own.adminPath("/mcp/servers/" + one.get("server_id").asText()));
            assertThat(isForMcp(own)).as("there is one left").isTrue();
            own.admin()
                    .delete(own.adminPath("/mcp/servers/" + two.get("server_id").asText()));
            isAsStockAs(before, own);
        }
    }

    @Test
    void noticesServersThatComeAndGoByTheClientApi() {
        try (TestRealm own = TestRealm.create()) {
            Map<String, JsonNode> before = seen(own);
            Map<String, Object> client = Map.of(
                    "clientId",
                    "mcp_4015ed96e8e89d5f95d3f45d",
                    "attributes",
                    Map.of("resource_url", "https://files.example.com"));
            own.createClient(client);
            assertThat(isForMcp(own)).isTrue();
            String path = own.adminPath("/clients/" + own.clientUuid("mcp_4015ed96e8e89d5f95d3f45d"));

            own.admin().put(path, Map.of("clientId", "renamed"));
            isAsStockAs(before, own);
            own.admin().put(path, Map.of("clientId", "mcp_4015ed96e8e89d5f95d3f45d"));
            assertThat(isForMcp(own)).isTrue();
            own.admin().delete(path);
            isAsStockAs(before, own);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"attributes\":{\"terraform\":\"yes\"}}",
                "{\"attributes\":{}}",
                "{\"displayName\":\"x\"}",
                "{\"attributes\":{\"mcp.servers\":\"false\"}}"
            })
    void doesNotForgetItsServersWhenTheRealmIsUpdated(String update) {
        try (TestRealm own = TestRealm.create()) {
            own.registerServer("https://one.example.com", Map.of());

            assertThat(own.admin().put("/realms/" + own.name(), update).status())
                    .isEqualTo(204);
            assertThat(isForMcp(own)).isTrue();
            assertThat(Http.plain().get(url(own, NEW_PLACE)).status()).isEqualTo(200);
        }
    }

    @Test
    void doesNotRememberServersThatAreGoneWhenAnOldCopyOfTheRealmIsSaved() {
        try (TestRealm own = TestRealm.create()) {
            Map<String, JsonNode> before = seen(own);
            JsonNode server = own.registerServer("https://one.example.com", Map.of());
            JsonNode copy = own.admin().get("/realms/" + own.name()).json();
            own.admin()
                    .delete(own.adminPath(
                            "/mcp/servers/" + server.get("server_id").asText()));

            assertThat(own.admin().put("/realms/" + own.name(), copy).status()).isEqualTo(204);
            isAsStockAs(before, own);
        }
    }
}

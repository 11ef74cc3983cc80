/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.text.ParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The metadata of protected resources (RFC 9728) as clients read it. */
final class ProtectedResourceMetadataIT {

    private static final String FILES = "https://files.example.com/mcp";

    private static TestRealm realm;
    private static JsonNode files;

    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
        files = realm.registerServer(
                FILES,
                Map.of("name", "Files", "scopes_supported", List.of("files:read", "offline_access", "files:write")));
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    private static String byResource(String resource) {
        return realm.issuer() + "/mcp/.well-known/oauth-protected-resource?"
                + Http.encode(Map.of("resource", resource));
    }

    private static String byServerId(JsonNode server) {
        return byServerId(server.get("server_id").asText());
    }

    private static String byServerId(String serverId) {
        return realm.issuer() + "/mcp/.well-known/oauth-protected-resource/" + serverId;
    }

    private static Answer send(String method, String url, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).method(method, BodyPublishers.noBody());
        return Http.plain().send(headers.length == 0 ? request : request.headers(headers));
    }

    private static JsonNode document(JsonNode server) {
        Answer answer = send("GET", byServerId(server));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private static void isAbsent(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(404);
        assertThat(answer.text("error")).isEqualTo("not_found");
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
    }

    // The document

    @Test
    void saysWhatClientsNeedAndNoMore() {
        ObjectNode document = (ObjectNode) document(files);
        document.remove("signed_metadata");

        assertThat(document.toString())
                .isEqualTo("{\"resource\":\"" + FILES + "\",\"authorization_servers\":[\"" + realm.issuer() + "\"],"
                        + "\"scopes_supported\":[\"files:read\",\"files:write\"],"
                        + "\"bearer_methods_supported\":[\"header\"],\"resource_name\":\"Files\"}");
    }

    @Test
    void isJsonForAnybody() {
        Answer answer = send("GET", byServerId(files), "Accept", "text/html");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    }

    @Test
    void namesTheIssuerByteForByte() {
        JsonNode issuer = Http.plain()
                .get(realm.base() + "/.well-known/oauth-authorization-server/realms/" + realm.name())
                .json()
                .get("issuer");

        assertThat(document(files).get("authorization_servers")).containsExactly(issuer);
    }

    @Test
    void givesTheSameDocumentForTheIdAndForTheResource() {
        assertThat(send("GET", byResource(FILES)).body())
                .isEqualTo(send("GET", byServerId(files)).body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://Exact.example.com",
                "https://exact-slash.example.com/",
                "https://exact.example.com:443/mcp",
                "https://exact.example.com/a/../Mcp/",
                "https://exact.example.com/%7euser",
                "http://localhost:3000/mcp",
                "http://[::1]:3000"
            })
    void publishesTheResourceExactlyAsItWasRegistered(String resource) {
        JsonNode server = realm.registerServer(resource, Map.of());

        assertThat(document(server).get("resource").asText()).isEqualTo(resource);
        assertThat(send("GET", byResource(resource)).text("resource")).isEqualTo(resource);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://FILES.example.com/mcp",
                "https://files.example.com:443/mcp",
                "https://files.example.com/x/../mcp",
                "https://files.example.com/%6Dcp"
            })
    void findsTheResourceInAnySpelling(String resource) {
        assertThat(send("GET", byResource(resource)).text("resource")).isEqualTo(FILES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://files.example.com",
                "https://files.example.com/mcp/",
                "https://files.example.com/MCP",
                "https://files.example.com/mcp/tools",
                "https://other.example.com/mcp"
            })
    void doesNotTakeAnotherResourceForIt(String resource) {
        isAbsent(send("GET", byResource(resource)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "files", "/mcp", "http://files.example.com/mcp", "https://files.example.com/mcp#x"})
    void refusesAParameterThatIsNoResource(String resource) {
        Answer answer = send("GET", byResource(resource));

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("invalid_request");
        assertThat(answer.text("error_description")).startsWith("The parameter resource ");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
    }

    @Test
    void refusesARequestThatNamesNothing() {
        assertThat(send("GET", realm.issuer() + "/mcp/.well-known/oauth-protected-resource")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void leavesOutWhatHasNoValue() {
        JsonNode document = document(realm.registerServer("https://bare.example.com", Map.of()));

        assertThat(document.has("scopes_supported")).isFalse();
        assertThat(document).allSatisfy(value -> {
            assertThat(value.isNull()).isFalse();
            assertThat(value.isContainerNode() && value.isEmpty()).isFalse();
        });
    }

    @Test
    void leavesTheScopesOutWhereOfflineAccessIsTheOnlyOne() {
        JsonNode document = document(
                realm.registerServer("https://offline.example.com", Map.of("scopes_supported", "offline_access")));

        assertThat(document.toString()).doesNotContain("scopes_supported", "offline_access");
    }

    @Test
    void asksForDpopWhereTokensMustBeBoundToAKey() {
        JsonNode dpop = document(realm.registerServer("https://dpop.example.com", Map.of("require_dpop", true)));
        JsonNode supported = Http.plain()
                .get(realm.issuer() + "/.well-known/openid-configuration")
                .json()
                .get("dpop_signing_alg_values_supported");

        assertThat(dpop.get("dpop_bound_access_tokens_required").asBoolean()).isTrue();
        assertThat(dpop.get("dpop_signing_alg_values_supported"))
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(supported);
        assertThat(document(files).has("dpop_bound_access_tokens_required")).isFalse();
        assertThat(document(files).has("dpop_signing_alg_values_supported")).isFalse();
    }

    @Test
    void showsAChangeAtOnce() {
        JsonNode server = realm.registerServer("https://changing.example.com", Map.of("name", "Before"));
        String id = server.get("server_id").asText();
        String tag = send("GET", byServerId(server)).header("ETag");

        realm.changeServer(id, Map.of("name", "After", "scopes_supported", List.of("changing:read")));
        Answer changed = send("GET", byServerId(server), "If-None-Match", tag);
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.text("resource_name")).isEqualTo("After");
        assertThat(changed.json().get("scopes_supported")).hasSize(1);
        assertThat(changed.header("ETag")).isNotEqualTo(tag);

        realm.changeServer(id, Map.of("status", "suspended"));
        isAbsent(send("GET", byServerId(server), "If-None-Match", "*"));
        realm.changeServer(id, Map.of("status", "active"));
        assertThat(send("GET", byServerId(server)).header("ETag")).isEqualTo(changed.header("ETag"));
        realm.admin().delete(realm.adminPath("/mcp/servers/" + id));
        isAbsent(send("GET", byServerId(server)));
    }

    @ParameterizedTest
    @CsvSource({"status, draft", "status, suspended", "auth_mode, none", "transport, stdio"})
    void isAbsentForAServerThatTakesNoTokens(String field, String value) {
        String resource = "https://" + value + ".example.com";
        JsonNode server = realm.registerServer(resource, Map.of(field, value));

        isAbsent(send("GET", byServerId(server)));
        isAbsent(send("GET", byResource(resource)));
        assertThat(send("HEAD", byServerId(server)).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mcp_000000000000000000000000", "mcp_", "account", "x"})
    void isAbsentForWhatIsNoServer(String serverId) {
        isAbsent(send("GET", byServerId(serverId)));
    }

    // The signed form

    @Test
    void signsTheSameMembersWithTheKeyOfTheRealm() throws ParseException, JOSEException {
        ObjectNode document = (ObjectNode) document(files);
        SignedJWT signed = SignedJWT.parse(document.remove("signed_metadata").asText());
        JWKSet keys = JWKSet.parse(Http.plain()
                .get(realm.issuer() + "/protocol/openid-connect/certs")
                .body());
        JWK key = keys.getKeyByKeyId(signed.getHeader().getKeyID());

        assertThat(key).isNotNull();
        assertThat(signed.verify(new DefaultJWSVerifierFactory()
                        .createJWSVerifier(signed.getHeader(), key.toRSAKey().toRSAPublicKey())))
                .isTrue();
        ObjectNode claims = new ObjectMapper().valueToTree(signed.getPayload().toJSONObject());
        assertThat(claims.remove("iss").asText()).isEqualTo(realm.issuer());
        assertThat(claims).isEqualTo(document);
    }

    // Caching

    @Test
    void mayBeKeptForAnHour() {
        Answer answer = send("GET", byServerId(files));

        assertThat(answer.header("Cache-Control")).isEqualTo("public, max-age=3600");
        assertThat(answer.header("ETag")).matches("\"[0-9a-f]{32}\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "W/%s", "\"x\", %s", "%s,\"x\"", "\"x\" , W/%s ", "*"})
    void isNotSentAgainToWhoHasIt(String known) {
        String tag = send("GET", byServerId(files)).header("ETag");
        for (String url : List.of(byServerId(files), byResource(FILES))) {
            Answer answer = send("GET", url, "If-None-Match", known.formatted(tag));

            assertThat(answer.status()).isEqualTo(304);
            assertThat(answer.body()).isEmpty();
            assertThat(answer.header("ETag")).isEqualTo(tag);
            assertThat(answer.header("Cache-Control")).isEqualTo("public, max-age=3600");
            assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"x\"", "W/\"x\"", "x", "", "\"\"", "**"})
    void isSentAgainToWhoHasAnother(String known) {
        assertThat(send("GET", byServerId(files), "If-None-Match", known).status())
                .isEqualTo(200);
    }

    @Test
    void hasAnotherTagThanTheDocumentOfAnotherServer() {
        JsonNode other = realm.registerServer("https://othertag.example.com", Map.of("name", "Files"));

        assertThat(send("GET", byServerId(other)).header("ETag"))
                .isNotEqualTo(send("GET", byServerId(files)).header("ETag"));
    }

    @Test
    void answersHeadLikeGetWithoutTheBody() {
        for (String url : List.of(byServerId(files), byResource(FILES))) {
            Answer get = send("GET", url);
            Answer head = send("HEAD", url);

            assertThat(head.status()).isEqualTo(200);
            assertThat(head.body()).isEmpty();
            for (String header : List.of("Content-Type", "Content-Length", "ETag", "Cache-Control")) {
                assertThat(head.header(header))
                        .as(header)
                        .isEqualTo(get.header(header))
                        .isNotEmpty();
            }
            assertThat(send("HEAD", url, "If-None-Match", get.header("ETag")).status())
                    .isEqualTo(304);
        }
    }

    // Browsers

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:6274", "https://inspector.example.com", "null"})
    void letsEveryOriginReadIt(String origin) {
        Answer answer = send("GET", byServerId(files), "Origin", origin, "MCP-Protocol-Version", "2025-11-25");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(answer.header("Access-Control-Allow-Credentials")).isEmpty();
        assertThat(answer.header("Access-Control-Expose-Headers")).isEqualTo("ETag");
    }

    @Test
    void answersThePreflightOfEveryOrigin() {
        for (String url : List.of(byServerId(files), byResource(FILES), byServerId("mcp_000000000000000000000000"))) {
            Answer answer = send(
                    "OPTIONS",
                    url,
                    "Origin",
                    "http://localhost:6274",
                    "Access-Control-Request-Method",
                    "GET",
                    "Access-Control-Request-Headers",
                    "mcp-protocol-version,if-none-match");

            assertThat(answer.status()).isEqualTo(204);
            assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
            assertThat(answer.header("Access-Control-Allow-Methods").split(", "))
                    .contains("GET", "HEAD");
            assertThat(answer.header("Access-Control-Allow-Headers")
                            .toLowerCase(Locale.ROOT)
                            .split(", "))
                    .contains("mcp-protocol-version", "if-none-match", "accept", "authorization");
            assertThat(answer.header("Access-Control-Max-Age")).isEqualTo("3600");
        }
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.registry;

import static io.keycloakmcp.tests.registry.Servers.isNotFound;
import static io.keycloakmcp.tests.registry.Servers.texts;
import static io.keycloakmcp.tests.registry.Servers.wrongFields;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.tests.keycloak.Admin;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The registry of MCP servers as administrators use it over REST: making, changing and removing servers. */
final class RegistryIT {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String REDIRECT = "http://127.0.0.1/callback";

    private static TestRealm realm;
    private static Admin admin;
    private static Servers servers;

    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
        admin = realm.admin();
        servers = new Servers(realm);
        realm.createMcpClient("mcp-client", REDIRECT);
        assertThat(admin.post(realm.adminPath("/roles"), Map.of("name", "reader"))
                        .status())
                .isEqualTo(201);
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    // Registering

    @Test
    void registersAServerWithEveryField() {
        Map<String, Object> fields = new HashMap<>();
        fields.put("name", "Files \u2013 \u6587\u4ef6");
        fields.put("description", "Reads & writes <files>");
        fields.put("endpoint_url", "https://every.example.com/mcp/v1");
        fields.put("transport", "http_sse");
        fields.put("auth_mode", "oauth");
        fields.put("status", "draft");
        fields.put("scopes_supported", List.of("every:read", "every:write"));
        fields.put("token_lifetime", 60);
        fields.put("allowed_client_ids", List.of("mcp-client", "account"));
        fields.put("allowed_products", List.of("Claude"));
        fields.put("require_pkce", false);
        fields.put("require_resource_param", false);
        fields.put("require_dpop", true);
        fields.put("required_roles", List.of("reader", "account/view-profile"));
        Answer answer = servers.post("https://every.example.com/mcp", fields);

        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        ObjectNode server = (ObjectNode) answer.json();
        String id = server.get("server_id").asText();
        assertThat(answer.header("Location")).isEqualTo(realm.base() + "/admin" + servers.path() + "/" + id);
        assertThat(server.get("client_secret").asText()).hasSizeGreaterThan(30);
        fields.forEach((field, value) ->
                assertThat(server.get(field)).as(field).isEqualTo(MAPPER.<JsonNode>valueToTree(value)));
        assertThat(server.get("resource_uri").asText()).isEqualTo("https://every.example.com/mcp");
        assertThat(server.get("id").asText()).isEqualTo(realm.clientUuid(id));
        server.remove("client_secret");
        assertThat(admin.get(servers.path() + "/" + id).json()).isEqualTo(server);
    }

    @Test
    void registersAServerWithDefaults() {
        JsonNode server = realm.registerServer("https://defaults.example.com", Map.of("name", "Defaults"));

        assertThat(server.get("server_id").asText()).matches("mcp_[0-9a-f]{24}");
        assertThat(server.get("created_at").asText())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(Z|[+-]\\d\\d:\\d\\d)");
        assertThat(OffsetDateTime.parse(server.get("created_at").asText()))
                .isCloseTo(OffsetDateTime.now(), within(5, ChronoUnit.MINUTES));
        ObjectNode rest = server.deepCopy();
        rest.remove(List.of("id", "server_id", "created_at", "discovery", "client_secret", "access"));
        assertThat(rest.toString())
                .isEqualTo("{\"name\":\"Defaults\",\"resource_uri\":\"https://defaults.example.com\","
                        + "\"description\":null,\"endpoint_url\":null,\"transport\":\"http_streamable\","
                        + "\"auth_mode\":\"oauth\",\"status\":\"active\",\"contact\":null,"
                        + "\"scopes_supported\":[],\"scopes\":[],\"token_lifetime\":3600,"
                        + "\"allowed_client_ids\":[],\"allowed_products\":[],\"required_roles\":[],\"required_groups\":[],"
                        + "\"organization\":null,\"exchange_targets\":[],\"require_pkce\":true,"
                        + "\"require_resource_param\":true,\"require_dpop\":false}");
    }

    @Test
    void tellsWhereClientsDiscoverTheServer() {
        JsonNode server = realm.registerServer(
                "https://discovery.example.com",
                Map.of("scopes_supported", List.of("d:read", "offline_access", "d:write")));
        JsonNode discovery = server.get("discovery");
        String document = realm.issuer() + "/mcp/.well-known/oauth-protected-resource/"
                + server.get("server_id").asText();

        assertThat(discovery.get("authorization_server_metadata").asText())
                .isEqualTo(realm.base() + "/.well-known/oauth-authorization-server/realms/" + realm.name());
        assertThat(discovery.get("protected_resource_metadata").asText()).isEqualTo(document);
        assertThat(discovery.get("www_authenticate_example").asText())
                .isEqualTo("Bearer resource_metadata=\"" + document + "\", scope=\"d:read d:write\"");
        for (String url : List.of("authorization_server_metadata", "protected_resource_metadata")) {
            assertThat(Http.plain().get(discovery.get(url).asText()).status()).isEqualTo(200);
        }
    }

    @Test
    void leavesTheScopeOutOfTheExampleWhereThereIsNone() {
        JsonNode server = realm.registerServer("https://noscope.example.com", Map.of());

        assertThat(server.at("/discovery/www_authenticate_example").asText())
                .startsWith("Bearer resource_metadata=\"")
                .doesNotContain("scope=");
    }

    @Test
    void readsScopesFromATextAndAlwaysShowsAList() {
        JsonNode server = realm.registerServer(
                "https://text.example.com", Map.of("scopes_supported", "text:read,text:write  text:read"));

        assertThat(texts(server.get("scopes_supported"))).containsExactly("text:read", "text:write");
        assertThat(server.get("scopes_supported").isArray()).isTrue();
    }

    @Test
    void keepsTheServerAsAClientThatCanDoNothingButAuthenticate() {
        JsonNode server = realm.registerServer("https://client.example.com", Map.of());
        JsonNode client = servers.client(server.get("server_id").asText()).get(0);

        assertThat(client.get("enabled").asBoolean()).isTrue();
        assertThat(client.get("publicClient").asBoolean()).isFalse();
        assertThat(client.get("clientAuthenticatorType").asText()).isEqualTo("client-secret");
        for (String off : List.of(
                "bearerOnly",
                "standardFlowEnabled",
                "implicitFlowEnabled",
                "directAccessGrantsEnabled",
                "serviceAccountsEnabled",
                "fullScopeAllowed")) {
            assertThat(client.get(off).asBoolean()).as(off).isFalse();
        }
        assertThat(client.get("redirectUris")).isEmpty();
        assertThat(client.get("defaultClientScopes")).isEmpty();
        assertThat(client.get("optionalClientScopes")).isEmpty();
        assertThat(client.at("/attributes/resource_url").asText()).isEqualTo("https://client.example.com");
    }

    @Test
    void makesAClientScopeForEachNewScopeAndUsesThoseOfTheRealm() {
        assertThat(admin.post(
                                realm.adminPath("/client-scopes"),
                                Map.of("name", "own:scope", "protocol", "openid-connect"))
                        .status())
                .isEqualTo(201);
        realm.registerServer(
                "https://scopes.example.com", Map.of("scopes_supported", List.of("own:scope", "made:scope", "openid")));

        assertThat(texts(admin.get(realm.adminPath("/client-scopes")).json(), "name"))
                .containsOnlyOnce("own:scope", "made:scope")
                .doesNotContain("openid");
    }

    // The secret

    @Test
    void showsTheSecretOnceAndNeverAgain() {
        JsonNode server = realm.registerServer("https://secret.example.com", Map.of("name", "Secret"));
        String secret = server.get("client_secret").asText();
        ObjectNode update = server.deepCopy();

        assertThat(admin.get(servers.path(server)).body()).doesNotContain(secret, "client_secret");
        assertThat(admin.get(servers.path() + "?search=secret.example").body())
                .contains("https://secret.example.com")
                .doesNotContain(secret, "client_secret");
        assertThat(admin.put(servers.path(server), update).body())
                .contains("https://secret.example.com")
                .doesNotContain(secret, "client_secret");
        assertThat(canAuthenticate(server, secret)).isTrue();
    }

    @Test
    void givesANewSecretAndEndsTheOldOne() {
        JsonNode server = realm.registerServer("https://newsecret.example.com", Map.of());
        String old = server.get("client_secret").asText();
        Answer answer = admin.post(servers.path(server) + "/secret", "");

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.text("client_secret")).isNotBlank().isNotEqualTo(old);
        assertThat(answer.text("server_id")).isEqualTo(server.get("server_id").asText());
        assertThat(canAuthenticate(server, answer.text("client_secret"))).isTrue();
        assertThat(canAuthenticate(server, old)).isFalse();
    }

    /** What the secret is for: introspection. */
    private static boolean canAuthenticate(JsonNode server, String secret) {
        String credentials = server.get("server_id").asText() + ":" + secret;
        Answer answer = Http.plain()
                .send(HttpRequest.newBuilder(URI.create(realm.tokenEndpoint() + "/introspect"))
                        .header(
                                "Authorization",
                                "Basic "
                                        + Base64.getEncoder()
                                                .encodeToString(credentials.getBytes(StandardCharsets.UTF_8)))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("token=x")));
        assertThat(answer.status()).isIn(200, 401);
        return answer.status() == 200;
    }

    // Changing

    @Test
    void replacesAllSettingsAndNothingElse() {
        JsonNode server = realm.registerServer(
                "https://replace.example.com",
                Map.of(
                        "description",
                        "Old",
                        "status",
                        "suspended",
                        "scopes_supported",
                        "replace:old",
                        "token_lifetime",
                        60,
                        "allowed_client_ids",
                        List.of("mcp-client"),
                        "require_pkce",
                        false,
                        "require_resource_param",
                        false,
                        "require_dpop",
                        true,
                        "required_roles",
                        List.of("reader")));
        Answer answer = admin.put(
                servers.path(server),
                Map.of(
                        "name",
                        "New",
                        "resource_uri",
                        "https://replace.example.com",
                        "scopes_supported",
                        "replace:new",
                        "id",
                        "another",
                        "server_id",
                        "mcp_another",
                        "created_at",
                        "1999-01-01T00:00:00Z",
                        "discovery",
                        Map.of(),
                        "client_secret",
                        "mine",
                        "unknown",
                        7));

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        ObjectNode expected = (ObjectNode) realm.registerServer("https://replaced.example.com", Map.of("name", "New"));
        expected.remove("client_secret");
        for (String kept : List.of("id", "server_id", "created_at", "resource_uri")) {
            expected.set(kept, server.get(kept));
        }
        expected.putArray("scopes_supported").add("replace:new");
        expected.putArray("scopes")
                .addObject()
                .put("name", "replace:new")
                .putNull("description")
                .putArray("required_roles");
        ObjectNode actual = (ObjectNode) answer.json();
        actual.remove("discovery");
        expected.remove("discovery");
        assertThat(actual).isEqualTo(expected);
        assertThat(canAuthenticate(server, server.get("client_secret").asText()))
                .isTrue();
    }

    @Test
    void givesAnotherIdToAServerWhoseResourceChanges() {
        JsonNode server = realm.registerServer("https://moving.example.com/a", Map.of());
        JsonNode moved = realm.changeServer(
                server.get("server_id").asText(), Map.of("resource_uri", "https://moving.example.com/b"));

        assertThat(moved.get("server_id")).isNotEqualTo(server.get("server_id"));
        assertThat(moved.get("id")).isEqualTo(server.get("id"));
        assertThat(moved.get("created_at")).isEqualTo(server.get("created_at"));
        isNotFound(admin.get(servers.path(server)));
        assertThat(admin.get(servers.path(moved)).text("resource_uri")).isEqualTo("https://moving.example.com/b");
        assertThat(realm.registerServer("https://moving.example.com/a", Map.of())
                        .get("server_id"))
                .as("the old resource is free")
                .isEqualTo(server.get("server_id"));
    }

    @Test
    void keepsTheIdOfAServerWhoseResourceIsOnlySpelledAnotherWay() {
        JsonNode server = realm.registerServer("https://spelling.example.com", Map.of());
        JsonNode changed = realm.changeServer(
                server.get("server_id").asText(), Map.of("resource_uri", "https://Spelling.example.com:443/"));

        assertThat(changed.get("server_id")).isEqualTo(server.get("server_id"));
        assertThat(changed.get("resource_uri").asText()).isEqualTo("https://Spelling.example.com:443/");
    }

    @Test
    void refusesAChangeToTheResourceOfAnother() {
        JsonNode taken = realm.registerServer("https://taken.example.com", Map.of("name", "The one who has it"));
        JsonNode server = realm.registerServer("https://wanting.example.com", Map.of("description", "Old"));
        Answer answer = admin.put(
                servers.path(server),
                Map.of("name", "New", "description", "New", "resource_uri", "https://taken.example.com/"));

        assertThat(answer.status()).as(answer.body()).isEqualTo(409);
        assertThat(answer.text("error_description"))
                .contains("The one who has it", taken.get("server_id").asText());
        assertThat(admin.get(servers.path(server)).text("description")).isEqualTo("Old");
        assertThat(admin.get(servers.path(taken)).text("name")).isEqualTo("The one who has it");
    }

    @Test
    void savesNothingOfAChangeThatIsWrong() {
        JsonNode server =
                realm.registerServer("https://unchanged.example.com", Map.of("scopes_supported", "un:changed"));
        JsonNode before = admin.get(servers.path(server)).json();
        List<String> clientsAndScopes = servers.clientsAndScopes();

        assertThat(wrongFields(admin.put(
                        servers.path(server),
                        Map.of(
                                "name",
                                "New",
                                "resource_uri",
                                "https://unchanged2.example.com",
                                "scopes_supported",
                                "un:made",
                                "required_roles",
                                List.of("nobody"),
                                "allowed_client_ids",
                                List.of("no-client")))))
                .containsExactlyInAnyOrder("required_roles", "allowed_client_ids");
        assertThat(admin.get(servers.path(server)).json()).isEqualTo(before);
        assertThat(servers.clientsAndScopes()).isEqualTo(clientsAndScopes);
    }

    // Removing

    @Test
    void removesAServerWithItsClient() {
        JsonNode server = realm.registerServer("https://gone.example.com", Map.of());
        Answer answer = admin.delete(servers.path(server));

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(servers.client(server.get("server_id").asText())).isEmpty();
        isNotFound(admin.get(servers.path(server)));
        isNotFound(admin.delete(servers.path(server)));
    }

    @Test
    void keepsAScopeUntilItsLastServerIsGone() {
        JsonNode one =
                realm.registerServer("https://share1.example.com", Map.of("scopes_supported", "share:a share:b"));
        JsonNode two = realm.registerServer(
                "https://share2.example.com", Map.of("scopes_supported", "share:a share:ab xshare:b"));

        admin.delete(servers.path(one));
        assertThat(scopes()).contains("share:a", "share:ab").doesNotContain("share:b");
        realm.changeServer(two.get("server_id").asText(), Map.of("scopes_supported", List.of("share:a")));
        assertThat(scopes()).contains("share:a").doesNotContain("share:ab", "xshare:b");
        admin.delete(servers.path(two));
        assertThat(scopes()).doesNotContain("share:a");
    }

    @Test
    void neverRemovesAScopeThatItDidNotMake() {
        admin.post(realm.adminPath("/client-scopes"), Map.of("name", "realm:own", "protocol", "openid-connect"));
        JsonNode server = realm.registerServer(
                "https://ownscope.example.com", Map.of("scopes_supported", "realm:own email offline_access"));

        admin.delete(servers.path(server));
        assertThat(scopes()).contains("realm:own", "email", "offline_access");
    }

    private static List<String> scopes() {
        return texts(admin.get(realm.adminPath("/client-scopes")).json(), "name");
    }

    // What is wrong

    @Test
    void saysAllThatIsWrongAtOnceAndSavesNothing() {
        List<String> before = servers.clientsAndScopes();
        Answer answer = admin.post(
                servers.path(),
                Map.of(
                        "name",
                        "",
                        "resource_uri",
                        "http://wrong.example.com/#x",
                        "transport",
                        "tcp",
                        "scopes_supported",
                        List.of("wrong:scope", "a b"),
                        "token_lifetime",
                        59));

        assertThat(wrongFields(answer))
                .containsExactlyInAnyOrder("name", "resource_uri", "transport", "scopes_supported", "token_lifetime");
        assertThat(servers.clientsAndScopes()).isEqualTo(before);
    }

    @Test
    void refusesClientsAndRolesThatTheRealmDoesNotHave() {
        List<String> before = servers.clientsAndScopes();
        Answer answer = servers.post(
                "https://unknown.example.com",
                Map.of(
                        "scopes_supported",
                        "unknown:scope",
                        "allowed_client_ids",
                        List.of("mcp-client", "no-client", "other-client"),
                        "required_roles",
                        List.of("reader", "no-role", "account/no-role", "no-client/reader", "/reader", "account/")));

        assertThat(wrongFields(answer)).containsExactlyInAnyOrder("allowed_client_ids", "required_roles");
        assertThat(answer.body())
                .contains(
                        "[no-client, other-client]", "[no-role, account/no-role, no-client/reader, /reader, account/]");
        assertThat(servers.clientsAndScopes()).isEqualTo(before);
    }

    @Test
    void refusesAScopeThatIsTakenByAnotherProtocolAndMakesNoneOfTheOthers() {
        admin.post(realm.adminPath("/client-scopes"), Map.of("name", "saml:scope", "protocol", "saml"));
        List<String> before = servers.clientsAndScopes();
        Answer answer = servers.post(
                "https://saml.example.com",
                Map.of("scopes_supported", List.of("first:scope", "saml:scope", "last:scope")));

        assertThat(wrongFields(answer)).containsExactly("scopes_supported");
        assertThat(answer.body()).contains("[saml:scope]");
        assertThat(servers.clientsAndScopes()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "7", "\"x\"", "{", "name=x"})
    void refusesABodyThatIsNoJsonObject(String body) {
        assertThat(wrongFields(admin.post(servers.path(), body))).containsExactly("");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://duplicate.example.com/mcp",
                "HTTPS://DUPLICATE.example.com:443/mcp",
                "https://duplicate.example.com/x/../%6dcp"
            })
    void refusesAResourceThatAnotherServerHasHoweverItIsSpelled(String resource) {
        servers.post("https://duplicate.example.com/mcp", Map.of("name", "The first"));
        String id = admin.get(servers.path() + "?search=duplicate.example.com/mcp")
                .json()
                .at("/servers/0/server_id")
                .asText();
        Answer answer = servers.post(resource, Map.of("name", "The second", "scopes_supported", "second:scope"));

        assertThat(answer.status()).as(answer.body()).isEqualTo(409);
        assertThat(answer.text("error")).isEqualTo("resource_exists");
        assertThat(answer.text("error_description")).contains("The first", id);
        assertThat(answer.json().at("/errors/0/field").asText()).isEqualTo("resource_uri");
        assertThat(answer.json().at("/errors/0/message").asText()).contains(id);
        assertThat(admin.get(servers.path() + "/" + id).text("name")).isEqualTo("The first");
        assertThat(scopes()).doesNotContain("second:scope");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://distinct.example.com",
                "https://distinct.example.com/mcp",
                "https://distinct.example.com/mcp/",
                "https://distinct.example.com/MCP",
                "https://distinct.example.com:8443/mcp"
            })
    void registersResourcesThatOnlyLookTheSame(String resource) {
        assertThat(servers.post(resource, Map.of()).status()).isEqualTo(201);
    }
}

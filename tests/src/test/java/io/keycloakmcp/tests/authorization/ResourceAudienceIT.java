/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keycloakmcp.tests.keycloak.Admin;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Claims;
import io.keycloakmcp.tests.keycloak.ClientPolicies;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The mapper that adds an MCP server to the audience of ordinary tokens. */
final class ResourceAudienceIT {

    private static final String REDIRECT = "http://127.0.0.1:33418/callback";
    private static final String FILES = "https://Files.example.com/mcp";
    private static final String MAIL = "https://mail.example.com";
    private static final String SECRET = "a-secret-for-tests-alone";

    private static TestRealm realm;
    private static JsonNode files;

    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
        files = realm.registerServer(FILES, Map.of("scopes_supported", List.of("files:read")));
        realm.registerServer(MAIL, Map.of());
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    /** An old client with the mapper. */
    private static String client(String server, Map<String, Object> more) {
        String clientId = "old-" + UUID.randomUUID();
        Map<String, Object> client = new HashMap<>(Map.of(
                "clientId",
                clientId,
                "secret",
                SECRET,
                "serviceAccountsEnabled",
                true,
                "directAccessGrantsEnabled",
                true,
                "redirectUris",
                List.of(REDIRECT)));
        client.putAll(more);
        realm.createClient(client);
        Answer added = addMapper(clientId, Map.of("mcp.server", server, "access.token.claim", "true"));
        assertThat(added.status()).as(added.body()).isEqualTo(201);
        return clientId;
    }

    private static Answer addMapper(String clientId, Map<String, String> config) {
        return realm.admin()
                .post(
                        realm.adminPath("/clients/" + realm.clientUuid(clientId) + "/protocol-mappers/models"),
                        Map.of(
                                "name",
                                "audience",
                                "protocol",
                                "openid-connect",
                                "protocolMapper",
                                "mcp-resource-audience-mapper",
                                "config",
                                config));
    }

    private static Answer passwordToken(String clientId, String user, Map<String, String> more) {
        Map<String, String> form = new HashMap<>(more);
        form.putAll(Map.of(
                "grant_type", "password",
                "client_id", clientId,
                "client_secret", SECRET,
                "username", user,
                "password", user));
        return Http.plain().postForm(realm.tokenEndpoint(), form);
    }

    private static List<?> audience(Answer tokens) {
        Object audience = Claims.ofAccessToken(tokens).get("aud");
        return audience instanceof Collection<?> several
                ? List.copyOf(several)
                : audience == null ? List.of() : List.of(audience);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTPS://FILES.example.com:443/mcp", "id"})
    void anOrdinaryTokenGetsTheRegisteredUriBesideItsOtherAudiences(String server) {
        String client = client(server.equals("id") ? files.get("server_id").asText() : server, Map.of());

        Answer tokens = passwordToken(client, "alice", Map.of());

        assertThat(audience(tokens))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .contains(FILES, "account");
        assertThat(Claims.ofAccessToken(tokens)).containsKey("realm_access");
    }

    @Test
    void theMapperOfTheDocumentationWorks() {
        realm.registerServer("https://code.example.com/mcp", Map.of());
        String client = client(FILES, Map.of());
        Answer added = realm.admin()
                .post(
                        realm.adminPath("/clients/" + realm.clientUuid(client) + "/protocol-mappers/models"),
                        ClientPolicies.documented("protocolMapper", "mcp-resource-audience-mapper"));

        assertThat(added.status()).as(added.body()).isEqualTo(201);
        assertThat(audience(passwordToken(client, "bob", Map.of())).contains("https://code.example.com/mcp"))
                .isTrue();
    }

    @Test
    void aServiceAccountGetsTheServersScopesWhereTheyAreItsDefault() {
        String client = client(FILES, Map.of("defaultClientScopes", List.of("basic", "files:read")));

        Answer tokens = Http.plain()
                .postForm(
                        realm.tokenEndpoint(),
                        Map.of("grant_type", "client_credentials", "client_id", client, "client_secret", SECRET));

        assertThat(audience(tokens)).isEqualTo(List.of(FILES));
        assertThat(Claims.ofAccessToken(tokens)).containsEntry("scope", "files:read");
    }

    @Test
    void aTokenThatIsBoundToAServerIsNotWidened() {
        String client = client(FILES, Map.of());

        Answer mail = passwordToken(client, "alice", Map.of("resource", MAIL));
        assertThat(Claims.ofAccessToken(mail)).containsEntry("aud", MAIL);
        Answer code = new McpFlow(realm, client, REDIRECT)
                .exchange(
                        new McpFlow(realm, client, REDIRECT)
                                .logIn("alice", Map.of("resource", MAIL))
                                .get("code"),
                        Map.of("client_secret", SECRET));
        assertThat(Claims.ofAccessToken(code)).containsEntry("aud", MAIL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"status=suspended", "status=draft", "auth_mode=none", "transport=stdio"})
    void aServerThatIsNotInUseIsNotAdded(String setting) {
        String resource = "https://" + setting.replaceAll("[=_]", "-") + ".example.com";
        JsonNode server = realm.registerServer(resource, Map.of());
        String client = client(resource, Map.of());
        assertThat(audience(passwordToken(client, "alice", Map.of())).contains(resource))
                .isTrue();

        String[] change = setting.split("=");
        realm.changeServer(server.get("server_id").asText(), Map.of(change[0], change[1]));

        assertThat(audience(passwordToken(client, "alice", Map.of())).contains(resource))
                .isFalse();
    }

    @Test
    void aServerThatIsGoneIsNotAddedAndTheTokenStaysGood() {
        JsonNode server = realm.registerServer("https://gone.example.com", Map.of());
        String client = client("https://gone.example.com", Map.of());
        realm.admin()
                .delete(realm.adminPath(
                        "/mcp/servers/" + server.get("server_id").asText()));

        assertThat(audience(passwordToken(client, "bob", Map.of()))).isEqualTo(List.of("account"));
    }

    @Test
    void aClientThatTheServerDoesNotAllowDoesNotGetIt() {
        String resource = "https://closed.example.com";
        JsonNode server = realm.registerServer(resource, Map.of());
        String client = client(resource, Map.of());
        String allowed = client(resource, Map.of());

        realm.changeServer(server.get("server_id").asText(), Map.of("allowed_client_ids", List.of(allowed)));

        assertThat(audience(passwordToken(client, "alice", Map.of())).contains(resource))
                .isFalse();
        assertThat(audience(passwordToken(allowed, "alice", Map.of())).contains(resource))
                .isTrue();
    }

    @Test
    void aUserWithoutTheRequiredRoleDoesNotGetIt() {
        String resource = "https://inside.example.com";
        realm.admin().post(realm.adminPath("/roles"), Map.of("name", "insider"));
        realm.registerServer(resource, Map.of("required_roles", List.of("insider")));
        JsonNode role = realm.admin().get(realm.adminPath("/roles/insider")).json();
        realm.admin().post(realm.adminPath("/users/" + realm.userId("bob") + "/role-mappings/realm"), List.of(role));
        String client = client(resource, Map.of());

        assertThat(audience(passwordToken(client, "alice", Map.of())).contains(resource))
                .isFalse();
        assertThat(audience(passwordToken(client, "bob", Map.of())).contains(resource))
                .isTrue();
    }

    @Test
    void aServerThatTakesBoundKeysAloneIsNotAdded() {
        String resource = "https://sealed.example.com";
        realm.registerServer(resource, Map.of("require_dpop", true));

        assertThat(audience(passwordToken(client(resource, Map.of()), "alice", Map.of()))
                        .contains(resource))
                .isFalse();
    }

    @Test
    void theServersOwnClientCanIntrospectTheTokenWhileTheServerIsInUse() {
        String resource = "https://curious.example.com";
        JsonNode curious = realm.registerServer(resource, Map.of());
        JsonNode other = realm.registerServer("https://nosy.example.com", Map.of());
        String token =
                passwordToken(client(resource, Map.of()), "alice", Map.of()).text("access_token");

        assertThat(introspect(curious, token).path("active").asBoolean()).isTrue();
        assertThat(introspect(curious, token).path("aud").toString()).contains(resource);
        assertThat(introspect(other, token).path("active").asBoolean()).isFalse();

        realm.changeServer(curious.get("server_id").asText(), Map.of("status", "suspended"));
        assertThat(introspect(curious, token).path("active").asBoolean()).isFalse();
    }

    private static JsonNode introspect(JsonNode as, String token) {
        return Http.plain()
                .postForm(
                        realm.tokenEndpoint() + "/introspect",
                        Map.of(
                                "client_id", as.get("server_id").asText(),
                                "client_secret", as.get("client_secret").asText(),
                                "token", token))
                .json();
    }

    /** Why the documentation says to switch full scope off. */
    @Test
    void theTokenOpensKeycloakForItsHolderAsFarAsTheScopeOfTheClientGoes() {
        String management = realm.clientUuid("realm-management");
        JsonNode role = realm.admin()
                .get(realm.adminPath("/clients/" + management + "/roles/view-users"))
                .json();
        realm.admin()
                .post(
                        realm.adminPath("/users/" + realm.userId("alice") + "/role-mappings/clients/" + management),
                        List.of(role));

        String full = passwordToken(client(FILES, Map.of("fullScopeAllowed", true)), "alice", Map.of())
                .text("access_token");
        String narrow = passwordToken(client(FILES, Map.of("fullScopeAllowed", false)), "alice", Map.of())
                .text("access_token");

        assertThat(adminStatus(full)).isEqualTo(200);
        assertThat(adminStatus(narrow)).isEqualTo(403);
        assertThat(accountStatus(full)).isEqualTo(200);
        assertThat(accountStatus(narrow)).isEqualTo(401);
    }

    private static int accountStatus(String token) {
        return Http.plain()
                .send(HttpRequest.newBuilder(URI.create(realm.issuer() + "/account"))
                        .header("Accept", "application/json")
                        .header("Authorization", "Bearer " + token))
                .status();
    }

    private static int adminStatus(String token) {
        return new Admin(realm.base(), () -> token)
                .get(realm.adminPath("/users"))
                .status();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://unknown.example.com", "files", "", "mcp_0123456789abcdef01234567", "account"})
    void aMapperForNoServerIsNotSaved(String server) {
        String client = client(FILES, Map.of());

        Answer answer = addMapper(client, Map.of("mcp.server", server));

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body())
                .contains("mcp.server must be the resource URI or the server id of an MCP server of this realm");
    }

    @Test
    void aMapperWithoutSettingsIsNotSaved() {
        Answer answer = realm.admin()
                .post(
                        realm.adminPath(
                                "/clients/" + realm.clientUuid(client(FILES, Map.of())) + "/protocol-mappers/models"),
                        Map.of(
                                "name", "bare",
                                "protocol", "openid-connect",
                                "protocolMapper", "mcp-resource-audience-mapper"));

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    }
}

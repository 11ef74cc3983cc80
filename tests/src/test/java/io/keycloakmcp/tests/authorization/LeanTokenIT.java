/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keycloakmcp.tests.keycloak.Admin;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Claims;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** That a token for an MCP server says no more than it must, and opens nothing but that server. */
final class LeanTokenIT {

    private static final String REDIRECT = "http://127.0.0.1/callback";
    private static final String FILES = "https://files.example.com/mcp";
    private static final String SECRET = "a-secret-for-tests-alone";

    private static TestRealm realm;
    private static JsonNode server;

    /** Clients with everything a realm gives by default, full scope included, and users with every right. */
    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
        server = realm.registerServer(FILES, Map.of("scopes_supported", List.of("files:read")));
        realm.createClient(Map.of(
                "clientId",
                "mighty",
                "publicClient",
                true,
                "fullScopeAllowed",
                true,
                "redirectUris",
                List.of(REDIRECT)));
        realm.createClient(Map.of(
                "clientId",
                "mighty-agent",
                "secret",
                SECRET,
                "fullScopeAllowed",
                true,
                "serviceAccountsEnabled",
                true,
                "redirectUris",
                List.of(REDIRECT)));
        makeAdministrator(realm.userId("alice"));
        makeAdministrator(realm.admin()
                .get(realm.adminPath("/clients/" + realm.clientUuid("mighty-agent") + "/service-account-user"))
                .text("id"));
    }

    private static void makeAdministrator(String userId) {
        String management = realm.clientUuid("realm-management");
        JsonNode role = realm.admin()
                .get(realm.adminPath("/clients/" + management + "/roles/realm-admin"))
                .json();
        realm.admin().post(realm.adminPath("/users/" + userId + "/role-mappings/clients/" + management), List.of(role));
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    private static Answer tokens(String scope) {
        return new McpFlow(realm, "mighty", REDIRECT).tokens("alice", FILES, scope);
    }

    private static String agentToken(Map<String, String> more) {
        Map<String, String> form = new HashMap<>(more);
        form.put("grant_type", "client_credentials");
        form.put("client_id", "mighty-agent");
        form.put("client_secret", SECRET);
        return Http.plain().postForm(realm.tokenEndpoint(), form).text("access_token");
    }

    @Test
    void theTokenHasIdentifiersAndNothingAboutThePerson() {
        assertThat(Claims.ofAccessToken(tokens("openid files:read")).keySet())
                .isSubsetOf(Set.of(
                        "exp",
                        "iat",
                        "auth_time",
                        "jti",
                        "iss",
                        "aud",
                        "sub",
                        "typ",
                        "azp",
                        "sid",
                        "acr",
                        "scope",
                        "client_id"));
        assertThat(Claims.of(agentToken(Map.of("resource", FILES))).keySet())
                .isSubsetOf(Set.of(
                        "exp",
                        "iat",
                        "auth_time",
                        "jti",
                        "iss",
                        "aud",
                        "sub",
                        "typ",
                        "azp",
                        "acr",
                        "scope",
                        "client_id"));
    }

    @Test
    void profileAndEmailComeOnlyWhenTheyAreAskedFor() {
        assertThat(Claims.ofAccessToken(tokens("openid profile")))
                .containsEntry("preferred_username", "alice")
                .doesNotContainKey("email");
        assertThat(Claims.ofAccessToken(tokens("openid email")))
                .containsEntry("email", "alice@example.org")
                .doesNotContainKeys("preferred_username", "given_name", "name");
    }

    @Test
    void aRefreshBringsNothingBack() {
        McpFlow flow = new McpFlow(realm, "mighty", REDIRECT);
        Answer tokens = flow.tokens("alice", FILES, "openid files:read");

        assertThat(Claims.ofAccessToken(flow.refresh(tokens.text("refresh_token"), Map.of())))
                .doesNotContainKeys(
                        "realm_access", "resource_access", "email", "preferred_username", "allowed-origins");
    }

    @Test
    void noRoleGetsInEvenWithFullScopeOrWhenRolesAreAskedFor() {
        for (String scope : List.of("openid", "openid roles", "roles web-origins microprofile-jwt")) {
            assertThat(Claims.ofAccessToken(tokens(scope)))
                    .doesNotContainKeys("realm_access", "resource_access", "groups", "upn", "allowed-origins");
        }
    }

    @Test
    void theOrdinaryTokenOfTheSameClientIsLeftAsItWas() {
        McpFlow flow = new McpFlow(realm, "mighty", REDIRECT);
        Map<String, String> granted = flow.logIn("alice", Map.of("scope", "openid"));

        assertThat(Claims.ofAccessToken(flow.exchange(granted.get("code"), Map.of())))
                .containsKeys("realm_access", "resource_access", "email");
    }

    @Test
    void theAdminApiRefusesTheToken() {
        for (String token :
                List.of(tokens("openid roles").text("access_token"), agentToken(Map.of("resource", FILES)))) {
            assertThat(adminStatus(token)).isEqualTo(401);
        }
        assertThat(adminStatus(agentToken(Map.of())))
                .as("the right is there, so it is the binding that refuses")
                .isEqualTo(200);
    }

    private static int adminStatus(String token) {
        return new Admin(realm.base(), () -> token)
                .get(realm.adminPath("/users"))
                .status();
    }

    @Test
    void theAdminApiRefusesTheTokenEvenAfterItsServerIsGone() {
        JsonNode gone = realm.registerServer("https://gone.example.com", Map.of());
        String token = agentToken(Map.of("resource", "https://gone.example.com"));

        realm.admin()
                .delete(realm.adminPath("/mcp/servers/" + gone.get("server_id").asText()));

        assertThat(adminStatus(token)).isEqualTo(401);
    }

    @Test
    void theAccountApiRefusesTheToken() {
        for (String scope : List.of("openid", "openid roles profile email")) {
            Answer answer = Http.plain()
                    .send(HttpRequest.newBuilder(URI.create(realm.issuer() + "/account"))
                            .header("Accept", "application/json")
                            .header("Authorization", "Bearer " + tokens(scope).text("access_token")));

            assertThat(answer.status()).isEqualTo(401);
        }
    }

    @Test
    void userinfoGivesTheHolderOfTheTokenNoMoreThanTheTokenCarries() {
        realm.createMcpClient("modest", REDIRECT);
        String uuid = realm.clientUuid("modest");
        realm.admin()
                .get(realm.adminPath("/clients/" + uuid + "/default-client-scopes"))
                .json()
                .forEach(scope -> {
                    if (!Set.of("basic", "acr").contains(scope.get("name").asText())) {
                        String id = "/" + scope.get("id").asText();
                        realm.admin().delete(realm.adminPath("/clients/" + uuid + "/default-client-scopes" + id));
                    }
                });
        String modest = new McpFlow(realm, "modest", REDIRECT)
                .tokens("alice", FILES, "openid files:read")
                .text("access_token");

        assertThat(userinfo(tokens("openid files:read").text("access_token")).status())
                .as("the client's default scopes would add profile and e-mail")
                .isEqualTo(403);
        Answer answer = userinfo(modest);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().properties()).hasSize(1);
        assertThat(answer.text("sub")).isEqualTo(realm.userId("alice"));
    }

    private static Answer userinfo(String token) {
        return Http.plain()
                .send(HttpRequest.newBuilder(URI.create(realm.issuer() + "/protocol/openid-connect/userinfo"))
                        .header("Authorization", "Bearer " + token));
    }

    @Test
    void keycloaksOwnClientRegistrationRefusesTheToken() {
        String registration = realm.issuer() + "/clients-registrations/default";
        String body = "{\"clientId\":\"smuggled\"}";

        assertThat(register(registration, agentToken(Map.of("resource", FILES)), body))
                .isEqualTo(403);
        assertThat(register(registration, tokens("openid").text("access_token"), body))
                .isEqualTo(403);
        assertThat(register(registration, agentToken(Map.of()), body))
                .as("the right is there, so it is the binding that refuses")
                .isEqualTo(201);
    }

    private static int register(String url, String token, String body) {
        return Http.plain()
                .send(HttpRequest.newBuilder(URI.create(url))
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer " + token)
                        .POST(HttpRequest.BodyPublishers.ofString(body)))
                .status();
    }

    @Test
    void theServersOwnClientLearnsAboutTokensForTheServerAndNobodyElseDoes() {
        Answer tokens = tokens("openid files:read");
        JsonNode other = realm.registerServer("https://curious.example.com", Map.of());

        JsonNode own = introspect(server, tokens.text("access_token"));
        assertThat(own.path("active").asBoolean()).isTrue();
        assertThat(own.path("aud").asText()).isEqualTo(FILES);
        assertThat(own.path("scope").asText()).contains("files:read");
        assertThat(own.has("realm_access")).isFalse();
        assertThat(own.has("email")).isFalse();
        assertThat(introspect(server, agentToken(Map.of("resource", FILES)))
                        .path("active")
                        .asBoolean())
                .isTrue();

        assertThat(introspect(other, tokens.text("access_token")).path("active").asBoolean())
                .isFalse();
        assertThat(introspect(server, agentToken(Map.of())).path("active").asBoolean())
                .isFalse();
    }

    @Test
    void introspectionOfARefreshTokenShowsTheResourceItRemembers() {
        realm.createClient(Map.of(
                "clientId",
                "confidential",
                "secret",
                SECRET,
                "directAccessGrantsEnabled",
                true,
                "redirectUris",
                List.of(REDIRECT)));
        Map<String, String> form = Map.of(
                "grant_type", "password",
                "client_id", "confidential",
                "client_secret", SECRET,
                "username", "alice",
                "password", "alice",
                "resource", FILES);
        String refreshToken = Http.plain().postForm(realm.tokenEndpoint(), form).text("refresh_token");

        JsonNode answer = Http.plain()
                .postForm(
                        realm.tokenEndpoint() + "/introspect",
                        Map.of(
                                "client_id",
                                "confidential",
                                "client_secret",
                                SECRET,
                                "token",
                                refreshToken,
                                "token_type_hint",
                                "refresh_token"))
                .json();

        assertThat(answer.path("active").asBoolean()).isTrue();
        assertThat(answer.path("resource").asText()).isEqualTo(FILES);
    }

    @Test
    void introspectionCallsATokenOfASuspendedServerInactive() {
        JsonNode pausing = realm.registerServer("https://pausing.example.com", Map.of());
        String token = agentToken(Map.of("resource", "https://pausing.example.com"));
        assertThat(introspect(pausing, token).path("active").asBoolean()).isTrue();

        realm.changeServer(pausing.get("server_id").asText(), Map.of("status", "suspended"));

        assertThat(introspect(pausing, token).path("active").asBoolean()).isFalse();
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
}

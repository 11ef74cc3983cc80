/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Claims;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That who may not have offline access gets everything else. Alice may have it, and bob may not. */
@ResourceLock(AuthenticationDevice.LOCK)
final class OfflineAccessIT {

    private static final String REDIRECT = "http://127.0.0.1/callback";
    private static final String SECRET = "a-secret-for-tests-alone";
    private static final String FILES = "https://files.example.com/mcp";
    private static final String SCOPE = "openid files:read offline_access";
    private static final String DEVICE = "urn:ietf:params:oauth:grant-type:device_code";

    private static TestRealm realm;

    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
        realm.change(Map.of("enabledEventTypes", List.of("LOGIN", "CODE_TO_TOKEN", "CLIENT_LOGIN")));
        realm.registerServer(FILES, Map.of("scopes_supported", "files:read"));
        create("host", Map.of("publicClient", true));
        create("asking", Map.of("publicClient", true, "consentRequired", true));
        create("another-asking", Map.of("publicClient", true, "consentRequired", true));
        create("agent", Map.of("secret", SECRET, "directAccessGrantsEnabled", true, "serviceAccountsEnabled", true));
        realm.createPlainClient("plain", REDIRECT);
        takeAway(realm.userId("bob"));
        takeAway(realm.admin()
                .get(realm.adminPath("/clients/" + realm.clientUuid("agent") + "/service-account-user"))
                .text("id"));
    }

    private static void create(String clientId, Map<String, Object> more) {
        Map<String, Object> client = new HashMap<>(more);
        client.put("clientId", clientId);
        client.put("redirectUris", List.of(REDIRECT));
        client.put("defaultClientScopes", List.of("basic", "acr"));
        client.put("optionalClientScopes", List.of("profile", "offline_access"));
        client.put(
                "attributes",
                Map.of(
                        "mcp.client", "manual",
                        "oauth2.device.authorization.grant.enabled", "true",
                        "oidc.ciba.grant.enabled", "true",
                        "client_credentials.use_refresh_token", "true"));
        realm.createClient(client);
    }

    private static void takeAway(String userId) {
        String roles = realm.adminPath("/users/" + userId + "/role-mappings/realm");
        Answer answer = realm.admin().delete(roles, realm.admin().get(roles).json());
        assertThat(answer.status()).isEqualTo(204);
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    private static McpFlow flow(String client) {
        return new McpFlow(realm, client, REDIRECT);
    }

    private static void online(Answer tokens) {
        assertThat(tokens.status()).as(tokens.body()).isEqualTo(200);
        assertThat(tokens.text("scope").split(" ")).containsExactlyInAnyOrder("openid", "files:read");
        assertThat(Claims.ofAccessToken(tokens).get("scope").toString()).doesNotContain("offline_access");
        assertThat(Claims.of(tokens.text("refresh_token"))).containsEntry("typ", "Refresh");
    }

    private static void offline(Answer tokens) {
        assertThat(tokens.text("scope").split(" ")).containsExactlyInAnyOrder("openid", "files:read", "offline_access");
        assertThat(Claims.of(tokens.text("refresh_token"))).containsEntry("typ", "Offline");
    }

    private static String dropped(String event) {
        return realm.lastEvent(event).at("/details/mcp_scope_dropped").asText();
    }

    @ParameterizedTest
    @ValueSource(strings = {"host", "asking"})
    void whoMayNotHaveItGetsTheRest(String client) {
        McpFlow flow = flow(client);

        Answer tokens = flow.tokens("bob", FILES, SCOPE);

        assertThat(dropped("CODE_TO_TOKEN")).isEqualTo("offline_access");
        online(tokens);
        online(flow.refresh(tokens.text("refresh_token"), Map.of()));
    }

    @Test
    void consentIsNotAskedForWhatIsLeftOut() {
        String forAlice = flow("another-asking")
                .untilConsent("alice", Map.of("resource", FILES, "scope", SCOPE))
                .body();
        String forBob = flow("another-asking")
                .untilConsent("bob", Map.of("resource", FILES, "scope", SCOPE))
                .body();

        assertThat(forAlice).contains("while you are not signed in");
        assertThat(forBob).contains("files:read").doesNotContain("while you are not signed in");
    }

    @Test
    void whoMayHaveItGetsIt() {
        McpFlow flow = flow("host");

        Answer tokens = flow.tokens("alice", FILES, SCOPE);

        offline(tokens);
        assertThat(dropped("LOGIN")).isEmpty();
        assertThat(dropped("CODE_TO_TOKEN")).isEmpty();
        offline(flow.refresh(tokens.text("refresh_token"), Map.of()));
    }

    @Test
    void aDeviceGetsTheRest() {
        Answer device = Http.plain()
                .postForm(
                        realm.issuer() + "/protocol/openid-connect/auth/device",
                        Map.of("client_id", "host", "resource", FILES, "scope", SCOPE));
        flow("host").approveDevice(device.text("verification_uri_complete"), "bob");

        online(Http.plain()
                .postForm(
                        realm.tokenEndpoint(),
                        Map.of("grant_type", DEVICE, "client_id", "host", "device_code", device.text("device_code"))));
    }

    private static Answer token(String grant, Map<String, String> parameters) {
        Map<String, String> form = new HashMap<>(parameters);
        form.put("grant_type", grant);
        form.put("client_id", "agent");
        form.put("client_secret", SECRET);
        form.put("resource", FILES);
        return Http.plain().postForm(realm.tokenEndpoint(), form);
    }

    @Test
    void aPasswordGetsTheRest() {
        online(token("password", Map.of("username", "bob", "password", "bob", "scope", SCOPE)));
        assertThat(dropped("LOGIN")).isEqualTo("offline_access");
        offline(token("password", Map.of("username", "alice", "password", "alice", "scope", SCOPE)));
    }

    @Test
    void aServiceAccountGetsTheRest() {
        online(token("client_credentials", Map.of("scope", SCOPE)));
        assertThat(dropped("CLIENT_LOGIN")).isEqualTo("offline_access");
    }

    @Test
    void whoAgreesOnAnotherDeviceGetsTheRest() {
        String request = new AuthenticationDevice(realm)
                .approve(Map.of("client_id", "agent", "client_secret", SECRET, "login_hint", "bob", "scope", SCOPE));

        online(AuthenticationDevice.poll(
                () -> token("urn:openid:params:grant-type:ciba", Map.of("auth_req_id", request))));
    }

    @Test
    void anOrdinaryRequestIsRefusedAsEver() {
        String code = flow("plain")
                .logIn("bob", Map.of("scope", "openid offline_access"))
                .get("code");

        Answer tokens = flow("plain").exchange(code, Map.of());

        assertThat(tokens.text("error")).isEqualTo("not_allowed");
    }

    @Test
    void aRealmWithoutTheScopeGivesTheRest() {
        try (TestRealm bare = TestRealm.create()) {
            bare.registerServer(FILES, Map.of("scopes_supported", "files:read"));
            bare.admin().get(bare.adminPath("/client-scopes")).json().forEach(scope -> {
                if (scope.get("name").asText().equals("offline_access")) {
                    bare.admin()
                            .delete(bare.adminPath(
                                    "/client-scopes/" + scope.get("id").asText()));
                }
            });
            bare.createMcpClient("host", REDIRECT);

            online(new McpFlow(bare, "host", REDIRECT).tokens("alice", FILES, SCOPE));
        }
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.authorization;

import static io.keycloakmcp.tests.keycloak.ClientPolicies.part;
import static org.assertj.core.api.Assertions.assertThat;

import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Claims;
import io.keycloakmcp.tests.keycloak.ClientPolicies;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The executor {@code mcp-resource}: that clients which an administrator chose get tokens for MCP servers alone. */
final class ResourceExecutorIT {

    private static final String REDIRECT = "http://127.0.0.1:33418/callback";
    private static final String FILES = "https://files.example.com/mcp";
    private static final String MAIL = "https://mail.example.com";
    private static final String SUSPENDED = "https://suspended.example.com";
    private static final String CLOSED = "https://closed.example.com";
    private static final String UNKNOWN = "https://unknown.example.com";
    private static final String SECRET = "a-secret-for-tests-alone";
    private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
    private static final String DEVICE = "urn:ietf:params:oauth:grant-type:device_code";

    private static TestRealm realm;
    private static ClientPolicies policies;

    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
        policies = new ClientPolicies(realm);
        realm.registerServer(FILES, Map.of());
        realm.registerServer(MAIL, Map.of());
        realm.registerServer(SUSPENDED, Map.of("status", "suspended"));
        realm.createPlainClient("other", REDIRECT);
        realm.registerServer(CLOSED, Map.of("allowed_client_ids", List.of("other")));
        realm.createClient(Map.of(
                "clientId",
                "agent",
                "secret",
                SECRET,
                "serviceAccountsEnabled",
                true,
                "directAccessGrantsEnabled",
                true,
                "redirectUris",
                List.of(REDIRECT),
                "attributes",
                Map.of(
                        "team", "agents",
                        "standard.token.exchange.enabled", "true",
                        "oauth2.device.authorization.grant.enabled", "true")));
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    @AfterEach
    void withoutPolicies() {
        policies.clear();
    }

    private static void keepAgentsTo(String... servers) {
        policies.set(
                part("executor", "mcp-resource", Map.of("servers", List.of(servers))),
                List.of(part(
                        "condition",
                        "client-attributes",
                        Map.of("attributes", "[{\"key\":\"team\",\"value\":\"agents\"}]"))));
    }

    private static Answer post(String path, Map<String, String> parameters) {
        Map<String, String> form = new HashMap<>(parameters);
        form.put("client_id", "agent");
        form.put("client_secret", SECRET);
        return Http.plain().postForm(realm.issuer() + "/protocol/openid-connect" + path, form);
    }

    private static Answer token(String grant, Map<String, String> parameters) {
        Map<String, String> form = new HashMap<>(parameters);
        form.put("grant_type", grant);
        return post("/token", form);
    }

    private static Answer passwordToken(Map<String, String> parameters) {
        Map<String, String> form = new HashMap<>(parameters);
        form.putAll(Map.of("username", "alice", "password", "alice"));
        return token("password", form);
    }

    private static void refused(Answer answer, String error) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo(error);
    }

    private static McpFlow flow(String client) {
        return new McpFlow(realm, client, REDIRECT);
    }

    @Test
    void aRequestThatNamesNoServerIsRefusedAtEveryEndpoint() {
        keepAgentsTo();

        assertThat(McpFlow.query(
                        flow("agent").authorize(Map.of("scope", "openid")).header("Location")))
                .containsEntry("error", "invalid_target")
                .containsKeys("state", "iss");
        refused(post("/ext/par/request", flow("agent").authorizationRequest(Map.of())), "invalid_target");
        refused(token("client_credentials", Map.of()), "invalid_target");
        refused(passwordToken(Map.of()), "invalid_target");
        assertThat(realm.lastEvent("LOGIN_ERROR")
                        .path("details")
                        .path("mcp_rule")
                        .asText())
                .isEqualTo("resource_required");
    }

    @Test
    void whatWasGrantedBeforeThePolicyGoesOnForServersAlone() {
        Answer ordinary = passwordToken(Map.of());
        Answer bound = passwordToken(Map.of("resource", FILES));
        Map<String, String> exchange = Map.of(
                "subject_token",
                ordinary.text("access_token"),
                "subject_token_type",
                "urn:ietf:params:oauth:token-type:access_token");
        String code = flow("agent").logIn("alice", Map.of("scope", "openid")).get("code");

        keepAgentsTo();

        refused(token("refresh_token", Map.of("refresh_token", ordinary.text("refresh_token"))), "invalid_target");
        refused(flow("agent").exchange(code, Map.of("client_secret", SECRET)), "invalid_target");
        refused(token(EXCHANGE, exchange), "invalid_target");
        assertThat(Claims.ofAccessToken(token("refresh_token", Map.of("refresh_token", bound.text("refresh_token")))))
                .containsEntry("aud", FILES);
    }

    /** Keycloak's conditions on the client, such as its attributes, do not vote on the events of devices. */
    @Test
    void aDeviceThatNamesNoServerIsRefusedWhereThePolicyIsForEveryClient() {
        Answer device = post("/auth/device", Map.of());
        flow("agent").approveDevice(device.text("verification_uri_complete"), "alice");

        policies.set(part("executor", "mcp-resource", Map.of()), List.of(part("condition", "any-client", Map.of())));

        refused(token(DEVICE, Map.of("device_code", device.text("device_code"))), "invalid_target");
        refused(post("/auth/device", Map.of()), "invalid_target");
        assertThat(post("/auth/device", Map.of("resource", FILES)).status()).isEqualTo(200);
        String console = realm.issuer() + "/account/";
        assertThat(McpFlow.query(new McpFlow(realm, "account-console", console)
                        .authorize(Map.of())
                        .header("Location")))
                .as("every client is every client")
                .containsEntry("error", "invalid_target");
    }

    @ParameterizedTest
    @ValueSource(strings = {UNKNOWN, SUSPENDED, "nonsense"})
    void aServerThatIsNotInUseIsNone(String resource) {
        keepAgentsTo();

        refused(token("client_credentials", Map.of("resource", resource)), "invalid_target");
        assertThat(post("/ext/par/request", flow("agent").authorizationRequest(Map.of("resource", resource)))
                        .status())
                .as("refused when it is pushed, not only when it is used")
                .isEqualTo(400);
    }

    @Test
    void theServersOwnRulesStayInForce() {
        keepAgentsTo();

        refused(
                post("/ext/par/request", flow("agent").authorizationRequest(Map.of("resource", CLOSED))),
                "unauthorized_client");
    }

    @Test
    void whatNamesAServerIsLetThrough() {
        keepAgentsTo();

        assertThat(flow("agent").authorize(Map.of("resource", FILES)).status()).isEqualTo(200);
        assertThat(Claims.ofAccessToken(token("client_credentials", Map.of("resource", FILES))))
                .containsEntry("aud", FILES);
        assertThat(Claims.ofAccessToken(passwordToken(Map.of("resource", MAIL))))
                .containsEntry("aud", MAIL);
    }

    @Test
    void clientsCanBeKeptToSomeOfTheServers() {
        Answer mail = passwordToken(Map.of("resource", MAIL));

        keepAgentsTo("HTTPS://Files.example.com/mcp");

        assertThat(token("client_credentials", Map.of("resource", FILES)).status())
                .isEqualTo(200);
        refused(token("client_credentials", Map.of("resource", MAIL)), "invalid_target");
        assertThat(realm.lastEvent("CLIENT_LOGIN_ERROR")
                        .path("details")
                        .path("mcp_rule")
                        .asText())
                .isEqualTo("server_not_in_policy");
        refused(token("refresh_token", Map.of("refresh_token", mail.text("refresh_token"))), "invalid_target");
        assertThat(McpFlow.query(
                        flow("agent").authorize(Map.of("resource", MAIL)).header("Location")))
                .containsEntry("error", "invalid_target");
    }

    @Test
    void otherClientsAreLeftAlone() {
        keepAgentsTo(FILES);

        assertThat(flow("other").authorize(Map.of("scope", "openid")).status()).isEqualTo(200);
        assertThat(flow("other").authorize(Map.of("resource", MAIL)).status()).isEqualTo(200);
    }

    @Test
    void aProfileThatCannotBeUnderstoodIsNotSaved() {
        for (Object servers : List.of(List.of("files"), FILES, List.of(1))) {
            Answer answer = policies.putProfiles(Map.of(
                    "profiles",
                    List.of(Map.of(
                            "name",
                            "profile",
                            "executors",
                            List.of(part("executor", "mcp-resource", Map.of("servers", servers)))))));

            assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        }
    }
}

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
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The conditions {@code mcp-server} and {@code mcp-client}: that a policy meets every request that it is about,
 * whatever the request says, and no other. The policies here refuse, because Keycloak's executor for that acts on every
 * event.
 */
@ResourceLock(AuthenticationDevice.LOCK)
final class PolicyConditionsIT {

    private static final String REDIRECT = "http://127.0.0.1:33418/callback";
    private static final String FILES = "https://Files.example.com/mcp";
    private static final String MAIL = "https://mail.example.com";
    private static final String SECRET = "a-secret-for-tests-alone";
    private static final String DEVICE = "urn:ietf:params:oauth:grant-type:device_code";
    private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
    private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
    private static final Map<String, Object> REFUSE = part("executor", "reject-request", Map.of());
    private static final Map<String, Object> NOTHING = Map.of();

    private static TestRealm realm;
    private static ClientPolicies policies;
    private static String filesId;

    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
        policies = new ClientPolicies(realm);
        filesId = realm.registerServer(FILES, Map.of("scopes_supported", List.of("files:read")))
                .get("server_id")
                .asText();
        realm.registerServer(MAIL, Map.of());
        realm.createPlainClient("plain-client", REDIRECT);
        realm.createMcpClient("mcp-client", REDIRECT);
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
                        "standard.token.exchange.enabled", "true",
                        "oauth2.device.authorization.grant.enabled", "true",
                        "oidc.ciba.grant.enabled", "true")));
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    @AfterEach
    void withoutPolicies() {
        policies.clear();
    }

    private static void refuseFiles() {
        policies.set(REFUSE, List.of(part("condition", "mcp-server", Map.of("servers", List.of(FILES)))));
    }

    private static McpFlow flow(String client) {
        return new McpFlow(realm, client, REDIRECT);
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

    private static void refusedByPolicy(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.text("error_description")).isEqualTo("Request not allowed");
    }

    private static boolean mayAuthorize(String client, Map<String, String> request) {
        Answer answer = flow(client).authorize(request);
        if (answer.status() == 200) {
            return true;
        }
        assertThat(McpFlow.query(answer.header("Location"))).containsEntry("error_description", "Request not allowed");
        return false;
    }

    @Test
    void theServerOfAnAuthorizationRequestCounts() {
        refuseFiles();

        assertThat(mayAuthorize("mcp-client", Map.of("resource", FILES))).isFalse();
        assertThat(mayAuthorize("mcp-client", Map.of("resource", MAIL))).isTrue();
        assertThat(mayAuthorize("plain-client", Map.of())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://files.example.com/mcp",
                "HTTPS://FILES.EXAMPLE.COM/mcp",
                "https://files.example.com:443/mcp",
                "https://files.example.com./%6dcp"
            })
    void aDifferentSpellingIsTheSameServer(String spelling) {
        refuseFiles();

        assertThat(mayAuthorize("plain-client", Map.of("resource", spelling))).isFalse();
        refusedByPolicy(token("client_credentials", Map.of("resource", spelling)));
    }

    @Test
    void aServerThatIsMeantWithoutBeingNamedCounts() {
        try (TestRealm own = TestRealm.create()) {
            own.registerServer(
                    FILES, Map.of("scopes_supported", List.of("files:read"), "require_resource_param", false));
            own.createMcpClient("mcp-client", REDIRECT);
            new ClientPolicies(own)
                    .set(REFUSE, List.of(part("condition", "mcp-server", Map.of("servers", List.of(FILES)))));

            Answer answer = new McpFlow(own, "mcp-client", REDIRECT).authorize(Map.of("scope", "files:read"));

            assertThat(answer.header("Location")).contains("error_description=Request+not+allowed");
        }
    }

    @Test
    void aServerCanBeNamedByItsId() {
        policies.set(REFUSE, List.of(part("condition", "mcp-server", Map.of("servers", List.of(filesId)))));

        assertThat(mayAuthorize("mcp-client", Map.of("resource", FILES))).isFalse();
        assertThat(mayAuthorize("mcp-client", Map.of("resource", MAIL))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"[]", "['']"})
    void noNamesMeanEveryServerAndNoOtherRequest(String none) {
        Object servers = none.equals("[]") ? List.of() : List.of("");
        policies.set(REFUSE, List.of(part("condition", "mcp-server", Map.of("servers", servers))));

        assertThat(mayAuthorize("plain-client", Map.of("resource", FILES))).isFalse();
        assertThat(mayAuthorize("plain-client", Map.of("resource", MAIL))).isFalse();
        assertThat(mayAuthorize("plain-client", Map.of("scope", "openid"))).isTrue();
        assertThat(passwordToken(Map.of()).status()).isEqualTo(200);
    }

    @Test
    void negativeLogicMeansEverythingElse() {
        policies.set(
                REFUSE,
                List.of(part("condition", "mcp-server", Map.of("servers", List.of(FILES), "is-negative-logic", true))));

        assertThat(mayAuthorize("plain-client", Map.of("resource", FILES))).isTrue();
        assertThat(mayAuthorize("plain-client", Map.of("resource", MAIL))).isFalse();
        assertThat(mayAuthorize("plain-client", Map.of("scope", "openid"))).isFalse();
        refusedByPolicy(passwordToken(Map.of()));
    }

    @Test
    void aPushedRequestCountsWhenItIsPushed() {
        refuseFiles();
        String par = "/ext/par/request";

        refusedByPolicy(post(par, flow("agent").authorizationRequest(Map.of("resource", FILES))));
        assertThat(post(par, flow("agent").authorizationRequest(Map.of("resource", MAIL)))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void aRequestThatWasPushedBeforeCountsWhenItIsUsed() {
        String requestUri = post("/ext/par/request", flow("agent").authorizationRequest(Map.of("resource", FILES)))
                .text("request_uri");

        refuseFiles();
        Answer answer = Http.plain()
                .get(realm.issuer() + "/protocol/openid-connect/auth?"
                        + Http.encode(Map.of("client_id", "agent", "request_uri", requestUri, "resource", MAIL)));

        assertThat(answer.header("Location")).contains("error_description=Request+not+allowed");
    }

    @Test
    void theServerOfTheCodeCountsWhenTheTokenRequestLeavesItOut() {
        String files =
                flow("plain-client").logIn("alice", Map.of("resource", FILES)).get("code");
        String mail =
                flow("plain-client").logIn("alice", Map.of("resource", MAIL)).get("code");

        refuseFiles();

        refusedByPolicy(flow("plain-client").exchange(files, Map.of()));
        assertThat(Claims.ofAccessToken(flow("plain-client").exchange(mail, Map.of())))
                .containsEntry("aud", MAIL);
    }

    @Test
    void theServerOfTheCodeCountsWhenTheTokenRequestNamesAnother() {
        String files =
                flow("plain-client").logIn("alice", Map.of("resource", FILES)).get("code");
        String mail =
                flow("plain-client").logIn("alice", Map.of("resource", MAIL)).get("code");

        refuseFiles();

        refusedByPolicy(flow("plain-client").exchange(files, Map.of("resource", MAIL)));
        assertThat(flow("plain-client")
                        .exchange(mail, Map.of("resource", FILES))
                        .text("error"))
                .as("a code for one server is no way to another")
                .isEqualTo("invalid_target");
    }

    @Test
    void theServerOfTheRefreshTokenCounts() {
        McpFlow flow = flow("plain-client");
        String files = flow.tokens("alice", FILES, "openid").text("refresh_token");
        String mail = flow.tokens("alice", MAIL, "openid").text("refresh_token");
        String ordinary = passwordToken(Map.of()).text("refresh_token");

        refuseFiles();

        refusedByPolicy(flow.refresh(files, Map.of()));
        refusedByPolicy(flow.refresh(files, Map.of("resource", MAIL)));
        assertThat(flow.refresh(mail, Map.of()).status()).isEqualTo(200);
        assertThat(token("refresh_token", Map.of("refresh_token", ordinary)).status())
                .isEqualTo(200);
        assertThat(flow.refresh("nonsense", Map.of()).text("error")).isEqualTo("invalid_grant");
    }

    @Test
    void everyGrantThatNamesItsServerCounts() {
        String ordinary = passwordToken(Map.of()).text("access_token");
        String bound = passwordToken(Map.of("resource", FILES)).text("access_token");
        Map<String, String> exchange = Map.of("subject_token", ordinary, "subject_token_type", ACCESS_TOKEN);

        refuseFiles();

        refusedByPolicy(token("client_credentials", Map.of("resource", FILES)));
        refusedByPolicy(passwordToken(Map.of("resource", FILES)));
        refusedByPolicy(token(EXCHANGE, with(exchange, Map.of("resource", FILES))));
        refusedByPolicy(token(EXCHANGE, with(exchange, Map.of("subject_token", bound))));
        assertThat(token("client_credentials", Map.of("resource", MAIL)).status())
                .isEqualTo(200);
        assertThat(token("client_credentials", Map.of()).status()).isEqualTo(200);
        assertThat(passwordToken(Map.of("resource", MAIL)).status()).isEqualTo(200);
        assertThat(token(EXCHANGE, with(exchange, Map.of("resource", MAIL))).status())
                .isEqualTo(200);
    }

    private static Map<String, String> with(Map<String, String> parameters, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(parameters);
        all.putAll(more);
        return all;
    }

    private static String approvedDeviceCode(Map<String, String> parameters) {
        Answer device = post("/auth/device", parameters);
        assertThat(device.status()).as(device.body()).isEqualTo(200);
        flow("agent").approveDevice(device.text("verification_uri_complete"), "alice");
        return device.text("device_code");
    }

    @Test
    void theServerOfADeviceCounts() {
        String files = approvedDeviceCode(Map.of("resource", FILES));
        String mail = approvedDeviceCode(Map.of("resource", MAIL));

        refuseFiles();

        refusedByPolicy(post("/auth/device", Map.of("resource", FILES)));
        refusedByPolicy(token(DEVICE, Map.of("device_code", files)));
        assertThat(Claims.ofAccessToken(token(DEVICE, Map.of("device_code", mail))))
                .containsEntry("aud", MAIL);
    }

    private static final String BACKCHANNEL = "urn:openid:params:grant-type:ciba";

    /**
     * Only the token says which scopes a backchannel request without a resource asked for: the policies were asked
     * about no server then.
     */
    @Test
    void aTokenIsNotMadeForAServerThatThePoliciesWereNotAskedAbout() {
        try (TestRealm own = TestRealm.create()) {
            own.registerServer(
                    FILES, Map.of("scopes_supported", List.of("files:read"), "require_resource_param", false));
            own.createClient(Map.of(
                    "clientId",
                    "tv",
                    "secret",
                    SECRET,
                    "redirectUris",
                    List.of(REDIRECT),
                    "optionalClientScopes",
                    List.of("files:read"),
                    "attributes",
                    Map.of("oidc.ciba.grant.enabled", "true")));
            Map<String, String> client = Map.of("client_id", "tv", "client_secret", SECRET);
            Map<String, String> request = new HashMap<>(client);
            request.putAll(Map.of("login_hint", "alice", "scope", "openid files:read"));
            Map<String, String> tokenRequest = new HashMap<>(client);
            tokenRequest.putAll(
                    Map.of("grant_type", BACKCHANNEL, "auth_req_id", new AuthenticationDevice(own).approve(request)));
            new ClientPolicies(own)
                    .set(REFUSE, List.of(part("condition", "mcp-server", Map.of("servers", List.of(FILES)))));

            Answer answer = AuthenticationDevice.poll(() -> Http.plain().postForm(own.tokenEndpoint(), tokenRequest));

            assertThat(answer.text("error")).as(answer.body()).isEqualTo("invalid_target");
            assertThat(own.lastEvent("AUTHREQID_TO_TOKEN_ERROR")
                            .path("details")
                            .path("mcp_rule")
                            .asText())
                    .isEqualTo("resource_unclear");
        }
    }

    @Test
    void theServerOfABackchannelTokenRequestCounts() {
        String id = new AuthenticationDevice(realm)
                .ask(Map.of("client_id", "agent", "client_secret", SECRET, "login_hint", "alice", "scope", "openid"));

        refuseFiles();

        refusedByPolicy(token(BACKCHANNEL, Map.of("auth_req_id", id, "resource", FILES)));
        assertThat(token(BACKCHANNEL, Map.of("auth_req_id", id, "resource", MAIL))
                        .text("error"))
                .isEqualTo("authorization_pending");
    }

    @Test
    void aPolicyLeavesTheErrorsOfTheRulesAsTheyAre() {
        refuseFiles();

        assertThat(McpFlow.query(flow("mcp-client")
                        .authorize(Map.of("resource", "https://unknown.example.com"))
                        .header("Location")))
                .containsEntry("error", "invalid_target");
        String code =
                flow("plain-client").logIn("alice", Map.of("scope", "openid")).get("code");
        assertThat(flow("plain-client").exchange(code, Map.of("resource", MAIL)).text("error"))
                .isEqualTo("invalid_target");
        assertThat(realm.lastEvent("CODE_TO_TOKEN_ERROR")
                        .path("details")
                        .path("mcp_rule")
                        .asText())
                .isEqualTo("resource_changed");
    }

    @Test
    void mcpClientsAreToldFromOthersOnEveryEvent() {
        policies.set(REFUSE, List.of(part("condition", "mcp-client", NOTHING)));

        assertThat(flow("mcp-client").authorize(Map.of("resource", FILES)).status())
                .as("the first event of the endpoint comes before there is anywhere to redirect to")
                .isEqualTo(400);
        assertThat(mayAuthorize("plain-client", Map.of("resource", FILES))).isTrue();
        assertThat(token("client_credentials", Map.of("resource", FILES)).status())
                .isEqualTo(200);
    }

    @Test
    void pushedRequestsCanBeDemandedOfMcpClients() {
        policies.set(
                part("executor", "secure-par-content", Map.of()), List.of(part("condition", "mcp-client", NOTHING)));
        Map<String, String> request = flow("mcp-client").authorizationRequest(Map.of("resource", FILES));

        Answer pushed = Http.plain().postForm(realm.issuer() + "/protocol/openid-connect/ext/par/request", request);

        assertThat(flow("mcp-client").authorize(Map.of("resource", FILES)).status())
                .isEqualTo(400);
        assertThat(Http.plain()
                        .get(realm.issuer() + "/protocol/openid-connect/auth?"
                                + Http.encode(
                                        Map.of("client_id", "mcp-client", "request_uri", pushed.text("request_uri"))))
                        .status())
                .isIn(200, 302);
        assertThat(mayAuthorize("plain-client", Map.of("resource", FILES))).isTrue();
    }

    @Test
    void aClientThatRegistersItselfIsAnMcpClientAlready() {
        policies.set(
                part("executor", "secure-client-uris", Map.of()), List.of(part("condition", "mcp-client", NOTHING)));
        String registration = realm.issuer() + "/clients-registrations/mcp";

        Answer registered = Http.plain()
                .postJson(
                        registration,
                        "{\"redirect_uris\":[\"http://localhost:3000/callback\"],"
                                + "\"token_endpoint_auth_method\":\"none\"}");

        assertThat(registered.status()).as(registered.body()).isEqualTo(400);
        realm.createPlainClient("another-plain-client", REDIRECT);
    }

    private static Answer save(String condition, Object configuration) {
        return policies.putPolicies(Map.of(
                "policies",
                List.of(Map.of(
                        "name",
                        "policy",
                        "enabled",
                        true,
                        "conditions",
                        List.of(part("condition", condition, configuration))))));
    }

    private static void notSaved(Answer answer, String message) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.text("errorMessage")).contains(message);
        assertThat(realm.admin()
                        .get(realm.adminPath("/client-policies/policies"))
                        .json()
                        .path("policies"))
                .isEmpty();
    }

    @Test
    void aPolicyForAServerThatIsNotThereIsNotSaved() {
        notSaved(
                save("mcp-server", Map.of("servers", List.of(FILES, "https://fils.example.com/mcp"))),
                "servers names MCP servers that the realm does not have: https://fils.example.com/mcp");
        notSaved(
                save("mcp-server", Map.of("servers", List.of("mcp_0123456789abcdef01234567"))),
                "mcp_0123456789abcdef01234567");
    }

    @Test
    void aPolicyThatCannotBeUnderstoodIsNotSaved() {
        String sentence = "servers must be a list of resource URIs and server ids";
        notSaved(save("mcp-server", Map.of("servers", List.of("files"))), sentence);
        notSaved(save("mcp-server", Map.of("servers", FILES)), sentence);
        notSaved(save("mcp-server", Map.of("servers", List.of(1))), sentence);
        notSaved(save("mcp-client", Map.of("is-negative-logic", "perhaps")), "is-negative-logic must be true or false");
        notSaved(
                policies.putPolicies(
                        "{\"policies\":[{\"name\":\"policy\",\"enabled\":true,\"conditions\":[{\"condition\":\"mcp-server\"}]}]}"),
                "configuration is missing: send {} for the defaults");
    }

    private static Answer importRealm(String name, List<Map<String, Object>> clients) {
        return realm.admin()
                .post(
                        "/realms",
                        Map.of(
                                "realm",
                                name,
                                "enabled",
                                true,
                                "clients",
                                clients,
                                "clientProfiles",
                                Map.of("profiles", List.of(Map.of("name", "refuse", "executors", List.of(REFUSE)))),
                                "clientPolicies",
                                Map.of(
                                        "policies",
                                        List.of(Map.of(
                                                "name",
                                                "policy",
                                                "enabled",
                                                true,
                                                "profiles",
                                                List.of("refuse"),
                                                "conditions",
                                                List.of(part(
                                                        "condition",
                                                        "mcp-server",
                                                        Map.of("servers", List.of(FILES)))))))));
    }

    @Test
    void aRealmComesBackWithItsPoliciesAndServers() {
        String name = realm.name() + "-again";

        Answer imported =
                importRealm(name, List.of(Map.of("clientId", filesId, "attributes", Map.of("resource_url", FILES))));

        assertThat(imported.status()).as(imported.body()).isEqualTo(201);
        assertThat(realm.admin()
                        .get("/realms/" + name + "/client-policies/policies")
                        .body())
                .contains(FILES);
        realm.admin().delete("/realms/" + name);
    }

    @Test
    void aRealmWithAPolicyForAServerThatItDoesNotHaveIsNotImported() {
        String name = realm.name() + "-without";

        importRealm(name, List.of());

        assertThat(realm.admin().get("/realms/" + name).status()).isEqualTo(404);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.authorization;

import static io.keycloakmcp.tests.keycloak.ClientPolicies.part;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Claims;
import io.keycloakmcp.tests.keycloak.ClientPolicies;
import io.keycloakmcp.tests.keycloak.DpopKey;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.models.utils.HmacOTP;

/** The examples of {@code docs/client-policies.md}: Keycloak's own executors, for one MCP server and no other. */
final class OneServerPoliciesIT {

    private static final String REDIRECT = "http://127.0.0.1:33418/callback";
    private static final String PAYROLL = "https://payroll.example.com/mcp";
    private static final String LEDGER = "https://ledger.example.com/mcp";
    private static final String MAIL = "https://mail.example.com";
    private static final String SECRET = "a-secret-for-tests-alone";
    private static final String DEVICE = "urn:ietf:params:oauth:grant-type:device_code";
    private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
    private static final String CODE_PAGE = "One-time code";

    private static final AtomicInteger CODES = new AtomicInteger();

    private static TestRealm realm;
    private static ClientPolicies policies;

    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
        policies = new ClientPolicies(realm);
        realm.registerServer(PAYROLL, Map.of("scopes_supported", List.of("payroll:read")));
        realm.registerServer(LEDGER, Map.of());
        realm.registerServer(MAIL, Map.of());
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
                        "oauth2.device.authorization.grant.enabled", "true")));
        createUserWithOneTimeCodes();
        createFlow("password and code", "REQUIRED", List.of("auth-username-password-form", "auth-otp-form"));
        createFlow("password", "ALTERNATIVE", List.of("auth-cookie", "auth-username-password-form"));
        assertThat(realm.admin()
                        .put(realm.adminPath(""), Map.of("browserFlow", "password"))
                        .status())
                .isEqualTo(204);
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    @AfterEach
    void withoutPolicies() {
        policies.clear();
    }

    /** Codes that are counted instead of timed, so that no test waits for the next one. */
    private static void createUserWithOneTimeCodes() {
        Answer answer = realm.admin()
                .post(
                        realm.adminPath("/users"),
                        Map.of(
                                "username",
                                "carol",
                                "enabled",
                                true,
                                "email",
                                "carol@example.org",
                                "firstName",
                                "Carol",
                                "lastName",
                                "Example",
                                "credentials",
                                List.of(
                                        Map.of("type", "password", "value", "carol"),
                                        Map.of(
                                                "type",
                                                "otp",
                                                "secretData",
                                                "{\"value\":\"" + SECRET + "\"}",
                                                "credentialData",
                                                "{\"subType\":\"hotp\",\"digits\":6,\"counter\":0,"
                                                        + "\"algorithm\":\"HmacSHA1\"}"))));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    }

    private static String nextCode() {
        return new HmacOTP(6, HmacOTP.HMAC_SHA1, 1).generateHOTP(SECRET, CODES.getAndIncrement());
    }

    private static void createFlow(String alias, String requirement, List<String> authenticators) {
        realm.admin()
                .post(
                        realm.adminPath("/authentication/flows"),
                        Map.of("alias", alias, "providerId", "basic-flow", "topLevel", true));
        String executions = realm.adminPath("/authentication/flows/" + alias.replace(" ", "%20") + "/executions");
        authenticators.forEach(provider -> realm.admin().post(executions + "/execution", Map.of("provider", provider)));
        for (JsonNode execution : realm.admin().get(executions).json()) {
            Answer answer = realm.admin().put(executions, ((ObjectNode) execution).put("requirement", requirement));
            assertThat(answer.status()).isEqualTo(204);
        }
    }

    private static McpFlow flow() {
        return new McpFlow(realm, "mcp-client", REDIRECT).answering("otp", OneServerPoliciesIT::nextCode);
    }

    private static boolean asksForCode(McpFlow flow, Answer loginPage) {
        return Jsoup.parse(flow.submit(loginPage, "carol").body()).text().contains(CODE_PAGE);
    }

    private static Answer grant(String grant, Map<String, String> parameters) {
        Map<String, String> form = new HashMap<>(parameters);
        form.put("grant_type", grant);
        form.put("client_id", "agent");
        form.put("client_secret", SECRET);
        return Http.plain().postForm(realm.tokenEndpoint(), form);
    }

    @Test
    void theSecondFactorIsAskedForAtTheOneServerAlone() {
        policies.setDocumented("payroll");

        McpFlow payroll = flow();
        McpFlow mail = flow();

        assertThat(asksForCode(payroll, payroll.authorize(Map.of("resource", PAYROLL))))
                .isTrue();
        assertThat(asksForCode(mail, mail.authorize(Map.of("resource", MAIL)))).isFalse();
        assertThat(Claims.ofAccessToken(flow().tokens("carol", PAYROLL, "openid")))
                .containsEntry("aud", PAYROLL)
                .containsEntry("acr", "2");
        assertThat(Claims.ofAccessToken(flow().tokens("carol", MAIL, "openid")))
                .containsEntry("aud", MAIL)
                .containsEntry("acr", "1");
    }

    @Test
    void aLoginForAnotherServerDoesNotDoForTheOne() {
        policies.setDocumented("payroll");
        McpFlow browser = flow();
        Map<String, String> mail = browser.logIn("carol", Map.of("resource", MAIL));

        assertThat(browser.authorize(Map.of("resource", MAIL)).status())
                .as("there is a session")
                .isEqualTo(302);
        assertThat(asksForCode(browser, browser.authorize(Map.of("resource", PAYROLL))))
                .isTrue();
        assertThat(McpFlow.query(browser.authorize(Map.of("resource", PAYROLL, "prompt", "none"))
                        .header("Location")))
                .containsEntry("error", "login_required");
        assertThat(browser.exchange(mail.get("code"), Map.of("resource", PAYROLL))
                        .text("error"))
                .isEqualTo("invalid_target");
    }

    /** Why the documentation says to leave the cookie out. */
    @Test
    void aFlowThatTakesTheCookieLetsAnyLoginDo() {
        policies.set(
                part("executor", "auth-flow-enforcer", Map.of("auth-flow-alias", "password", "auth-flow-loa", 2)),
                List.of(part("condition", "mcp-server", Map.of("servers", List.of(PAYROLL)))));
        McpFlow browser = flow();
        browser.logIn("carol", Map.of("resource", MAIL));

        assertThat(browser.authorize(Map.of("resource", PAYROLL)).status()).isEqualTo(302);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTPS://PAYROLL.EXAMPLE.COM/mcp", "https://payroll.example.com:443/./mcp"})
    void anotherSpellingIsNoWayAroundTheSecondFactor(String spelling) {
        policies.setDocumented("payroll");
        McpFlow browser = flow();

        assertThat(asksForCode(browser, browser.authorize(Map.of("resource", spelling))))
                .isTrue();
    }

    @Test
    void askingForLessIsNoWayAroundTheSecondFactor() {
        policies.setDocumented("payroll");
        McpFlow browser = flow();

        assertThat(asksForCode(browser, browser.authorize(Map.of("resource", PAYROLL, "acr_values", "1"))))
                .isTrue();
    }

    @Test
    void aRequestObjectIsNoWayAroundTheSecondFactor() {
        policies.setDocumented("payroll");
        McpFlow browser = flow();
        String members = browser.authorizationRequest(Map.of("resource", PAYROLL)).entrySet().stream()
                .map(member -> "\"" + member.getKey() + "\":\"" + member.getValue() + "\"")
                .collect(Collectors.joining(","));
        String request = base64("{\"alg\":\"none\"}") + "." + base64("{" + members + "}") + ".";

        assertThat(asksForCode(browser, browser.authorize(Map.of("request", request, "resource", MAIL))))
                .isTrue();
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aPushedRequestIsNoWayAroundTheSecondFactor() {
        policies.setDocumented("payroll");
        McpFlow browser = flow();
        Answer pushed = Http.plain()
                .postForm(
                        realm.issuer() + "/protocol/openid-connect/ext/par/request",
                        browser.authorizationRequest(Map.of("resource", PAYROLL)));

        Map<String, String> redirect = browser.logInAt(
                realm.issuer() + "/protocol/openid-connect/auth?"
                        + Http.encode(Map.of("client_id", "mcp-client", "request_uri", pushed.text("request_uri"))),
                "carol");

        assertThat(Claims.ofAccessToken(browser.exchange(redirect.get("code"), Map.of())))
                .containsEntry("aud", PAYROLL)
                .containsEntry("acr", "2");
    }

    @Test
    void leavingTheServerOutIsNoWayAroundTheSecondFactor() {
        realm.changeServer(serverId(PAYROLL), Map.of("require_resource_param", false));
        policies.setDocumented("payroll");
        McpFlow browser = flow();

        assertThat(asksForCode(browser, browser.authorize(Map.of("scope", "payroll:read"))))
                .isTrue();

        realm.changeServer(serverId(PAYROLL), Map.of("require_resource_param", true));
        assertThat(McpFlow.query(
                        browser.authorize(Map.of("scope", "payroll:read")).header("Location")))
                .containsEntry("error", "invalid_target");
    }

    private static String serverId(String resource) {
        return realm.admin()
                .get(realm.adminPath("/mcp/servers?search=" + resource))
                .json()
                .get("servers")
                .get(0)
                .get("server_id")
                .asText();
    }

    @Test
    void grantsWithoutABrowserAreNoWayAroundTheSecondFactor() {
        Map<String, String> alice = Map.of("username", "alice", "password", "alice");
        String ordinary = grant("password", alice).text("access_token");
        policies.setDocumented("payroll");

        for (String resource : List.of(PAYROLL, MAIL)) {
            Map<String, String> named = Map.of("resource", resource);
            Map<String, String> password = new HashMap<>(alice);
            password.putAll(named);
            Map<String, String> exchange = new HashMap<>(named);
            exchange.put("subject_token", ordinary);
            exchange.put("subject_token_type", "urn:ietf:params:oauth:token-type:access_token");
            int expected = resource.equals(MAIL) ? 200 : 400;

            assertThat(grant("client_credentials", named).status()).isEqualTo(expected);
            assertThat(grant("password", password).status()).isEqualTo(expected);
            assertThat(grant(EXCHANGE, exchange).status()).isEqualTo(expected);
            assertThat(grant(DEVICE, Map.of("device_code", approvedDeviceCode(resource)))
                            .status())
                    .isEqualTo(expected);
        }
    }

    private static String approvedDeviceCode(String resource) {
        Answer device = Http.plain()
                .postForm(
                        realm.issuer() + "/protocol/openid-connect/auth/device",
                        Map.of("client_id", "agent", "client_secret", SECRET, "resource", resource));
        flow().approveDevice(device.text("verification_uri_complete"), "carol");
        return device.text("device_code");
    }

    @Test
    void aRefreshGoesOnWithoutAskingAgain() {
        String earlier = flow().tokens("carol", PAYROLL, "openid").text("refresh_token");
        policies.setDocumented("payroll");
        Answer tokens = flow().tokens("carol", PAYROLL, "openid");

        assertThat(flow().refresh(earlier, Map.of()).status())
                .as("from before the policy")
                .isEqualTo(200);
        assertThat(Claims.ofAccessToken(flow().refresh(tokens.text("refresh_token"), Map.of())))
                .containsEntry("aud", PAYROLL)
                .containsEntry("acr", "2");
    }

    /** Keycloak keeps the level of the client's last login in the session, whichever server that was for. */
    @Test
    void aLoginForAnotherServerLowersTheLevelThatARefreshShows() {
        policies.setDocumented("payroll");
        McpFlow browser = flow();
        Answer tokens = browser.tokens("carol", PAYROLL, "openid");

        browser.tokens("carol", MAIL, "openid");

        assertThat(Claims.ofAccessToken(browser.refresh(tokens.text("refresh_token"), Map.of())))
                .containsEntry("aud", PAYROLL)
                .containsEntry("acr", "0");
    }

    /** What the documentation warns of, and its remedy. */
    @Test
    void whoRegistersGoesPastTheFlowUnlessTheRealmMakesEverybodySetUpCodes() {
        realm.admin().put(realm.adminPath(""), Map.of("registrationAllowed", true));
        policies.setDocumented("payroll");

        Map<String, String> redirect =
                registering("newcomer").logIn("newcomer", Map.of("resource", PAYROLL, "prompt", "create"));
        assertThat(Claims.ofAccessToken(flow().exchange(redirect.get("code"), Map.of())))
                .containsEntry("aud", PAYROLL)
                .containsEntry("acr", "2");

        String action = realm.adminPath("/authentication/required-actions/CONFIGURE_TOTP");
        realm.admin().put(action, ((ObjectNode) realm.admin().get(action).json()).put("defaultAction", true));
        McpFlow browser = registering("another");
        Answer page = browser.submit(browser.authorize(Map.of("resource", PAYROLL, "prompt", "create")), "another");
        assertThat(page.header("Location")).contains("execution=CONFIGURE_TOTP");
        realm.admin().put(realm.adminPath(""), Map.of("registrationAllowed", false));
    }

    private static McpFlow registering(String name) {
        return flow().answering("password-confirm", () -> name)
                .answering("email", () -> name + "@example.org")
                .answering("firstName", () -> "New")
                .answering("lastName", () -> "Comer");
    }

    /** What the documentation warns of: the level in the token tells. */
    @Test
    void aLoginAtAnotherIdentityProviderGoesPastTheFlowWithoutItsLevel() {
        try (TestRealm partner = TestRealm.create()) {
            trust(partner);
            policies.setDocumented("payroll");
            McpFlow browser = flow();
            String link = Jsoup.parse(
                            browser.authorize(Map.of("resource", PAYROLL)).body(), realm.base())
                    .selectFirst("a[href*=/broker/]")
                    .absUrl("href");

            Map<String, String> redirect = browser.logInAt(link, "alice");

            assertThat(Claims.ofAccessToken(browser.exchange(redirect.get("code"), Map.of())))
                    .containsEntry("aud", PAYROLL)
                    .containsEntry("acr", "1");
            realm.admin().delete(realm.adminPath("/identity-provider/instances/partner"));
        }
    }

    /** Makes another realm an identity provider, and its alice one person with ours. */
    private static void trust(TestRealm partner) {
        partner.createClient(
                Map.of("clientId", "our-realm", "secret", SECRET, "redirectUris", List.of(realm.issuer() + "/*")));
        String protocol = partner.issuer() + "/protocol/openid-connect";
        Answer added = realm.admin()
                .post(
                        realm.adminPath("/identity-provider/instances"),
                        Map.of(
                                "alias",
                                "partner",
                                "providerId",
                                "oidc",
                                "enabled",
                                true,
                                "config",
                                Map.of(
                                        "issuer",
                                        partner.issuer(),
                                        "authorizationUrl",
                                        protocol + "/auth",
                                        "tokenUrl",
                                        protocol + "/token",
                                        "useJwksUrl",
                                        "true",
                                        "jwksUrl",
                                        protocol + "/certs",
                                        "validateSignature",
                                        "true",
                                        "clientId",
                                        "our-realm",
                                        "clientSecret",
                                        SECRET,
                                        "clientAuthMethod",
                                        "client_secret_post",
                                        "defaultScope",
                                        "openid")));
        assertThat(added.status()).as(added.body()).isEqualTo(201);
        Answer linked = realm.admin()
                .post(
                        realm.adminPath("/users/" + realm.userId("alice") + "/federated-identity/partner"),
                        Map.of("userId", partner.userId("alice"), "userName", "alice"));
        assertThat(linked.status()).as(linked.body()).isEqualTo(204);
    }

    private static Object boundKey(Answer tokens) {
        return ((Map<?, ?>) Claims.ofAccessToken(tokens).get("cnf")).get("jkt");
    }

    private static String code(McpFlow flow, String resource, Map<String, String> more) {
        Map<String, String> request = new HashMap<>(more);
        request.put("resource", resource);
        Map<String, String> redirect = flow.logIn("carol", request);
        assertThat(redirect).containsKey("code");
        return redirect.get("code");
    }

    @Test
    void theKeyIsDemandedFromTheFirstRequestOnAtTheOneServerAlone() {
        policies.setDocumented("ledger");
        DpopKey key = new DpopKey();
        Map<String, String> named = Map.of("dpop_jkt", key.thumbprint());

        assertThat(McpFlow.query(flow().authorize(Map.of("resource", LEDGER)).header("Location")))
                .containsEntry("error", "invalid_request")
                .containsEntry("error_description", "Missing parameter: dpop_jkt");
        assertThat(flow().exchange(code(flow(), LEDGER, named), Map.of()).status())
                .as("no proof")
                .isEqualTo(400);
        assertThat(new DpopKey()
                        .postForm(realm.tokenEndpoint(), flow().exchangeRequest(code(flow(), LEDGER, named), Map.of()))
                        .status())
                .as("the proof of another key")
                .isEqualTo(400);
        Answer tokens =
                key.postForm(realm.tokenEndpoint(), flow().exchangeRequest(code(flow(), LEDGER, named), Map.of()));
        assertThat(Claims.ofAccessToken(tokens)).containsEntry("aud", LEDGER);
        assertThat(boundKey(tokens)).isEqualTo(key.thumbprint());
        assertThat(flow().refresh(tokens.text("refresh_token"), Map.of()).status())
                .as("no proof at the refresh")
                .isEqualTo(400);

        Map<String, Object> bearer = Claims.ofAccessToken(flow().tokens("carol", MAIL, "openid"));
        assertThat(bearer).containsEntry("aud", MAIL).doesNotContainKey("cnf");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTPS://LEDGER.EXAMPLE.COM/mcp", "https://ledger.example.com:443/mcp"})
    void anotherSpellingIsNoWayAroundTheKey(String spelling) {
        policies.setDocumented("ledger");

        assertThat(McpFlow.query(flow().authorize(Map.of("resource", spelling)).header("Location")))
                .containsEntry("error_description", "Missing parameter: dpop_jkt");
    }

    @Test
    void theRegistryDemandsTheKeyForEveryTokenOfTheServer() {
        realm.registerServer("https://sealed.example.com", Map.of("require_dpop", true));
        DpopKey key = new DpopKey();
        Map<String, String> sealed = Map.of("resource", "https://sealed.example.com");
        Map<String, String> agent = Map.of("client_id", "agent", "client_secret", SECRET);
        Map<String, String> password = Map.of("grant_type", "password", "username", "alice", "password", "alice");
        Map<String, String> request = new HashMap<>(agent);
        request.putAll(password);
        request.putAll(sealed);

        Answer tokens = key.postForm(realm.tokenEndpoint(), request);

        assertThat(boundKey(tokens)).isEqualTo(key.thumbprint());
        assertThat(grant("refresh_token", Map.of("refresh_token", tokens.text("refresh_token")))
                        .text("error"))
                .as("the refresh token of a confidential client is not bound to the key")
                .isEqualTo("invalid_dpop_proof");
        Map<String, String> refresh = new HashMap<>(agent);
        refresh.putAll(Map.of("grant_type", "refresh_token", "refresh_token", tokens.text("refresh_token")));
        assertThat(Claims.ofAccessToken(key.postForm(realm.tokenEndpoint(), refresh)))
                .containsKey("cnf");
    }
}

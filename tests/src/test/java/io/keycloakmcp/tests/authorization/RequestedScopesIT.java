/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Claims;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.SigningKey;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** That a client which asks for too much gets what it may have, in every kind of request, and is told what that is. */
final class RequestedScopesIT {

    private static final String REDIRECT = "http://127.0.0.1/callback";
    private static final String SECRET = "a-secret-for-tests-alone";
    private static final String FILES = "https://files.example.com/mcp";
    private static final String DEVICE = "urn:ietf:params:oauth:grant-type:device_code";

    /** What Keycloak's own metadata lists, and clients ask for (pain A5): the server's scopes go under in it. */
    private static final String ALL = "openid web-origins roles phone address service_account acr basic"
            + " microprofile-jwt organization profile email offline_access mail:send files:read";

    private static TestRealm realm;

    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
        realm.change(Map.of(
                "enabledEventTypes",
                List.of("LOGIN", "CLIENT_LOGIN", "REFRESH_TOKEN", "CODE_TO_TOKEN", "OAUTH2_DEVICE_CODE_TO_TOKEN")));
        realm.registerServer(FILES, Map.of("scopes_supported", "files:read files:write"));
        realm.registerServer("https://mail.example.com", Map.of("scopes_supported", "mail:send"));
        realm.createClient(Map.of(
                "clientId",
                "host",
                "publicClient",
                true,
                "redirectUris",
                List.of(REDIRECT),
                "attributes",
                Map.of("mcp.client", "manual", "oauth2.device.authorization.grant.enabled", "true")));
        realm.createClient(Map.of(
                "clientId",
                "asking",
                "publicClient",
                true,
                "consentRequired",
                true,
                "redirectUris",
                List.of(REDIRECT),
                "defaultClientScopes",
                List.of("basic", "acr"),
                "optionalClientScopes",
                List.of("roles", "organization", "address", "phone", "profile", "email", "offline_access"),
                "attributes",
                Map.of("mcp.client", "manual")));
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
                Map.of("standard.token.exchange.enabled", "true")));
        realm.createPlainClient("plain", REDIRECT);
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    private static McpFlow flow(String client) {
        return new McpFlow(realm, client, REDIRECT);
    }

    private static Set<String> names(String scope) {
        return scope.isBlank() ? Set.of() : Set.of(scope.strip().split(" "));
    }

    private static void has(Answer tokens, String granted) {
        assertThat(names(tokens.text("scope"))).isEqualTo(names(granted));
        assertThat(names((String) Claims.ofAccessToken(tokens).getOrDefault("scope", "")))
                .isEqualTo(names(granted));
    }

    private static Set<String> dropped(String event) {
        return names(realm.lastEvent(event).at("/details/mcp_scope_dropped").asText());
    }

    /** The ways to the authorization endpoint. */
    private enum Way {
        URL {
            @Override
            Answer begin(Http browser, Map<String, String> request) {
                return browser.get(endpoint() + "?" + Http.encode(request));
            }
        },
        FORM {
            @Override
            Answer begin(Http browser, Map<String, String> request) {
                return browser.postForm(endpoint(), request);
            }
        },
        PUSHED {
            @Override
            Answer begin(Http browser, Map<String, String> request) {
                Answer pushed =
                        Http.plain().postForm(realm.issuer() + "/protocol/openid-connect/ext/par/request", request);
                assertThat(pushed.status()).as(pushed.body()).isEqualTo(201);
                return browser.get(endpoint()
                        + "?"
                        + Http.encode(Map.of(
                                "client_id", request.get("client_id"), "request_uri", pushed.text("request_uri"))));
            }
        };

        private static String endpoint() {
            return realm.issuer() + "/protocol/openid-connect/auth";
        }

        abstract Answer begin(Http browser, Map<String, String> request);
    }

    @ParameterizedTest
    @EnumSource
    void whatTheMetadataListsCanBeAskedForInEveryWay(Way way) {
        McpFlow flow = flow("host");

        Map<String, String> redirect = flow.goOn(
                way.begin(flow.browser(), flow.authorizationRequest(Map.of("resource", FILES, "scope", ALL))), "alice");

        has(
                flow.exchange(redirect.get("code"), Map.of()),
                "openid phone address profile email offline_access files:read");
        assertThat(dropped("CODE_TO_TOKEN")).isEqualTo(dropped("LOGIN"));
        assertThat(dropped("LOGIN"))
                .containsExactlyInAnyOrder(
                        "web-origins",
                        "roles",
                        "service_account",
                        "acr",
                        "basic",
                        "microprofile-jwt",
                        "organization",
                        "mail:send");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "address microprofile-jwt organization phone|address phone",
                "service_account|",
                "nobody:knows <this> \\|",
                "organization organization:* organization:acme files:read|files:read",
                "mail:send files:write|files:write",
                " files:read|files:read",
                "files:read  |files:read",
                "files:read   files:write|files:read files:write",
                "files:write files:read files:write|files:read files:write",
                "files:read\tfiles:write|files:read files:write",
                "' '|"
            })
    void whatTheClientCannotHaveIsLeftOut(String asked, String granted) {
        McpFlow flow = flow("host");

        Map<String, String> redirect = flow.logIn("alice", Map.of("resource", FILES, "scope", asked));

        assertThat(redirect).doesNotContainKey("error");
        has(flow.exchange(redirect.get("code"), Map.of()), granted == null ? "" : granted);
    }

    @Test
    void consentIsAskedForWhatIsGrantedAlone() {
        McpFlow flow = flow("asking");

        has(flow.tokens("alice", FILES, ALL), "openid phone address profile email offline_access files:read");

        assertThat(flow.lastPage().text())
                .contains("files:read")
                .doesNotContain("mail:send", "organization", "service", "roles");
    }

    @Test
    void nothingWasLeftOutWhereNothingWasAskedForInVain() {
        flow("host")
                .logIn("alice", Map.of("resource", FILES, "scope", "openid files:read", "mcp.scope_dropped", "a lie"));

        assertThat(dropped("LOGIN")).isEmpty();
    }

    @Test
    void anEventHasOnlySoMuchOfWhatAClientMakesUp() {
        flow("host").logIn("alice", Map.of("resource", FILES, "scope", "x".repeat(2000)));

        assertThat(realm.lastEvent("LOGIN").at("/details/mcp_scope_dropped").asText())
                .hasSizeBetween(100, 255);
    }

    @Test
    void severalScopeParametersAreRefusedAsEver() {
        McpFlow flow = flow("host");
        String request = Http.encode(flow.authorizationRequest(Map.of("resource", FILES, "scope", "files:read")));

        Answer answer = Http.plain().get(Way.endpoint() + "?" + request + "&scope=service_account");

        assertThat(McpFlow.query(answer.header("Location"))).containsEntry("error", "invalid_request");
    }

    /** Nobody may change what a client signed, but what came after the client can be had. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatTheMetadataListsCanBeAskedForInARequestThatIsSigned(boolean pushed) {
        SigningKey key = SigningKey.of("one");
        String clientId = "signing-" + pushed;
        realm.createClient(Map.of(
                "clientId",
                clientId,
                "publicClient",
                true,
                "redirectUris",
                List.of(REDIRECT),
                "attributes",
                Map.of(
                        "mcp.client", "manual",
                        "request.object.signature.alg", "RS256",
                        "use.jwks.string", "true",
                        "jwks.string", key.published())));
        McpFlow flow = flow(clientId);
        Map<String, String> request = flow.authorizationRequest(Map.of());
        JWTClaimsSet.Builder claims =
                new JWTClaimsSet.Builder().issuer(clientId).audience(realm.issuer());
        request.forEach(claims::claim);
        claims.claim("resource", FILES).claim("scope", "openid files:read files:write mail:send");
        Map<String, String> signed =
                Map.of("client_id", clientId, "response_type", "code", "request", key.sign(claims.build()));

        Map<String, String> redirect =
                flow.goOn((pushed ? Way.PUSHED : Way.URL).begin(flow.browser(), signed), "alice");

        assertThat(redirect).doesNotContainKey("error");
        has(flow.exchange(redirect.get("code"), Map.of()), "openid files:read files:write");
    }

    @Test
    void aDeviceGetsWhatItMayHave() {
        Answer device = Http.plain()
                .postForm(
                        realm.issuer() + "/protocol/openid-connect/auth/device",
                        Map.of("client_id", "host", "resource", FILES, "scope", ALL));
        assertThat(device.status()).as(device.body()).isEqualTo(200);
        flow("host").approveDevice(device.text("verification_uri_complete"), "alice");

        Answer tokens = Http.plain()
                .postForm(
                        realm.tokenEndpoint(),
                        Map.of("grant_type", DEVICE, "client_id", "host", "device_code", device.text("device_code")));

        has(tokens, "openid phone address profile email offline_access files:read");
        assertThat(dropped("OAUTH2_DEVICE_CODE_TO_TOKEN")).contains("service_account", "mail:send");
    }

    private static Answer token(String grant, Map<String, String> parameters) {
        Map<String, String> form = new HashMap<>(parameters);
        form.put("grant_type", grant);
        form.put("client_id", "agent");
        form.put("client_secret", SECRET);
        return Http.plain().postForm(realm.tokenEndpoint(), form);
    }

    @Test
    void aClientOfItsOwnAccountGetsWhatItMayHave() {
        Answer tokens =
                token("client_credentials", Map.of("resource", FILES, "scope", " files:read service_account x"));

        has(tokens, "files:read");
        assertThat(dropped("CLIENT_LOGIN")).containsExactlyInAnyOrder("service_account", "x");
    }

    @Test
    void aPasswordGetsWhatTheClientMayHave() {
        has(
                token(
                        "password",
                        Map.of(
                                "username",
                                "alice",
                                "password",
                                "alice",
                                "resource",
                                FILES,
                                "scope",
                                "openid files:read mail:send service_account")),
                "openid files:read");
        assertThat(dropped("LOGIN")).containsExactlyInAnyOrder("mail:send", "service_account");
    }

    @Test
    void anExchangeGetsWhatTheClientMayHave() {
        String subject = token("password", Map.of("username", "alice", "password", "alice"))
                .text("access_token");

        has(
                token(
                        "urn:ietf:params:oauth:grant-type:token-exchange",
                        Map.of(
                                "subject_token",
                                subject,
                                "subject_token_type",
                                "urn:ietf:params:oauth:token-type:access_token",
                                "resource",
                                FILES,
                                "scope",
                                "files:read service_account")),
                "files:read");
    }

    @Test
    void aRefreshGetsWhatWasGrantedAndNoMore() {
        String token = flow("host").tokens("alice", FILES, "openid files:read").text("refresh_token");

        Answer tokens = flow("host").refresh(token, Map.of("scope", "files:read files:write service_account  "));

        has(tokens, "files:read");
        assertThat(dropped("REFRESH_TOKEN")).containsExactlyInAnyOrder("files:write", "service_account");
    }

    @ParameterizedTest
    @ValueSource(strings = {"files:write", "service_account", "mail:send unknown"})
    void aRefreshForNothingThatWasGrantedIsNotGivenEverything(String scope) {
        String token = flow("host").tokens("alice", FILES, "openid files:read").text("refresh_token");

        Answer answer = flow("host").refresh(token, Map.of("scope", scope));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("invalid_scope");
        has(flow("host").refresh(token, Map.of()), "openid files:read");
    }

    @Test
    void requestsThatHaveNothingToDoWithMcpAreJudgedAsEver() {
        assertThat(flow("plain").logIn("alice", Map.of("scope", "openid service_account")))
                .containsEntry("error", "invalid_scope");
        assertThat(flow("plain").logIn("alice", Map.of("scope", " openid"))).containsEntry("error", "invalid_scope");
        assertThat(token("client_credentials", Map.of("scope", "service_account profile nonsense"))
                        .text("error"))
                .isEqualTo("invalid_scope");
    }

    @Test
    void anOrdinaryClientThatNamesAServerGetsWhatItMayHave() {
        has(flow("plain").tokens("alice", FILES, "openid files:read service_account"), "openid files:read");
    }

    @Test
    void aServerThatNeedNotBeNamedIsFoundInSpiteOfWhatElseIsAskedFor() {
        String optional = "https://optional.example.com/mcp";
        realm.registerServer(optional, Map.of("scopes_supported", "optional:use", "require_resource_param", false));
        McpFlow flow = flow("host");

        String code = flow.logIn("alice", Map.of("scope", "optional:use roles microprofile-jwt service_account"))
                .get("code");

        Answer tokens = flow.exchange(code, Map.of());
        has(tokens, "optional:use");
        assertThat(Claims.ofAccessToken(tokens)).containsEntry("aud", optional);
    }

    @Test
    void aClientThatRegisteredForScopesHasASubjectInItsTokenAllTheSame() {
        Answer registered = Http.plain()
                .postJson(
                        realm.issuer() + "/clients-registrations/mcp",
                        "{\"client_name\":\"A client\",\"redirect_uris\":[\"" + REDIRECT
                                + "\"],\"token_endpoint_auth_method\":\"none\",\"scope\":\"openid files:read roles\"}");
        assertThat(registered.status()).as(registered.body()).isEqualTo(201);

        Answer tokens = flow(registered.text("client_id")).tokens("alice", FILES, "files:read");

        assertThat(Claims.ofAccessToken(tokens))
                .containsEntry("sub", realm.userId("alice"))
                .containsKeys("auth_time", "acr");
    }
}

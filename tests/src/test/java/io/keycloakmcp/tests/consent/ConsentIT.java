/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.consent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a person allowed a client at one MCP server is allowed there alone. */
final class ConsentIT {

    private static final String REDIRECT = "http://127.0.0.1/callback";
    private static final String FILES = "https://files.example.com/mcp";
    private static final String CRM = "https://crm.example.com/mcp";

    private static TestRealm realm;
    private static JsonNode files;
    private static JsonNode crm;

    private String client;

    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
        realm.change(Map.of(
                "enabledEventTypes", List.of("LOGIN", "LOGIN_ERROR", "CODE_TO_TOKEN_ERROR", "REFRESH_TOKEN_ERROR")));
        files = realm.registerServer(FILES, Map.of("name", "Alpha Files", "scopes_supported", "read write"));
        crm = realm.registerServer(CRM, Map.of("name", "Beta CRM", "scopes_supported", "read"));
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    /** Each test has a client that nobody allowed anything yet. */
    @BeforeEach
    void newClient() {
        client = "c" + UUID.randomUUID();
        create(client, Map.of());
    }

    private static void create(String clientId, Map<String, Object> more) {
        Map<String, Object> representation = new HashMap<>(Map.of(
                "clientId",
                clientId,
                "publicClient",
                true,
                "consentRequired",
                true,
                "redirectUris",
                List.of(REDIRECT),
                "defaultClientScopes",
                List.of("basic", "acr"),
                "optionalClientScopes",
                List.of("email", "profile", "offline_access"),
                "attributes",
                Map.of("mcp.client", "manual", "oauth2.device.authorization.grant.enabled", "true")));
        representation.putAll(more);
        realm.createClient(representation);
    }

    private McpFlow flow() {
        return new McpFlow(realm, client, REDIRECT);
    }

    private static boolean asks(McpFlow flow, String resource, String scope) {
        assertThat(flow.logIn("alice", Map.of("resource", resource, "scope", scope)))
                .containsKey("code");
        return flow.wasAskedForConsent();
    }

    private static Map<String, String> withoutPage(McpFlow flow, String resource, String scope) {
        return McpFlow.query(flow.authorize(Map.of("resource", resource, "scope", scope, "prompt", "none"))
                .header("Location"));
    }

    private List<JsonNode> consents() {
        JsonNode all = realm.admin()
                .get(realm.adminPath("/users/" + realm.userId("alice") + "/consents"))
                .json();
        return StreamSupport.stream(all.spliterator(), false)
                .filter(consent -> consent.get("clientId").asText().equals(client))
                .toList();
    }

    @Test
    void asksOnceForEachServer() {
        McpFlow flow = flow();

        assertThat(asks(flow, FILES, "")).isTrue();
        assertThat(asks(flow, FILES, "")).isFalse();
        assertThat(asks(flow, CRM, "")).isTrue();
        assertThat(asks(flow, CRM, "")).isFalse();
        assertThat(asks(flow, FILES, "")).isFalse();
    }

    @Test
    void remembersWhatWasAllowedInTheNextBrowserSession() {
        Answer tokens = flow().tokens("alice", FILES, "read offline_access");
        assertThat(tokens.status()).as(tokens.body()).isEqualTo(200);

        assertThat(asks(flow(), FILES, "read offline_access")).isFalse();
        assertThat(asks(flow(), FILES, "read")).isFalse();
    }

    @Test
    void asksForNewScopesOfTheSameServer() {
        McpFlow flow = flow();
        flow.tokens("alice", FILES, "read");

        assertThat(asks(flow, FILES, "read write")).isTrue();
        assertThat(asks(flow, FILES, "email")).isTrue();
    }

    @Test
    void asksForAScopeThatWasAllowedAtAnotherServer() {
        McpFlow flow = flow();
        flow.tokens("alice", FILES, "read offline_access");
        flow.tokens("alice", CRM, "");

        assertThat(withoutPage(flow, CRM, "read")).containsEntry("error", "interaction_required");
        assertThat(withoutPage(flow, CRM, "offline_access")).containsEntry("error", "interaction_required");
        assertThat(asks(flow, CRM, "read")).isTrue();
        assertThat(asks(flow, FILES, "read")).isFalse();
    }

    @Test
    void asksForEveryClientAndEveryPersonAnew() {
        flow().tokens("alice", FILES, "read");
        String other = client + "-other";
        create(other, Map.of());

        assertThat(asks(new McpFlow(realm, other, REDIRECT), FILES, "read")).isTrue();
        McpFlow bob = flow();
        bob.logIn("bob", Map.of("resource", FILES, "scope", "read"));
        assertThat(bob.wasAskedForConsent()).isTrue();
    }

    @Test
    void aTokenOfOneServerIsNoConsentForAnother() {
        McpFlow flow = flow();
        Answer tokens = flow.tokens("alice", FILES, "read");

        assertThat(Claims.ofAccessToken(tokens)).containsEntry("aud", FILES).containsEntry("scope", "read");
        assertThat(withoutPage(flow, CRM, "read")).containsEntry("error", "interaction_required");
        assertThat(withoutPage(flow, FILES, "read")).containsKey("code");
    }

    @Test
    void aRequestForConsentAsksAgainAndStaysGrantedAfterwards() {
        McpFlow flow = flow();
        flow.tokens("alice", FILES, "read");

        flow.logIn("alice", Map.of("resource", FILES, "scope", "read", "prompt", "consent"));
        assertThat(flow.wasAskedForConsent()).isTrue();
        assertThat(asks(flow, FILES, "read")).isFalse();
    }

    @Test
    void whoDeniesAllowsNothing() {
        McpFlow flow = flow();
        Map<String, String> denied =
                flow.denying().logIn("alice", Map.of("resource", FILES, "scope", "read", "state", "the-state"));

        assertThat(denied)
                .containsEntry("error", "access_denied")
                .containsEntry("state", "the-state")
                .containsEntry("iss", realm.issuer())
                .doesNotContainKey("code");
        assertThat(consents()).isEmpty();
        assertThat(asks(flow.allowing(), FILES, "read")).isTrue();
    }

    @Test
    void whoDeniesMoreKeepsWhatWasAllowedBefore() {
        McpFlow flow = flow();
        Answer tokens = flow.tokens("alice", FILES, "read");

        assertThat(flow.denying().logIn("alice", Map.of("resource", FILES, "scope", "write")))
                .containsEntry("error", "access_denied");
        assertThat(flow.refresh(tokens.text("refresh_token"), Map.of()).status())
                .isEqualTo(200);
        assertThat(withoutPage(flow, FILES, "read")).containsKey("code");
        assertThat(withoutPage(flow, FILES, "write")).containsEntry("error", "interaction_required");
    }

    @Test
    void administratorsSeeTheServersAmongThePersonsConsents() {
        flow().tokens("alice", FILES, "read");

        assertThat(consents())
                .singleElement()
                .satisfies(
                        consent -> assertThat(consent.get("grantedClientScopes").toString())
                                .contains(files.get("server_id").asText(), "read")
                                .doesNotContain(crm.get("server_id").asText()));
    }

    @Test
    void takingTheClientsConsentBackEndsEverythingAndAsksAgain() {
        McpFlow flow = flow();
        Answer online = flow.tokens("alice", FILES, "read");
        Answer offline = flow.tokens("alice", CRM, "read offline_access");
        assertThat(online.status() + offline.status()).isEqualTo(400);

        String path = realm.adminPath("/users/" + realm.userId("alice") + "/consents/" + client);
        assertThat(realm.admin().delete(path).status()).isEqualTo(204);

        assertThat(flow.refresh(online.text("refresh_token"), Map.of()).text("error"))
                .isEqualTo("invalid_grant");
        assertThat(flow.refresh(offline.text("refresh_token"), Map.of()).text("error"))
                .isEqualTo("invalid_grant");
        assertThat(asks(flow(), FILES, "")).isTrue();
        assertThat(asks(flow(), FILES, "read")).isTrue();
    }

    @Test
    void takingItBackInTheAccountEndsEverythingInMidSession() {
        McpFlow flow = flow();
        Answer online = flow.tokens("alice", FILES, "read");
        Answer offline = flow.tokens("alice", CRM, "read offline_access");

        Answer answer = account("DELETE", "/applications/" + client + "/consent", "");
        assertThat(answer.status()).as(answer.body()).isEqualTo(204);

        assertThat(flow.refresh(online.text("refresh_token"), Map.of()).text("error"))
                .isEqualTo("invalid_grant");
        assertThat(flow.refresh(offline.text("refresh_token"), Map.of()).text("error"))
                .isEqualTo("invalid_grant");
        assertThat(withoutPage(flow, FILES, "read")).containsEntry("error", "interaction_required");
        assertThat(asks(flow, FILES, "read")).isTrue();
        assertThat(withoutPage(flow, CRM, "read")).containsEntry("error", "interaction_required");
    }

    @Test
    void peopleSeeTheServersInTheirAccount() {
        flow().tokens("alice", FILES, "read");

        JsonNode consent =
                account("GET", "/applications/" + client + "/consent", "").json();
        assertThat(consent.get("grantedScopes").toString())
                .contains("Alpha Files")
                .doesNotContain("Beta CRM");
    }

    /** The account API can also give a client less, scope by scope. */
    @Test
    void leavingTheServersOutOfTheConsentEndsWhatWasGrantedForThem() {
        McpFlow flow = flow();
        Answer tokens = flow.tokens("alice", FILES, "");

        Answer answer = account("PUT", "/applications/" + client + "/consent", "{\"grantedScopes\":[]}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);

        assertThat(flow.refresh(tokens.text("refresh_token"), Map.of()).text("error"))
                .isEqualTo("invalid_grant");
        assertThat(asks(flow, FILES, "")).isTrue();
    }

    /** The API behind the account console, as alice calls it. */
    private static Answer account(String method, String path, String body) {
        String token = Admin.passwordToken(realm.base(), realm.name(), "admin-cli", "alice", "alice");
        return Http.plain()
                .send(HttpRequest.newBuilder(URI.create(realm.issuer() + "/account" + path))
                        .header("Authorization", "Bearer " + token)
                        .header("Accept", "application/json")
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    /** What was written down with the consent that is gone must not stand in for a new one. */
    @Test
    void whatWasAllowedBeforeItWasTakenBackDoesNotComeBackWithLess() {
        flow().tokens("alice", FILES, "read");
        realm.admin().delete(realm.adminPath("/users/" + realm.userId("alice") + "/consents/" + client));
        McpFlow flow = flow();
        flow.tokens("alice", CRM, "read");
        flow.tokens("alice", FILES, "");

        assertThat(asks(flow, FILES, "read")).isTrue();
    }

    @Test
    void aCodeIsWorthNothingOnceConsentWasTakenBack() {
        McpFlow flow = flow();
        String code = flow.logIn("alice", Map.of("resource", FILES)).get("code");
        realm.admin().delete(realm.adminPath("/users/" + realm.userId("alice") + "/consents/" + client));

        Answer refused = flow.exchange(code, Map.of("resource", FILES));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("error")).isEqualTo("invalid_grant");
    }

    @Test
    void switchingTheRequiredActionOffAsksAllTheSame() {
        String path = realm.adminPath("/authentication/required-actions/mcp-consent");
        ObjectNode action = realm.admin().get(path).json().deepCopy();
        assertThat(realm.admin().put(path, action.put("enabled", false)).status())
                .isEqualTo(204);

        assertThat(asks(flow(), FILES, "")).isTrue();
        assertThat(realm.admin().get(path).json().path("enabled").asBoolean()).isTrue();
    }

    /** The action is switched off after the request was checked and before the person logs in. */
    @Test
    void aCodeThatCameAboutWithoutTheQuestionGivesNoToken() {
        McpFlow flow = flow();
        Answer login = flow.authorize(Map.of("resource", FILES, "state", "s"));
        assertThat(login.status()).isEqualTo(200);
        String path = realm.adminPath("/authentication/required-actions/mcp-consent");
        ObjectNode action = realm.admin().get(path).json().deepCopy();
        realm.admin().put(path, action.put("enabled", false));

        Map<String, String> redirect = flow.goOn(login, "alice");
        assertThat(flow.wasAskedForConsent()).isFalse();
        Answer refused = flow.exchange(redirect.get("code"), Map.of());
        assertThat(refused.text("error")).isEqualTo("invalid_grant");
        assertThat(realm.lastEvent("CODE_TO_TOKEN_ERROR")
                        .at("/details/mcp_rule")
                        .asText())
                .isEqualTo("consent_missing");
    }

    @Test
    void aPushedRequestIsAskedAboutLikeAnyOther() {
        McpFlow flow = flow();
        Map<String, String> pushed = flow.authorizationRequest(Map.of("resource", FILES, "scope", "read"));
        Answer par = Http.plain().postForm(realm.issuer() + "/protocol/openid-connect/ext/par/request", pushed);
        assertThat(par.status()).as(par.body()).isEqualTo(201);

        String url = realm.issuer() + "/protocol/openid-connect/auth?"
                + Http.encode(Map.of("client_id", client, "request_uri", par.text("request_uri")));
        Map<String, String> redirect = flow.logInAt(url, "alice");
        assertThat(flow.wasAskedForConsent()).isTrue();
        assertThat(Claims.ofAccessToken(flow.exchange(redirect.get("code"), Map.of())))
                .containsEntry("aud", FILES)
                .containsEntry("scope", "read");
    }

    @Test
    void aDeviceIsAskedAboutLikeAnyOtherClient() {
        Answer device = Http.plain()
                .postForm(
                        realm.issuer() + "/protocol/openid-connect/auth/device",
                        Map.of("client_id", client, "resource", FILES, "scope", "read"));
        assertThat(device.status()).as(device.body()).isEqualTo(200);
        flow().approveDevice(device.text("verification_uri_complete"), "alice");

        Answer tokens = Http.plain()
                .postForm(
                        realm.tokenEndpoint(),
                        Map.of(
                                "grant_type",
                                "urn:ietf:params:oauth:grant-type:device_code",
                                "client_id",
                                client,
                                "device_code",
                                device.text("device_code")));
        assertThat(Claims.ofAccessToken(tokens)).containsEntry("aud", FILES).containsEntry("scope", "read");
        assertThat(asks(flow(), FILES, "read")).isFalse();
        assertThat(asks(flow(), CRM, "read")).isTrue();
    }

    @Test
    void aClientThatNeedsNoConsentIsNotAskedAbout() {
        String trusted = client + "-trusted";
        create(trusted, Map.of("consentRequired", false));
        McpFlow flow = new McpFlow(realm, trusted, REDIRECT);

        assertThat(asks(flow, FILES, "read")).isFalse();
        assertThat(flow.tokens("alice", FILES, "read").status()).isEqualTo(200);
    }

    @Test
    void aServerThatAnotherToolMadeIsAskedAbout() {
        String resource = "https://tool.example.com";
        realm.createClient(Map.of(
                "clientId",
                "mcp_766ec5708c118f57982b3c30",
                "name",
                "By kcadm",
                "attributes",
                Map.of("resource_url", resource)));
        McpFlow flow = flow();

        assertThat(asks(flow, resource, "")).isTrue();
        assertThat(flow.tokens("alice", resource, "").status()).isEqualTo(200);
        assertThat(asks(flow, resource, "")).isFalse();
    }
}

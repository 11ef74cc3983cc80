/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.consent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person reads where a request cannot go back to its client, and where a server cannot be used. */
final class ProblemPageIT {

    private static final String REDIRECT = "https://app.example/callback";
    private static final String FILES = "https://files.example.com/mcp";
    private static final String STOPPED = "https://stopped.example.com/mcp";

    private static TestRealm realm;
    private static JsonNode files;
    private static JsonNode stopped;

    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
        realm.change(Map.of(
                "displayName",
                "Example Corp",
                "internationalizationEnabled",
                true,
                "supportedLocales",
                List.of("en", "de"),
                "enabledEventTypes",
                List.of("LOGIN_ERROR")));
        files = realm.registerServer(FILES, Map.of("name", "Alpha ${doLogIn} <b>Files</b>", "contact", "Ann, ext. 7"));
        stopped = realm.registerServer(STOPPED, Map.of("name", "Stopped"));
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    private static String create(Map<String, Object> more) {
        String clientId = "c" + UUID.randomUUID();
        Map<String, Object> client = new HashMap<>(Map.of(
                "clientId",
                clientId,
                "publicClient",
                true,
                "redirectUris",
                List.of(REDIRECT),
                "attributes",
                Map.of("mcp.client", "dynamic_registration")));
        client.putAll(more);
        realm.createClient(client);
        return clientId;
    }

    private static Answer ask(String client, Map<String, String> changes) {
        Map<String, String> request = new HashMap<>(Map.of("resource", FILES));
        request.putAll(changes);
        return new McpFlow(realm, client, REDIRECT).authorize(request);
    }

    private static String url(String client) {
        McpFlow flow = new McpFlow(realm, client, REDIRECT);
        return realm.issuer() + "/protocol/openid-connect/auth?"
                + Http.encode(flow.authorizationRequest(Map.of("resource", FILES)));
    }

    private static Document page(Answer answer) {
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Location")).isEmpty();
        return Jsoup.parse(answer.body());
    }

    private static String text(Document page, String id) {
        return page.select("#" + id).text();
    }

    @Test
    void aClientThatNobodyKnowsIsToldSo() {
        Document page = page(ask("unknown", Map.of()));

        assertThat(text(page, "kc-page-title")).isEqualTo("The application cannot be connected");
        assertThat(text(page, "mcp-reason"))
                .isEqualTo("This application is not registered here, or not any more, so remove the connection in the"
                        + " application and connect it again.");
        assertThat(text(page, "mcp-server")).isEqualTo("Alpha ${doLogIn} <b>Files</b>");
        assertThat(text(page, "mcp-resource")).isEqualTo(FILES);
        assertThat(text(page, "mcp-contact")).isEqualTo("Ann, ext. 7");
        assertThat(page.select("#mcp-client")).isEmpty();
    }

    @Test
    void theReferenceFindsTheOneEvent() {
        Document page = page(ask("unknown-" + UUID.randomUUID(), Map.of()));

        JsonNode event = realm.lastEvent("LOGIN_ERROR");
        assertThat(event.at("/details/mcp_reference").asText())
                .isEqualTo(text(page, "mcp-reference"))
                .hasSize(12);
        assertThat(event.path("error").asText()).isEqualTo("client_not_found");
        assertThat(event.path("clientId").asText()).startsWith("unknown-");
        assertThat(event.at("/details/mcp_rule").asText()).isEqualTo("client_unknown");
        assertThat(event.at("/details/mcp_server").asText())
                .isEqualTo(files.get("server_id").asText());
        assertThat(event.at("/details/resource").asText()).isEqualTo(FILES);
        assertThat(realm.admin()
                        .get(realm.adminPath("/events?type=LOGIN_ERROR&client="
                                + event.path("clientId").asText()))
                        .json())
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "pending, The application waits for approval, client_pending, "
                + "'An administrator has to approve this application first, so ask for that, and then connect it again.'",
        "blocked, The application cannot be connected, client_blocked, "
                + "'An administrator has blocked this application, so ask for the reason, or use another one.'"
    })
    void whoComesWithAClientThatIsNotLetInIsToldWhyIfNothingCanBeSentToIt(
            String state, String title, String rule, String reason) {
        String client = create(Map.of(
                "name",
                "Some <i>Agent</i> ${doLogIn}\u202E",
                "enabled",
                false,
                "attributes",
                Map.of("mcp.client", "dynamic_registration", "mcp.state", state)));
        Document page = page(ask(client, Map.of("redirect_uri", "https://evil.example/callback")));

        assertThat(text(page, "kc-page-title")).isEqualTo(title);
        assertThat(text(page, "mcp-reason")).isEqualTo(reason);
        assertThat(text(page, "mcp-client")).isEqualTo("Some <i>Agent</i> ${doLogIn}");
        JsonNode event = realm.lastEvent("LOGIN_ERROR");
        assertThat(event.path("error").asText()).isEqualTo("client_disabled");
        assertThat(event.at("/details/mcp_rule").asText()).isEqualTo(rule);
        assertThat(event.at("/details/mcp_reference").asText()).isEqualTo(text(page, "mcp-reference"));
    }

    @ParameterizedTest
    @CsvSource({"https://evil.example/callback", "''", "javascript:alert(1)", "https://app.example/callback/../evil"})
    void nothingIsSentToAnAddressThatIsNotRegistered(String redirectUri) {
        Document page = page(ask(
                create(Map.of("redirectUris", List.of(REDIRECT, "https://app.example/other"))),
                Map.of("redirect_uri", redirectUri)));

        assertThat(text(page, "mcp-reason"))
                .startsWith("The application wants the answer at an address that it did not register");
        assertThat(page.html()).doesNotContain("evil").doesNotContain("alert(1)");
        assertThat(realm.lastEvent("LOGIN_ERROR").path("error").asText()).isEqualTo("invalid_redirect_uri");
    }

    @Test
    void anAddressNeedNotBeNamedWhereThereIsOnlyOne() {
        assertThat(ask(create(Map.of()), Map.of("redirect_uri", "")).status()).isEqualTo(200);
    }

    @Test
    void anMcpClientIsToldEvenWhereItNamesNoServer() {
        Document page = page(ask(create(Map.of()), Map.of("resource", "", "redirect_uri", "https://evil.example")));

        assertThat(text(page, "mcp-reason")).isNotEmpty();
        assertThat(page.select("#mcp-server")).isEmpty();
        assertThat(text(page, "mcp-contact")).isEqualTo("The administrator of Example Corp");
    }

    @Test
    void isReadInThePersonsLanguageAndCanBeReadInAnother() {
        Http browser = Http.withCookies();
        Answer german = browser.send(HttpRequest.newBuilder(URI.create(url("unknown")))
                .header("Accept", "text/html")
                .header("Accept-Language", "de"));
        Document page = page(german);
        assertThat(text(page, "mcp-reason")).startsWith("Diese Anwendung ist hier nicht oder nicht mehr registriert;");

        String english = page.select("#login-select-toggle option").stream()
                .map(option -> option.attr("value"))
                .filter(url -> url.contains("kc_locale=en"))
                .findFirst()
                .orElseThrow();
        Document again = page(browser.get(realm.base() + english));
        assertThat(text(again, "mcp-reason")).startsWith("This application is not registered here");
        assertThat(text(again, "mcp-reference")).isEqualTo(text(page, "mcp-reference"));
        assertThat(text(again, "mcp-server")).isEqualTo(text(page, "mcp-server"));
    }

    @Test
    void aProgramThatAsksForJsonReadsTheSentence() {
        Answer answer = Http.plain()
                .send(HttpRequest.newBuilder(URI.create(url("unknown"))).header("Accept", "application/json"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("error")).startsWith("This application is not registered here");
    }

    @Test
    void aRequestThatHasNothingToDoWithMcpGetsKeycloaksOwnPage() {
        Document page = page(ask("unknown", Map.of("resource", "")));
        assertThat(page.select("#kc-error-message")).hasSize(1);
        assertThat(page.select("#mcp-problem")).isEmpty();
        assertThat(page(ask("unknown", Map.of("resource", "https://nobodys.example")))
                        .select("#kc-error-message"))
                .hasSize(1);
        String plain = create(Map.of("attributes", Map.of()));
        assertThat(page(ask(plain, Map.of("resource", "", "redirect_uri", "https://evil.example")))
                        .select("#kc-error-message"))
                .hasSize(1);
    }

    /** The server is stopped after the request was checked and before the person logs in. */
    @Test
    void whoComesWhenTheServerHasJustBeenStoppedIsToldSo() {
        McpFlow flow = new McpFlow(realm, create(Map.of()), REDIRECT);
        Answer login = flow.authorize(Map.of("resource", STOPPED, "state", "s"));
        realm.changeServer(stopped.get("server_id").asText(), Map.of("status", "suspended"));

        Map<String, String> redirect = flow.goOn(login, "alice");

        Document page = flow.lastPage();
        assertThat(text(page, "mcp-reason"))
                .isEqualTo("This MCP server is not in use at present, so try again later, or ask when it will be.");
        assertThat(text(page, "mcp-reference"))
                .isEqualTo(realm.lastEvent("LOGIN_ERROR").at("/details/code_id").asText());
        assertThat(redirect).containsEntry("error", "access_denied").containsEntry("state", "s");
        assertThat(redirect.get("error_description")).startsWith("No tokens are issued for this MCP server at present");
    }

    @Test
    void whoComesWithAClientThatHasJustBeenShutOutIsToldSo() {
        JsonNode server = realm.registerServer("https://choosy.example.com/mcp", Map.of());
        McpFlow flow = new McpFlow(realm, create(Map.of()), REDIRECT);
        Answer login = flow.authorize(Map.of("resource", "https://choosy.example.com/mcp"));
        realm.changeServer(server.get("server_id").asText(), Map.of("allowed_client_ids", List.of(create(Map.of()))));

        flow.goOn(login, "alice");

        assertThat(text(flow.lastPage(), "mcp-reason"))
                .isEqualTo(
                        "This MCP server does not let this application in, so ask for it to be allowed, or use another"
                                + " one.");
    }
}

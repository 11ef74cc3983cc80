/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.SharedKeycloak;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person can read before they allow a client to use an MCP server. */
final class ConsentPageIT {

    private static final String LOOPBACK = "http://localhost:3000/callback";
    private static final String FILES = "https://files.example.com/mcp";
    private static final String HOSTILE = "https://hostile.example.com/mcp";

    private static TestRealm realm;

    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
        realm.change(Map.of("internationalizationEnabled", true, "supportedLocales", List.of("en", "de", "ar")));
        realm.registerServer(
                FILES,
                Map.of(
                        "name",
                        "Alpha Files",
                        "description",
                        "The files of the whole company",
                        "scopes",
                        List.of(Map.of("name", "files:read", "description", "Read your files"), "files:write")));
        realm.registerServer(
                HOSTILE,
                Map.of(
                        "name",
                        "<script>alert(1)</script> ${doLogIn}",
                        "scopes",
                        List.of(Map.of("name", "hostile:read", "description", "<img src=x> ${doLogIn} {0}"))));
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    private static String register(Map<String, Object> metadata) {
        Map<String, Object> body = new HashMap<>(Map.of("redirect_uris", List.of(LOOPBACK)));
        body.putAll(metadata);
        Answer answer = Http.plain()
                .postJson(
                        realm.issuer() + "/clients-registrations/mcp",
                        new ObjectMapper().valueToTree(body).toString());
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.text("client_id");
    }

    /** A client that an administrator made. */
    private static String create(String redirectUri, Map<String, Object> more) {
        String clientId = "c" + UUID.randomUUID();
        Map<String, Object> client = new HashMap<>(Map.of(
                "clientId",
                clientId,
                "publicClient",
                true,
                "consentRequired",
                true,
                "redirectUris",
                List.of(redirectUri),
                "defaultClientScopes",
                List.of("basic"),
                "attributes",
                Map.of("mcp.client", "manual", "oauth2.device.authorization.grant.enabled", "true")));
        client.putAll(more);
        realm.createClient(client);
        return client.get("clientId").toString();
    }

    private static Document page(String client, String redirectUri, Map<String, String> request) {
        McpFlow flow = new McpFlow(realm, client, redirectUri).denying();
        Map<String, String> parameters = new HashMap<>(Map.of("resource", FILES));
        parameters.putAll(request);
        assertThat(flow.logIn("alice", parameters)).containsEntry("error", "access_denied");
        return flow.lastPage();
    }

    private static String text(Document page, String id) {
        return page.select("#" + id).text();
    }

    @Test
    void saysWhoAsksForWhatAndWhereItLeads() {
        String client = register(Map.of("client_name", "Claude Code", "redirect_uris", List.of(LOOPBACK)));
        Document page = page(client, LOOPBACK, Map.of("scope", "files:write files:read email"));

        assertThat(text(page, "kc-page-title")).isEqualTo("Allow an application to use an MCP server?");
        assertThat(text(page, "mcp-client")).isEqualTo("Claude Code");
        assertThat(text(page, "mcp-return")).isEqualTo("localhost");
        assertThat(text(page, "mcp-server")).isEqualTo("Alpha Files");
        assertThat(text(page, "mcp-server-description")).isEqualTo("The files of the whole company");
        assertThat(text(page, "mcp-resource")).isEqualTo(FILES);
        assertThat(page.select("#mcp-permissions li").eachText())
                .containsExactly(
                        "Use this MCP server in your name",
                        "Read your files files:read",
                        "files:write",
                        "Email address");
        assertThat(text(page, "mcp-username")).isEqualTo("alice");
    }

    @Test
    void saysThatAClientRegisteredItselfAndNobodyKnowsIt() {
        Document page = page(register(Map.of("client_name", "Claude")), LOOPBACK, Map.of());

        assertThat(page.select("#mcp-consent dt").first().text()).isEqualTo("Application, by the name it gives itself");
        assertThat(text(page, "mcp-origin"))
                .isEqualTo("It registered itself today. Nobody has verified who is behind it.");
    }

    @Test
    void saysOnWhichDayItRegisteredItself() {
        String client = create(
                LOOPBACK,
                Map.of(
                        "attributes",
                        Map.of("mcp.client", "dynamic_registration", "mcp.registered_at", "2026-01-05T10:00:00Z")));

        assertThat(text(page(client, LOOPBACK, Map.of()), "mcp-origin"))
                .isEqualTo("It registered itself on January 5, 2026. Nobody has verified who is behind it.");
        assertThat(text(page(client, LOOPBACK, Map.of("ui_locales", "de")), "mcp-origin"))
                .isEqualTo(
                        "Sie hat sich am 5. Januar 2026 selbst registriert. Niemand hat geprüft, wer dahintersteht.");
    }

    @Test
    void saysThatAnAdministratorRegisteredTheClient() {
        Document page = page(create(LOOPBACK, Map.of()), LOOPBACK, Map.of());

        assertThat(page.select("#mcp-consent dt").first().text()).isEqualTo("Application");
        assertThat(text(page, "mcp-origin")).isEqualTo("An administrator registered it.");
    }

    @Test
    void saysWhichKnownProductTheClientIsAndWhoMakesIt() {
        String redirectUri = "https://claude.ai/api/mcp/auth_callback";
        String client = create(redirectUri, attributes("dynamic_registration", "mcp.product", "Claude"));
        Document page = page(client, redirectUri, Map.of());

        assertThat(page.select("#mcp-consent dt").first().text()).isEqualTo("Application");
        assertThat(text(page, "mcp-origin")).isEqualTo("A known product: Claude (Anthropic)");
    }

    /** A program on the computer may have the client id of any product. */
    @ParameterizedTest
    @ValueSource(strings = {LOOPBACK, "cursor://anysphere.cursor-mcp/oauth/callback"})
    void takesNoProgramsWordForBeingAKnownProduct(String redirectUri) {
        String client = create(redirectUri, attributes("dynamic_registration", "mcp.product", "Cursor ${doLogIn}"));
        Document page = page(client, redirectUri, Map.of());

        assertThat(page.select("#mcp-consent dt").first().text()).isEqualTo("Application, by the name it gives itself");
        assertThat(text(page, "mcp-origin"))
                .isEqualTo("It says that it is this product, which nobody can verify here: Cursor ${doLogIn}");
    }

    @Test
    void saysWhichHostDescribesAClientWhoseIdIsAUrl() {
        String id = "https://app.example/" + UUID.randomUUID();
        String redirectUri = "https://app.example/cb";
        create(redirectUri, with(attributes("client_id_metadata"), Map.of("clientId", id, "name", "The App")));
        Document page = page(id, redirectUri, Map.of());

        assertThat(text(page, "mcp-client")).isEqualTo("The App");
        assertThat(page.select("#mcp-consent dt").first().text()).isEqualTo("Application");
        assertThat(text(page, "mcp-origin")).isEqualTo("Described by the owner of this host: app.example");
    }

    @Test
    void takesNoProgramsWordForBeingWhatAHostDescribes() {
        String id = "https://app.example/" + UUID.randomUUID();
        create(LOOPBACK, with(attributes("client_id_metadata"), Map.of("clientId", id, "name", "The App")));
        Document page = page(id, LOOPBACK, Map.of());

        assertThat(page.select("#mcp-consent dt").first().text()).isEqualTo("Application, by the name it gives itself");
        assertThat(text(page, "mcp-origin"))
                .isEqualTo("It uses the description at this host, as any program could: app.example");
    }

    @Test
    void warnsOfAHostThatNothingIsKnownOf() {
        String redirectUri = "https://unknown.example/cb";
        Document page = page(create(redirectUri, attributes("dynamic_registration")), redirectUri, Map.of());

        assertThat(text(page, "mcp-origin"))
                .isEqualTo("Caution. It registered itself today. Nobody has verified who is behind it.");
    }

    @ParameterizedTest
    @CsvSource({
        "https://app.example/cb, An application on the web",
        "http://127.0.0.1/cb, A program on this computer",
        "cursor://anysphere.cursor-mcp/oauth/callback, An app on this device"
    })
    void saysWhatAClientWithoutANameIs(String redirectUri, String shown) {
        String client = create(redirectUri, attributes("dynamic_registration"));

        assertThat(text(page(client, redirectUri, Map.of()), "mcp-client")).isEqualTo(shown);
    }

    private static Map<String, Object> attributes(String onboarding, String... more) {
        Map<String, Object> attributes = new HashMap<>(Map.of("mcp.client", onboarding));
        for (int i = 0; i < more.length; i += 2) {
            attributes.put(more[i], more[i + 1]);
        }
        return Map.of("attributes", attributes);
    }

    private static Map<String, Object> with(Map<String, Object> some, Map<String, Object> more) {
        Map<String, Object> both = new HashMap<>(some);
        both.putAll(more);
        return both;
    }

    @ParameterizedTest
    @CsvSource({
        "https://claude.ai/api/mcp/auth_callback, claude.ai, Continue only if you know this address",
        "https://claude.ai:8443/callback, claude.ai:8443, Continue only if you know this address",
        "https://CLAUDE.ai/callback, claude.ai, Continue only if you know this address",
        "https://claude.ai.evil.example/cb, claude.ai.evil.example, Continue only if you know this address",
        "https://xn--laude-0ye.ai/callback, xn--laude-0ye.ai, Continue only if you know this address",
        "http://127.0.0.1/callback, 127.0.0.1, This is your own computer. Any program",
        "http://[::1]/callback, [::1], This is your own computer. Any program",
        "http://intranet.example/cb, intranet.example, What is sent there is not encrypted",
        "cursor://anysphere.cursor-mcp/oauth/callback, cursor:, This is an app on your device"
    })
    void saysWhereTheBrowserWillBeSent(String redirectUri, String shown, String note) {
        Document page = page(create(redirectUri, Map.of()), redirectUri, Map.of());

        assertThat(text(page, "mcp-return")).isEqualTo(shown);
        assertThat(text(page, "mcp-return-note")).contains(note);
        assertThat(page.select("#mcp-return-note strong").isEmpty()).isEqualTo(note.startsWith("Continue"));
    }

    @Test
    void saysHowLongItLasts() {
        String client = register(Map.of());

        assertThat(text(page(client, LOOPBACK, Map.of()), "mcp-duration"))
                .startsWith("While you are signed in here, 10 hours at most.");
        Document offline = page(client, LOOPBACK, Map.of("scope", "offline_access"));
        assertThat(text(offline, "mcp-duration"))
                .startsWith("Until you or an administrator takes it back, also while you are not signed in.");
        assertThat(text(offline, "mcp-offline")).isEqualTo("Keep this access while you are not signed in");
    }

    @Test
    void isWrittenInThePersonsLanguage() {
        Document page = page(register(Map.of()), LOOPBACK, Map.of("ui_locales", "de", "scope", "files:read email"));

        assertThat(text(page, "kc-page-title")).isEqualTo("Darf eine Anwendung einen MCP-Server benutzen?");
        assertThat(text(page, "mcp-origin")).startsWith("Sie hat sich heute selbst registriert.");
        assertThat(page.select("html").attr("lang")).isEqualTo("de");
        assertThat(text(page, "mcp-permissions")).contains("E-Mail");
    }

    @Test
    void isReadFromRightToLeftWhereTheLanguageIs() {
        Document page = page(register(Map.of()), LOOPBACK, Map.of("ui_locales", "ar"));

        assertThat(page.select("html").attr("dir")).isEqualTo("rtl");
        assertThat(page.select("#mcp-resource bdi").attr("dir")).isEqualTo("ltr");
        assertThat(page.select("#mcp-client bdi")).hasSize(1);
    }

    @Test
    void saysWhenAccessEndsAtTheLatest() {
        realm.change(Map.of("offlineSessionMaxLifespanEnabled", true, "offlineSessionMaxLifespan", 7 * 86400));
        try {
            assertThat(text(page(register(Map.of()), LOOPBACK, Map.of("scope", "offline_access")), "mcp-duration"))
                    .contains("It ends when it is not used for 30 days.", "It ends after 7 days at the latest.");
        } finally {
            realm.change(Map.of("offlineSessionMaxLifespanEnabled", false));
        }
        String client = create(
                LOOPBACK, Map.of("attributes", Map.of("mcp.client", "manual", "client.session.max.lifespan", "600")));
        assertThat(text(page(client, LOOPBACK, Map.of()), "mcp-duration"))
                .startsWith("While you are signed in here, one hour at most.");
    }

    /** A theme of the realm's own, with a template of its own for one page. */
    @Test
    void aThemeMayBringItsOwnTemplate() throws IOException {
        Path themes = SharedKeycloak.themes().orElse(null);
        assumeThat(themes).as("the folder of the server's themes").isNotNull();
        Path login = Files.createDirectories(themes.resolve("mcp-house/login"));
        Files.writeString(login.resolve("theme.properties"), "parent=keycloak.v2\n");
        Files.writeString(login.resolve("mcp-oauth-grant.ftl"), """
                <#import "template.ftl" as layout>
                <@layout.registrationLayout; section>
                  <#if section = "form">
                    <p id="house">${mcp.clientName()} to ${mcp.returnAddress().place()} for ${mcp.serverName()}</p>
                    <form action="${url.oauthAction}" method="post"><input type="hidden" name="code" value="${oauth.code}">
                    <button name="accept" value="true">Yes</button> <button name="cancel" value="true">No</button></form>
                  </#if>
                </@layout.registrationLayout>
                """);
        realm.change(Map.of("loginTheme", "mcp-house"));
        try {
            Document page = page(register(Map.of("client_name", "<b>Claude</b>")), LOOPBACK, Map.of());
            assertThat(text(page, "house")).isEqualTo("<b>Claude</b> to localhost for Alpha Files");
            assertThat(page.select("#mcp-consent")).isEmpty();
        } finally {
            realm.change(Map.of("loginTheme", ""));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "keycloak", "keycloak.v2"})
    void hasTheLookOfTheRealmsTheme(String theme) {
        realm.change(Map.of("loginTheme", theme));
        try {
            Document page = page(register(Map.of()), LOOPBACK, Map.of());
            assertThat(text(page, "mcp-server")).isEqualTo("Alpha Files");
            assertThat(page.select("link[rel=stylesheet]").eachAttr("href"))
                    .anyMatch(href -> href.contains("/login/" + theme + "/"));
        } finally {
            realm.change(Map.of("loginTheme", ""));
        }
    }

    @Test
    void namesCannotBreakNorImitateThePage() {
        String name = "Claude</strong><script>alert(1)</script> ${doLogIn} {0} \u202Efdp.exe\u200B\nVerified";
        String client =
                create(LOOPBACK, Map.of("name", name, "attributes", Map.of("mcp.client", "dynamic_registration")));
        Document page = page(client, LOOPBACK, Map.of("resource", HOSTILE, "scope", "hostile:read"));

        assertThat(text(page, "mcp-client"))
                .isEqualTo("Claude</strong><script>alert(1)</script> ${doLogIn} {0} fdp.exe Verified");
        assertThat(text(page, "mcp-server")).isEqualTo("<script>alert(1)</script> ${doLogIn}");
        assertThat(page.select("#mcp-permissions li").eachText()).contains("<img src=x> ${doLogIn} {0} hostile:read");
        assertThat(page.select("#mcp-consent script, #mcp-consent img")).isEmpty();
    }

    @Test
    void aNameThatIsTooLongIsCutOff() {
        Document page = page(create(LOOPBACK, Map.of("name", "x".repeat(200))), LOOPBACK, Map.of());

        assertThat(text(page, "mcp-client")).isEqualTo("x".repeat(80) + "…");
    }

    @Test
    void onlyPagesOnTheWebAreLinked() {
        Document page = page(
                create(
                        LOOPBACK,
                        Map.of(
                                "attributes",
                                Map.of(
                                        "mcp.client",
                                        "manual",
                                        "policyUri",
                                        "http://client.example/policy",
                                        "tosUri",
                                        "https://client.example/terms",
                                        "logoUri",
                                        "https://client.example/logo.png"))),
                LOOPBACK,
                Map.of());

        assertThat(page.select("#mcp-client-pages a").eachAttr("href")).containsExactly("https://client.example/terms");
        assertThat(text(page, "mcp-client-pages")).isEqualTo("Terms of service at client.example");
        assertThat(page.select("img[src*=client.example]")).isEmpty();
    }

    @Test
    void cannotBeFramed() {
        McpFlow flow = new McpFlow(realm, register(Map.of()), LOOPBACK);
        Answer page = flow.untilConsent("alice", Map.of("resource", FILES));

        assertThat(page.header("X-Frame-Options")).isEqualTo("SAMEORIGIN");
        assertThat(page.header("Content-Security-Policy")).contains("frame-ancestors 'self'");
    }

    @Test
    void aDeviceIsSentNowhere() {
        String client = create(LOOPBACK, Map.of());
        Answer device = Http.plain()
                .postForm(
                        realm.issuer() + "/protocol/openid-connect/auth/device",
                        Map.of("client_id", client, "resource", FILES, "scope", "files:read"));
        McpFlow flow = new McpFlow(realm, client, LOOPBACK);
        flow.approveDevice(device.text("verification_uri_complete"), "alice");

        assertThat(text(flow.lastPage(), "mcp-return")).isEmpty();
        assertThat(text(flow.lastPage(), "mcp-return-note")).contains("A device waits for your answer.");
        assertThat(flow.lastPage().select("#mcp-permissions li").eachText()).contains("Read your files files:read");
    }

    @Test
    void aRequestThatIsForNoMcpServerGetsKeycloaksOwnPage() {
        String client = create(LOOPBACK, Map.of("attributes", Map.of(), "defaultClientScopes", List.of("email")));
        McpFlow flow = new McpFlow(realm, client, LOOPBACK);
        flow.logIn("alice", Map.of("scope", "openid"));

        assertThat(flow.lastPage().select("#kc-oauth")).hasSize(1);
        assertThat(flow.lastPage().select("#mcp-consent")).isEmpty();
    }

    @Test
    void theReferenceFindsTheEvent() {
        realm.change(Map.of("eventsEnabled", true, "enabledEventTypes", List.of("LOGIN", "LOGIN_ERROR")));
        Document page = page(register(Map.of()), LOOPBACK, Map.of());

        assertThat(text(page, "mcp-reference"))
                .isEqualTo(realm.lastEvent("LOGIN_ERROR").at("/details/code_id").asText());
    }
}

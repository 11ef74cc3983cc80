/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.connections;

import static io.keycloakmcp.tests.connections.ConnectedRealm.CRM;
import static io.keycloakmcp.tests.connections.ConnectedRealm.FILES;
import static org.assertj.core.api.Assertions.assertThat;

import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page on which people see their connections and take them back. */
final class ConnectionsPageIT {

    private static final String HTML = "text/html,application/xhtml+xml,*/*;q=0.8";

    private static ConnectedRealm connected;
    private static TestRealm realm;

    @BeforeAll
    static void prepare() {
        connected = new ConnectedRealm();
        realm = connected.realm;
        realm.change(Map.of("internationalizationEnabled", true, "supportedLocales", List.of("en", "de", "ar")));
    }

    @AfterAll
    static void cleanUp() {
        connected.close();
    }

    /** Somebody's browser. */
    private record Visitor(Http browser) {

        Answer get(String url) {
            return browser.send(HttpRequest.newBuilder(URI.create(url)).header("Accept", HTML));
        }

        Answer post(Map<String, String> form, String... headers) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(connected.url()))
                    .header("Accept", HTML)
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString(Http.encode(form)));
            return browser.send(headers.length == 0 ? request : request.headers(headers));
        }

        /** Opens the page, and signs in if asked to. */
        Answer open(String user, String query) {
            Answer answer = get(connected.url() + query);
            for (int step = 0; step < 6; step++) {
                if (answer.status() / 100 == 3) {
                    answer = get(answer.header("Location"));
                } else {
                    Element login = Jsoup.parse(answer.body(), realm.base()).selectFirst("#kc-form-login");
                    if (login == null) {
                        return answer;
                    }
                    answer = browser.postForm(login.absUrl("action"), Map.of("username", user, "password", user));
                }
            }
            throw new AssertionError(answer.body());
        }
    }

    private static Visitor visitor() {
        return new Visitor(Http.withCookies());
    }

    private static Document page(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        Document page = Jsoup.parse(answer.body(), realm.base());
        assertThat(page.select("#mcp-connections")).as(page.text()).hasSize(1);
        return page;
    }

    /** The fields of the form with a button that has a text, as a browser sends them. */
    private static Map<String, String> form(Document page, String button) {
        Element pressed = page.select("button").stream()
                .filter(each -> each.text().startsWith(button))
                .findFirst()
                .orElseThrow(() -> new AssertionError(page.text()));
        Map<String, String> fields = new HashMap<>();
        pressed.closest("form").select("input").forEach(input -> fields.put(input.attr("name"), input.val()));
        fields.put(pressed.attr("name"), pressed.val());
        return fields;
    }

    @Test
    void asksToSignInAndComesBack() {
        String client = connected.newClient(Map.of("name", "Claude Code"));
        connected.connect("alice", client, FILES, "files:read offline_access");
        connected.awaitUsed(client, 1);
        Visitor alice = visitor();
        Answer first = alice.get(connected.url());

        assertThat(first.status()).isEqualTo(302);
        assertThat(first.header("Location")).startsWith(realm.issuer() + "/login-actions/authenticate");
        Document page = page(alice.open("alice", ""));
        assertThat(page.title()).isEqualTo("Connected applications");
        assertThat(page.select("#mcp-username").text()).isEqualTo("alice");
        Element section = page.select("section").stream()
                .filter(each -> each.select("h2").text().equals("Claude Code"))
                .findFirst()
                .orElseThrow();
        assertThat(section.select("h3").text()).isEqualTo("Alpha Files");
        assertThat(section.select(".mcp-uri").text()).isEqualTo(FILES);
        assertThat(section.select(".mcp-scopes li").eachText()).containsExactly("Read your files");
        assertThat(section.select(".mcp-offline").text()).isEqualTo("Also while you are not signed in.");
        assertThat(section.select(".mcp-times").text()).startsWith("Since ").contains("Last used on ");
        assertThat(section.select(".mcp-origin").text()).isEqualTo("An administrator registered it.");
        assertThat(section.select("button").text()).isEqualTo("Remove access: Claude Code, Alpha Files");
        assertThat(alice.get(connected.url()).status()).isEqualTo(200);
    }

    @Test
    void leavesNoCodeAndNoTokenInTheAddress() {
        Visitor alice = visitor();
        Answer answer = alice.get(connected.url());
        StringBuilder addresses = new StringBuilder();
        for (int step = 0; step < 6 && answer.status() / 100 == 3; step++) {
            addresses.append(answer.header("Location")).append('\n');
            answer = alice.get(answer.header("Location"));
            Element login = Jsoup.parse(answer.body(), realm.base()).selectFirst("#kc-form-login");
            if (login != null) {
                answer = alice.browser()
                        .postForm(login.absUrl("action"), Map.of("username", "alice", "password", "alice"));
            }
        }

        page(answer);
        assertThat(addresses.toString())
                .doesNotContain("?code=", "&code=", "token=")
                .endsWith(connected.url() + "\n");
    }

    @Test
    void nobodyIsSentElsewhereAfterSigningIn() {
        Answer answer = visitor().get(connected.url() + "?redirect_uri=https://evil.example/&state=x");

        assertThat(answer.header("Location")).doesNotContain("evil.example");
        assertThat(visitor()
                        .get(realm.issuer() + "/protocol/openid-connect/auth?response_type=none&client_id=account"
                                + "&redirect_uri=" + connected.url())
                        .status())
                .isEqualTo(400);
    }

    @Test
    void whoDoesNotSignInIsNotAskedAgain() {
        Answer answer = visitor().get(connected.url() + "?error=access_denied");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(Jsoup.parse(answer.body()).select("#kc-error-message")).hasSize(1);
    }

    @Test
    void takesOneBack() {
        String client = connected.newClient();
        Answer atFiles = connected.connect("alice", client, FILES, "");
        Answer atCrm = connected.connect("alice", client, CRM, "");
        Visitor alice = visitor();
        Document page = page(alice.open("alice", ""));

        Document after = page(alice.post(form(page, "Remove access: Client " + client + ", Alpha Files")));

        assertThat(after.text()).contains("Access was removed.");
        assertThat(after.select("button").text())
                .doesNotContain("Client " + client + ", Alpha Files")
                .contains("Client " + client + ", Beta CRM");
        assertThat(connected.refresh(client, atFiles).text("error")).isEqualTo("invalid_grant");
        assertThat(connected.refresh(client, atCrm).status()).isEqualTo(200);
        assertThat(page(alice.post(form(page, "Remove access: Client " + client + ", Alpha Files")))
                        .text())
                .contains("There was nothing to remove any more.");
    }

    @Test
    void takesAClientBackAndEverything() {
        String one = connected.newClient();
        String other = connected.newClient();
        for (String client : List.of(one, other)) {
            connected.connect("bob", client, FILES, "");
        }
        connected.connect("bob", one, CRM, "");
        Visitor bob = visitor();
        Document page = page(bob.open("bob", ""));

        Document after = page(bob.post(form(page, "Remove access to all servers: Client " + one)));
        assertThat(connected.ownOf("bob", one)).isEmpty();
        assertThat(connected.ownOf("bob", other)).hasSize(1);

        String third = connected.newClient();
        connected.connect("bob", third, FILES, "");
        after = page(bob.open("bob", ""));
        Document none = page(bob.post(form(after, "Remove all access now")));
        assertThat(none.select("#mcp-none").text()).isEqualTo("No application may use an MCP server in your name.");
        assertThat(connected.ownOf("bob", other)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing", "empty", "wrong", "anothers"})
    void anotherSiteTakesNothingBack(String token) {
        String client = connected.newClient();
        connected.connect("alice", client, FILES, "");
        Visitor alice = visitor();
        Map<String, String> form = form(page(alice.open("alice", "")), "Remove access: Client " + client);
        switch (token) {
            case "missing" -> form.remove("stateChecker");
            case "empty" -> form.put("stateChecker", "");
            case "wrong" -> form.merge("stateChecker", "x", String::concat);
            default ->
                form.put(
                        "stateChecker",
                        page(visitor().open("alice", ""))
                                .select("[name=stateChecker]")
                                .first()
                                .val());
        }

        Answer answer = alice.post(form, "Origin", "https://evil.example");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
        assertThat(Jsoup.parse(answer.body()).text()).contains("nothing was removed");
        assertThat(connected.ownOf("alice", client)).hasSize(1);
    }

    @Test
    void whatIsSomebodyElsesIsNotTakenBack() {
        String client = connected.newClient();
        connected.connect("alice", client, FILES, "");
        connected.connect("bob", client, FILES, "");
        Visitor bob = visitor();
        Map<String, String> form = form(page(bob.open("bob", "")), "Remove access: Client " + client);
        form.put("connection", connected.ownOf("alice", client).get(0).get("id").asText());

        assertThat(page(bob.post(form)).text()).contains("There was nothing to remove any more.");
        assertThat(connected.ownOf("alice", client)).hasSize(1);
        form.remove("connection");
        form.put("client", "f:x");
        assertThat(page(bob.post(form)).text()).contains("There was nothing to remove any more.");
    }

    @Test
    void takesNothingBackByAddressAlone() {
        String client = connected.newClient();
        connected.connect("alice", client, FILES, "");
        Visitor alice = visitor();
        Document page = page(alice.open("alice", ""));
        String query = Http.encode(form(page, "Remove access: Client " + client));

        page(alice.get(connected.url() + "?" + query));
        assertThat(connected.ownOf("alice", client)).hasSize(1);
    }

    @Test
    void namesCannotBreakNorImitateThePage() {
        String client = connected.newClient(
                Map.of("name", "Claude</h2><script>alert(1)</script> ${doLogIn} {0} \u202Efdp.exe\nVerified"));
        realm.registerServer(
                "https://hostile.example.com",
                Map.of(
                        "name",
                        "<img src=x onerror=alert(1)> ${doLogIn}",
                        "scopes",
                        List.of(Map.of("name", "hostile:read", "description", "<b>${doLogIn}</b> {0}"))));
        connected.connect("alice", client, "https://hostile.example.com", "hostile:read");
        Document page = page(visitor().open("alice", ""));

        assertThat(page.select("#mcp-connections h2").eachText())
                .contains("Claude</h2><script>alert(1)</script> ${doLogIn} {0} fdp.exe Verified");
        assertThat(page.select("#mcp-connections h3").eachText()).contains("<img src=x onerror=alert(1)> ${doLogIn}");
        assertThat(page.select("#mcp-connections .mcp-scopes li").eachText()).contains("<b>${doLogIn}</b> {0}");
        assertThat(page.select("#mcp-connections script, #mcp-connections img, #mcp-connections b"))
                .isEmpty();
    }

    @Test
    void cannotBeFramedNorKept() {
        Answer page = visitor().open("alice", "");

        assertThat(page.header("X-Frame-Options")).isEqualTo("SAMEORIGIN");
        assertThat(page.header("Content-Security-Policy")).contains("frame-ancestors 'self'");
        assertThat(page.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(page.header("Cache-Control")).contains("no-store");
    }

    @Test
    void isWrittenInThePersonsLanguage() {
        Visitor alice = visitor();
        alice.open("alice", "");
        Document german = page(alice.get(connected.url() + "?kc_locale=de"));
        Document again = page(alice.get(connected.url()));
        Document arabic = page(alice.get(connected.url() + "?kc_locale=ar"));

        assertThat(german.select("#kc-page-title").text()).isEqualTo("Verbundene Anwendungen");
        assertThat(again.select("html").attr("lang")).isEqualTo("de");
        assertThat(arabic.select("html").attr("dir")).isEqualTo("rtl");
        alice.get(connected.url() + "?kc_locale=en");
    }

    @ParameterizedTest
    @ValueSource(strings = {"keycloak", "keycloak.v2"})
    void hasTheLookOfTheRealmsTheme(String theme) {
        realm.change(Map.of("loginTheme", theme));
        try {
            Document page = page(visitor().open("alice", ""));
            assertThat(page.select("link[rel=stylesheet]").eachAttr("href"))
                    .anyMatch(href -> href.contains("/login/" + theme + "/"));
        } finally {
            realm.change(Map.of("loginTheme", ""));
        }
    }

    @Test
    void isNotForPeopleWhoMayNotSeeTheirConsents() {
        Answer created = realm.admin()
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
                                List.of(Map.of("type", "password", "value", "carol"))));
        assertThat(created.status()).isEqualTo(201);
        String roles = realm.adminPath("/users/" + realm.userId("carol") + "/role-mappings/realm");
        realm.admin().delete(roles, realm.admin().get(roles).body());
        Visitor carol = visitor();

        assertThat(carol.open("carol", "").status()).isEqualTo(403);
        assertThat(carol.post(Map.of("all", "true")).status()).isEqualTo(403);
    }
}

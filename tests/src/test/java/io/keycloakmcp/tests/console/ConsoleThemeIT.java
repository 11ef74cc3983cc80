/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.SharedKeycloak;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which admin console a realm gets: the stock one with one script more, unless the realm has chosen another. */
@Tag("once")
final class ConsoleThemeIT {

    private static TestRealm realm;

    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    private static Document console(String realmName) {
        Answer answer = Http.plain().get(SharedKeycloak.base() + "/admin/" + realmName + "/console/");
        assertThat(answer.status()).isEqualTo(200);
        return Jsoup.parse(answer.body(), SharedKeycloak.base());
    }

    private static Optional<String> ourScript(Document console) {
        return scripts(console).stream()
                .filter(url -> url.matches(".*/assets/mcp-[^/]+\\.js"))
                .findFirst();
    }

    private static List<String> scripts(Document console) {
        return console.select("script[src]").eachAttr("abs:src");
    }

    private static Document consoleWithTheme(String theme) {
        realm.change(Map.of("adminTheme", theme));
        return console(realm.name());
    }

    @Test
    void aRealmThatHasChosenNoneGetsTheScript() {
        for (String name : List.of(realm.name(), "master")) {
            String script = ourScript(console(name)).orElseThrow();
            Answer answer = Http.plain().get(script);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Content-Type")).startsWith("text/javascript");
        }
    }

    @Test
    void aRealmKeepsWhatItHasChosen() {
        Document stock = consoleWithTheme("keycloak.v2");
        Document reset = consoleWithTheme("");

        assertThat(ourScript(stock)).isEmpty();
        assertThat(ourScript(reset)).isPresent();
        assertThat(scripts(reset)).hasSize(scripts(stock).size() + 1);
    }

    @Test
    void theThemeCanBeChosenByName() {
        assertThat(ourScript(consoleWithTheme("mcp"))).isPresent();
        assertThat(ourScript(consoleWithTheme(""))).isPresent();
    }

    @Test
    void aThemeOfTheHouseHasTheScriptOfItsParent() throws IOException {
        Path folder = SharedKeycloak.themes().orElse(null);
        assumeThat(folder).as("the folder of the server's themes").isNotNull();
        try (ConsoleThemes themes = new ConsoleThemes(folder)) {
            themes.addChild("console-house", "mcp");
            String script = ourScript(consoleWithTheme("console-house")).orElseThrow();

            assertThat(script).contains("/admin/console-house/");
            assertThat(Http.plain().get(script).status()).isEqualTo(200);
        } finally {
            realm.change(Map.of("adminTheme", ""));
        }
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.connections;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Map;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The account console: the stock one with one entry of the menu more, where the realm has MCP servers. */
@Tag("once")
final class AccountConsoleIT {

    private static final String OURS = "mcpConnectionsTitle";

    private static TestRealm realm;

    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
        realm.registerServer("https://files.example.com/mcp", Map.of());
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    /** Where a realm's account console has its files. */
    private static String resources(TestRealm of) {
        Answer console = Http.plain()
                .send(HttpRequest.newBuilder(URI.create(of.issuer() + "/account/"))
                        .header("Accept", "text/html"));
        assertThat(console.status()).isEqualTo(200);
        String environment =
                Jsoup.parse(console.body()).selectFirst("#environment").data();
        return environment.replaceAll("(?s).*\"resourceUrl\": \"([^\"]+)\".*", "$1");
    }

    private static JsonNode menu(String resources) {
        Answer content = Http.plain().get(realm.base() + resources + "/content.json");
        assertThat(content.status()).isEqualTo(200);
        return content.json();
    }

    @Test
    void hasTheStockMenuAndAWayToTheConnections() {
        String resources = resources(realm);
        JsonNode menu = menu(resources);
        JsonNode stock = menu(resources.replace("/account/mcp", "/account/keycloak.v3"));
        assertThat(resources).endsWith("/account/mcp");
        JsonNode ours = null;
        for (JsonNode entry : menu) {
            ArrayNode children = entry.has("children") ? (ArrayNode) entry.get("children") : null;
            for (int place = 0; children != null && place < children.size(); place++) {
                if (children.get(place).get("label").asText().equals(OURS)) {
                    ours = children.remove(place);
                }
            }
        }

        assertThat(menu).isEqualTo(stock);
        assertThat(ours).isNotNull();
        assertThat(Http.plain()
                        .get(realm.base() + resources + "/"
                                + ours.get("modulePath").asText())
                        .header("Content-Type"))
                .startsWith("text/javascript");
    }

    @Test
    void isTheStockOneWhereThereAreNoServers() {
        try (TestRealm other = TestRealm.create()) {
            assertThat(resources(other)).endsWith("/account/keycloak.v3");
        }
    }

    @Test
    void aRealmKeepsWhatItHasChosen() {
        realm.change(Map.of("accountTheme", "keycloak.v3"));
        try {
            assertThat(resources(realm)).endsWith("/account/keycloak.v3");
        } finally {
            realm.change(Map.of("accountTheme", ""));
        }
        assertThat(resources(realm)).endsWith("/account/mcp");
    }
}

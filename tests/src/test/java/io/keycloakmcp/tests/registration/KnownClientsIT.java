/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.registration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.TestRealm;
import io.keycloakmcp.tests.registry.Administrators;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The catalogue of known clients, as a realm has it. */
final class KnownClientsIT {

    private static TestRealm realm;
    private static String path;

    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
        path = realm.adminPath("/mcp/known-clients");
        Answer answer = realm.admin()
                .put(
                        realm.adminPath("/mcp/settings"),
                        Map.of(
                                "known_clients",
                                List.of(
                                        Map.of(
                                                "product",
                                                "Our own",
                                                "publisher",
                                                "Us",
                                                "redirect_uris",
                                                List.of("https://own.example.com/callback")),
                                        Map.of(
                                                "product",
                                                "Codex",
                                                "client_ids",
                                                List.of("https://own.example.com/codex.json"))),
                                "blocked_products",
                                List.of("ChatGPT")));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    private static List<JsonNode> named(String product) {
        Answer answer = realm.admin().get(path);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return StreamSupport.stream(answer.json().get("products").spliterator(), false)
                .filter(known -> known.get("product").asText().equals(product))
                .toList();
    }

    @Test
    void hasWhatComesWithTheJar() {
        assertThat(named("Claude")).singleElement().satisfies(claude -> {
            assertThat(claude.get("publisher").asText()).isEqualTo("Anthropic");
            assertThat(claude.get("redirect_uris").toString()).contains("https://claude.ai/api/mcp/auth_callback");
            assertThat(claude.get("client_ids")).isNotEmpty();
            assertThat(claude.get("verified_on").asText()).matches("\\d{4}-\\d\\d-\\d\\d");
            assertThat(claude.get("added").asBoolean()).isFalse();
            assertThat(claude.get("blocked").asBoolean()).isFalse();
        });
    }

    @Test
    void hasWhatTheRealmAddedAndBlocked() {
        assertThat(named("Our own")).singleElement().satisfies(own -> {
            assertThat(own.get("added").asBoolean()).isTrue();
            assertThat(own.get("redirect_uris").toString()).isEqualTo("[\"https://own.example.com/callback\"]");
        });
        assertThat(named("ChatGPT"))
                .singleElement()
                .satisfies(blocked ->
                        assertThat(blocked.get("blocked").asBoolean()).isTrue());
    }

    @Test
    void hasTheRealmsOwnInThePlaceOfAProductOfTheSameName() {
        assertThat(named("Codex")).singleElement().satisfies(codex -> {
            assertThat(codex.get("added").asBoolean()).isTrue();
            assertThat(codex.get("client_ids").toString()).isEqualTo("[\"https://own.example.com/codex.json\"]");
        });
    }

    @ParameterizedTest
    @CsvSource({"view-clients, 200", "query-clients, 200", "manage-clients, 200", "view-realm, 403", "view-users, 403"})
    void isForThoseWhoMayListClients(String role, int status) {
        assertThat(Administrators.withRoles(realm, role, List.of(role))
                        .get(path)
                        .status())
                .isEqualTo(status);
    }
}

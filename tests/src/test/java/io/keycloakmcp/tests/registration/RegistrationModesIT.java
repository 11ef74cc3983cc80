/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.registration;

import static io.keycloakmcp.tests.registration.Registrations.publicClient;
import static io.keycloakmcp.tests.registration.Registrations.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.tests.keycloak.Admin;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom the registration endpoint lets in, as the administrator set it. */
final class RegistrationModesIT {

    private static final String RESOURCE = "https://mcp.example.com/mcp";
    private static final String LOOPBACK = "http://localhost:3000/callback";
    private static final String CLAUDE = "https://claude.ai/api/mcp/auth_callback";
    private static final String STRANGER = "https://app.example.com/callback";

    private static Registrations registrations;

    @BeforeAll
    static void prepare() {
        registrations = Registrations.at(RESOURCE);
    }

    @AfterAll
    static void cleanUp() {
        registrations.realm().close();
    }

    private static void mode(String mode) {
        registrations.settings(Map.of("mode", mode));
    }

    private static String rule() {
        return registrations
                .realm()
                .lastEvent("CLIENT_REGISTER_ERROR")
                .at("/details/mcp_rule")
                .asText();
    }

    private static ObjectNode strangerNamed(String name) {
        return publicClient(STRANGER).put("client_name", name);
    }

    @Test
    void knownClientsLetsInTheCatalogueAndLoopback() {
        mode("known_clients");

        JsonNode claude = registrations.registered(publicClient(CLAUDE));
        assertThat(registrations.stored(claude).at("/attributes/mcp.product").asText())
                .isEqualTo("Claude");
        registrations.registered(publicClient(LOOPBACK));
        refused(registrations.post(publicClient(STRANGER)), 400, "invalid_redirect_uri");
        assertThat(rule()).isEqualTo("redirect_uri_unknown");
    }

    @Test
    void openLetsInStrangersToo() {
        mode("open");

        JsonNode registered = registrations.registered(publicClient(STRANGER));

        assertThat(new McpFlow(registrations.realm(), Registrations.id(registered), STRANGER)
                        .tokens("alice", RESOURCE, "openid")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://app.example.com/callback",
                "https://user@app.example.com/callback",
                "https://app.example.com/callback#x",
                "https://app.example.com/*",
                "https://*.example.com/callback",
                "https://app.example.com/a/../callback",
                "https:///callback",
                "javascript:alert(1)",
                "data:text/html,x",
                "file:///etc/passwd",
                "myapp://callback",
                "*"
            })
    void andYetNobodyIsSentJustAnywhere(String redirectUri) {
        for (String mode : List.of("open", "approval")) {
            mode(mode);
            refused(registrations.post(publicClient(redirectUri)), 400, "invalid_redirect_uri");
            assertThat(rule()).isEqualTo("redirect_uri_malformed");
        }
        mode("known_clients");
        refused(
                registrations.postWithToken(publicClient(redirectUri), registrations.initialAccessToken(1, 60)),
                400,
                "invalid_redirect_uri");
    }

    @ParameterizedTest
    @ValueSource(strings = {"known_clients", "open", "approval", "token"})
    void anInitialAccessTokenLetsInAStrangerInEveryMode(String mode) {
        mode(mode);

        Answer answer = registrations.postWithToken(
                strangerNamed("With a token " + mode), registrations.initialAccessToken(1, 60));

        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        assertThat(registrations.stored(answer.json()).get("enabled").asBoolean())
                .isTrue();
    }

    @Test
    void tokenLetsInNobodyWithoutOne() {
        mode("token");

        for (String redirectUri : List.of(LOOPBACK, CLAUDE, STRANGER)) {
            Answer answer = registrations.post(publicClient(redirectUri));
            refused(answer, 401, "invalid_token");
            assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer error=\"invalid_token\"");
            assertThat(rule()).isEqualTo("initial_access_token_missing");
        }
        refused(registrations.post("{"), 401, "invalid_token");
    }

    @Test
    void aTokenIsGoodForAsManyClientsAsItSays() {
        mode("token");
        String token = registrations.initialAccessToken(2, 60);

        for (String name : List.of("First of two", "Second of two")) {
            assertThat(registrations.postWithToken(strangerNamed(name), token).status())
                    .isEqualTo(201);
        }

        refused(registrations.postWithToken(strangerNamed("Third of two"), token), 401, "invalid_token");
        assertThat(rule()).isEqualTo("initial_access_token_invalid");
    }

    @Test
    void evenIfAllUseItAtOnce() {
        mode("token");
        String token = registrations.initialAccessToken(3, 60);

        List<Answer> answers = Registrations.atOnce(
                12, number -> registrations.postWithToken(strangerNamed("At once " + number), token));

        assertThat(answers.stream().filter(answer -> answer.status() == 201)).hasSize(3);
        assertThat(answers)
                .allSatisfy(
                        answer -> assertThat(answer.status()).as(answer.body()).isIn(201, 401, 429));
    }

    @Test
    void aRefusedClientUsesUpNoToken() {
        mode("token");
        String token = registrations.initialAccessToken(1, 60);

        refused(registrations.postWithToken(publicClient("javascript:alert(1)"), token), 400, "invalid_redirect_uri");

        assertThat(registrations
                        .postWithToken(strangerNamed("After a refusal"), token)
                        .status())
                .isEqualTo(201);
    }

    @Test
    void noOtherTokenLetsAnybodyIn() {
        mode("known_clients");
        JsonNode registered = registrations.registered(publicClient(LOOPBACK).put("client_name", "Has a token"));
        String bound = new McpFlow(registrations.realm(), Registrations.id(registered), LOOPBACK)
                .tokens("alice", RESOURCE, "openid")
                .text("access_token");
        String ofAnAdministrator =
                Admin.passwordToken(registrations.realm().base(), "master", "admin-cli", "admin", "admin");
        try (TestRealm other = TestRealm.create()) {
            other.registerServer(RESOURCE, Map.of());
            String ofAnotherRealm = new Registrations(other).initialAccessToken(5, 60);
            String used = registrations.initialAccessToken(5, 60);

            for (String mode : List.of("token", "known_clients")) {
                mode(mode);
                for (String token : List.of(
                        "x",
                        "a.b.c",
                        bound,
                        ofAnAdministrator,
                        ofAnotherRealm,
                        used + "x",
                        Registrations.token(registered))) {
                    Answer answer = registrations.postWithToken(publicClient(LOOPBACK), token);
                    refused(answer, 401, "invalid_token");
                    assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
                    assertThat(registrations
                                    .post(
                                            publicClient(LOOPBACK),
                                            "Authorization",
                                            "Bearer " + token,
                                            "Origin",
                                            "https://x.example")
                                    .header("Access-Control-Allow-Origin"))
                            .isIn("*", "https://x.example");
                    assertThat(rule()).isIn("token_invalid", "initial_access_token_invalid");
                }
            }
        }
    }

    @Test
    void aTokenThatAnAdministratorTookBackIsNone() {
        mode("token");
        String token = registrations.initialAccessToken(5, 60);
        Admin admin = registrations.realm().admin();
        String path = registrations.realm().adminPath("/clients-initial-access");
        admin.get(path)
                .json()
                .forEach(given -> admin.delete(path + "/" + given.get("id").asText()));

        refused(registrations.postWithToken(publicClient(LOOPBACK), token), 401, "invalid_token");
    }

    @Test
    void offLetsInNobodyAndSaysSo() {
        mode("off");

        refused(registrations.post(publicClient(LOOPBACK)), 404, "invalid_request");
        assertThat(rule()).isEqualTo("registration_off");
        refused(
                registrations.postWithToken(publicClient(LOOPBACK), registrations.initialAccessToken(1, 60)),
                404,
                "invalid_request");
        refused(registrations.post("{"), 404, "invalid_request");
    }

    @Test
    void aBlockedProductStaysOutInEveryModeAndWithAToken() {
        for (String mode : List.of("known_clients", "open", "approval", "token")) {
            registrations.settings(Map.of("mode", mode), Map.of("blocked_products", List.of("Claude")));
            String token = registrations.initialAccessToken(1, 60);
            refused(registrations.postWithToken(publicClient(CLAUDE), token), 400, "access_denied");
            assertThat(rule()).isEqualTo("product_blocked");
            refused(registrations.postWithToken(publicClient(LOOPBACK, CLAUDE), token), 400, "access_denied");
        }
        mode("known_clients");
    }

    @Test
    void settingsThatSomebodyBrokeByHandLetNobodyIn() {
        TestRealm realm = registrations.realm();
        ObjectNode whole = (ObjectNode) realm.admin().get(realm.adminPath("")).json();
        whole.withObject("attributes").put("mcp.client_settings", "{\"registration\":{\"mode\":\"opne\"}}");
        assertThat(realm.admin().put(realm.adminPath(""), whole).status()).isEqualTo(204);

        refused(registrations.post(publicClient(LOOPBACK)), 404, "invalid_request");
        mode("known_clients");
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.registration;

import static io.keycloakmcp.tests.registration.Registrations.id;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That an administrator who asks about a registration is told what happens when it comes. */
@Tag("once")
final class RegistrationCheckIT {

    private static final Map<String, String> REDIRECT_URIS = Map.of(
            "known", "https://claude.ai/api/mcp/auth_callback",
            "loopback", "http://127.0.0.1:3000/callback",
            "stranger", "https://stranger.example/callback",
            "script", "javascript:alert(1)");

    private static Registrations registrations;
    private static TestRealm realm;

    @BeforeAll
    static void prepare() {
        registrations = Registrations.at("https://mcp.example.com/mcp");
        realm = registrations.realm();
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    private static ObjectNode body(String name, String redirectUri) {
        ObjectNode body = Registrations.publicClient(redirectUri).put("client_name", name);
        body.putArray("grant_types").add("authorization_code").add("password");
        return body.put("scope", "openid mcp:tools nonsense").put("logo_uri", "https://client.example/logo");
    }

    private static JsonNode ask(JsonNode body) {
        Answer answer = realm.admin().post(realm.adminPath("/mcp/clients/check"), Map.of("registration", body));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private static String decision(JsonNode body) {
        JsonNode answer = ask(body);
        return answer.get("outcome").asText() + " " + answer.get("rule").asText();
    }

    /** What becomes of a registration, in the words of the check. */
    private static String outcome(Answer answer) {
        if (answer.status() != 201) {
            return "refused "
                    + realm.lastEvent("CLIENT_REGISTER_ERROR")
                            .at("/details/mcp_rule")
                            .asText();
        }
        return registrations.stored(answer.json()).get("enabled").asBoolean() ? "accepted" : "pending";
    }

    @ParameterizedTest
    @CsvSource({
        "known_clients, known, accepted known_client",
        "known_clients, loopback, accepted known_client",
        "known_clients, stranger, refused redirect_uri_unknown",
        "known_clients, script, refused redirect_uri_unknown",
        "open, known, accepted known_client",
        "open, stranger, accepted open",
        "open, script, refused redirect_uri_malformed",
        "approval, known, accepted known_client",
        "approval, stranger, pending approval",
        "approval, script, refused redirect_uri_malformed",
        "token, known, refused initial_access_token_missing",
        "off, known, refused registration_off",
    })
    void theAnswerIsWhatHappens(String mode, String kind, String expected) {
        registrations.settings(Map.of("mode", mode));
        ObjectNode body = body(mode + " " + kind, REDIRECT_URIS.get(kind));
        int before = registrations.count();

        JsonNode answer = ask(body);
        assertThat(registrations.count()).as("asking makes nothing").isEqualTo(before);
        Answer registered = registrations.post(body);

        assertThat(decision(body)).isEqualTo(expected);
        assertThat(expected).startsWith(outcome(registered));
        if (registered.status() == 201) {
            answer.get("registered")
                    .properties()
                    .forEach(member -> assertThat(registered.json().get(member.getKey()))
                            .as(member.getKey())
                            .isEqualTo(member.getValue()));
            assertThat(Registrations.texts(answer.get("dropped")))
                    .containsExactlyInAnyOrder("grant_types: password", "scope: nonsense", "logo_uri");
            assertThat(realm.lastEvent("CLIENT_REGISTER")
                            .at("/details/mcp_dropped")
                            .asText()
                            .split(", "))
                    .containsExactlyInAnyOrderElementsOf(Registrations.texts(answer.get("dropped")));
        } else {
            assertThat(answer.get("registered").isNull()).isTrue();
            assertThat(answer.get("message").asText()).isEqualTo(registered.text("error_description"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"redirect_uris\":\"x\"|metadata_invalid",
                "\"redirect_uris\":[]|redirect_uri_missing",
                "\"redirect_uris\":[\"http://127.0.0.1/cb\"],\"grant_types\":[\"implicit\"]|metadata_invalid",
                "\"redirect_uris\":[\"http://127.0.0.1/cb\"],\"token_endpoint_auth_method\":\"x\"|metadata_invalid",
                "\"redirect_uris\":[\"http://127.0.0.1/cb\"],\"token_endpoint_auth_method\":\"private_key_jwt\","
                        + "\"jwks_uri\":\"https://10.0.0.1/keys\"|address_forbidden"
            })
    void whatIsWrongIsTheSame(String members, String rule) throws JsonProcessingException {
        registrations.settings(Map.of());
        JsonNode body = new ObjectMapper().readTree("{" + members + "}");

        assertThat(decision(body)).isEqualTo("refused " + rule);

        assertThat(outcome(registrations.post(body))).isEqualTo("refused " + rule);
    }

    @Test
    void knowsWhoWaitsAndWhoWasLetInAndWhoIsKeptOut() {
        registrations.settings(Map.of("mode", "approval"));
        ObjectNode body = body("turns", "https://turns.example/callback");
        JsonNode registered = registrations.registered(body);
        assertThat(decision(body)).isEqualTo("pending approval");
        String path = realm.adminPath("/mcp/clients/" + realm.clientUuid(id(registered)));

        realm.admin().post(path + "/approve", "{}");
        assertThat(decision(body)).isEqualTo("accepted present");
        assertThat(outcome(registrations.post(body))).isEqualTo("accepted");

        realm.admin().post(path + "/block", "{}");
        assertThat(decision(body)).isEqualTo("refused client_blocked");
        assertThat(outcome(registrations.post(body))).isEqualTo("refused client_blocked");
    }

    @Test
    void knowsThatTheRealmIsFullButForThoseThatAreIn() {
        registrations.settings(Map.of("mode", "open"));
        ObjectNode present = body("present", REDIRECT_URIS.get("loopback"));
        registrations.registered(present);
        ObjectNode another = body("another", REDIRECT_URIS.get("loopback"));

        registrations.settings(Map.of("mode", "open"), Map.of("life_cycle", Map.of("max_clients", 1)));

        assertThat(List.of(decision(another), decision(present)))
                .containsExactly("refused realm_full", "accepted known_client");
        assertThat(List.of(outcome(registrations.post(another)), outcome(registrations.post(present))))
                .containsExactly("refused realm_full", "accepted");
    }
}

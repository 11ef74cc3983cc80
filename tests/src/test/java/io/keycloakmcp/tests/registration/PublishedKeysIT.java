/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.registration;

import static io.keycloakmcp.tests.registration.Registrations.id;
import static io.keycloakmcp.tests.registration.Registrations.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Claims;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.SigningKey;
import io.keycloakmcp.tests.keycloak.TestRealm;
import io.keycloakmcp.tests.keycloak.Web;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that register where their keys are (RFC 7591 §2), and where nobody sends Keycloak by that. */
@Tag("once")
final class PublishedKeysIT {

    private static final String RESOURCE = "https://mcp.example.com/mcp";
    private static final String CALLBACK = "http://127.0.0.1:3000/callback";
    private static final SigningKey FIRST = SigningKey.of("one");
    private static final SigningKey SECOND = SigningKey.of("two");

    private static Registrations registrations;
    private static TestRealm realm;
    private static Web web;

    @BeforeAll
    static void prepare() {
        registrations = Registrations.at(RESOURCE);
        realm = registrations.realm();
        web = Web.open();
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
        web.close();
    }

    @BeforeEach
    void theHostOfTheTestsMayBeAsked() {
        allowLoopback(true);
    }

    private static void allowLoopback(boolean allowed) {
        registrations.settings(Map.of(), Map.of("client_id_metadata", Map.of("allow_loopback", allowed)));
    }

    private static ObjectNode client(String jwksUri) {
        return Registrations.publicClient(CALLBACK)
                .put("token_endpoint_auth_method", "private_key_jwt")
                .put("jwks_uri", jwksUri);
    }

    /** A client whose keys are at a path. */
    private static JsonNode registered(String path) {
        web.putJson(path, FIRST.published());
        return registrations.registered(client(web.url(path)));
    }

    private static JsonNode published(SigningKey key) {
        try {
            return new ObjectMapper().readTree(key.published());
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static Answer token(JsonNode registered, SigningKey key) {
        String clientId = id(registered);
        McpFlow flow = new McpFlow(realm, clientId, CALLBACK);
        Map<String, String> form = new HashMap<>(key.assertion(realm, clientId));
        form.put("resource", RESOURCE);
        return flow.exchange(flow.logIn("alice", Map.of("resource", RESOURCE)).get("code"), form);
    }

    private static void isToken(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(Claims.ofAccessToken(answer)).containsEntry("aud", RESOURCE);
    }

    private static void isNone(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isBetween(400, 401);
        assertThat(answer.text("error")).isEqualTo("invalid_client");
    }

    private static void change(JsonNode registered, String attribute, String value) {
        ObjectNode stored = (ObjectNode) registrations.stored(registered);
        stored.withObject("attributes").put(attribute, value);
        assertThat(realm.admin()
                        .put(realm.adminPath("/clients/" + stored.get("id").asText()), stored)
                        .status())
                .isEqualTo(204);
    }

    @Test
    void signsWithTheKeysThatItPublishesAndKeycloakDoesNotGoThere() {
        JsonNode registered = registered("/signs");

        isToken(token(registered, FIRST));
        isToken(token(registered, FIRST));
        isNone(token(registered, SECOND));
        isNone(token(registered, SigningKey.of("one")));

        assertThat(registered.get("jwks_uri").asText()).isEqualTo(web.url("/signs"));
        assertThat(registered.has("client_secret")).isFalse();
        JsonNode attributes = registrations.stored(registered).get("attributes");
        assertThat(attributes.path("use.jwks.url").asText("false")).isEqualTo("false");
        assertThat(attributes.has("jwks.url")).isFalse();
        assertThat(web.visits("/signs")).isEqualTo(1);
    }

    @Test
    void mayHaveOtherKeysWithoutSayingSo() {
        JsonNode registered = registered("/rotates");
        isToken(token(registered, FIRST));
        web.putJson("/rotates", SECOND.published());

        isNone(token(registered, SECOND));
        assertThat(web.visits("/rotates")).as("asked a moment ago").isEqualTo(1);
        change(registered, "mcp.jwks.fetched_at", "2026-01-01T00:00:00Z");
        isToken(token(registered, SECOND));

        isNone(token(registered, FIRST));
        assertThat(web.visits("/rotates")).isEqualTo(2);
    }

    @Test
    void goesOnWhenItsKeysCannotBeHad() {
        JsonNode registered = registered("/gone");
        web.put("/gone", 503, Map.of(), "");
        change(registered, "mcp.jwks.expires_at", "2026-01-01T00:00:00Z");

        isToken(token(registered, FIRST));
        isToken(token(registered, FIRST));

        assertThat(web.visits("/gone")).as("not asked again for half a minute").isEqualTo(2);
        change(registered, "mcp.jwks.fetched_at", "2026-01-01T00:00:00Z");
        isNone(token(registered, SECOND));
        JsonNode event = realm.lastEvent("CODE_TO_TOKEN_ERROR");
        assertThat(event.at("/details/mcp_rule").asText()).isEqualTo("document_unavailable");
        assertThat(event.at("/details/reason").asText()).contains("keys", "503");
    }

    @Test
    void maySayThatItsKeysAreElsewhereNow() {
        JsonNode registered = registered("/before");
        web.putJson("/after", SECOND.published());

        JsonNode moved = registrations
                .replace(registered, ((ObjectNode) registered.deepCopy()).put("jwks_uri", web.url("/after")))
                .json();
        assertThat(moved.get("jwks_uri").asText()).isEqualTo(web.url("/after"));
        isToken(token(moved, SECOND));
        isNone(token(moved, FIRST));

        ObjectNode sent = moved.deepCopy();
        sent.remove("jwks_uri");
        sent.set("jwks", published(FIRST));
        JsonNode given = registrations.replace(moved, sent).json();
        assertThat(given.has("jwks_uri")).isFalse();
        isToken(token(given, FIRST));
        assertThat(registrations.stored(given).get("attributes").has("mcp.jwks_uri"))
                .isFalse();

        ObjectNode open = given.deepCopy();
        open.remove("jwks");
        JsonNode plain = registrations
                .replace(given, open.put("token_endpoint_auth_method", "none"))
                .json();
        assertThat(registrations.stored(plain).get("attributes").has("jwks.string"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "https://127.0.0.1/keys, keys_invalid",
        "https://localhost/keys, keys_invalid",
        "https://10.0.0.1/keys, address_forbidden",
        "https://192.168.1.1/keys, address_forbidden",
        "https://169.254.169.254/latest/meta-data, address_forbidden",
        "https://[fd00:ec2::254]/latest/meta-data, address_forbidden",
        "https://[::ffff:10.0.0.1]/keys, address_forbidden",
        "https://client.example:22/keys, keys_invalid",
        "https://client.example/a/../keys, metadata_invalid",
        "https://client.invalid/keys, document_unavailable",
        "http://client.example/keys, metadata_invalid",
        "http://169.254.169.254/latest/meta-data, metadata_invalid",
        "http://127.0.0.1:9/keys, keys_invalid",
        "https://user@client.example/keys, metadata_invalid",
        "file:///etc/passwd, metadata_invalid",
    })
    void sendsNobodyWhereNobodyElseMayLook(String jwksUri, String rule) {
        allowLoopback(false);
        int before = registrations.count();

        isRefused(registrations.post(client(jwksUri)), rule);

        assertThat(registrations.count()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({
        "/redirect, document_unavailable, HTTP status 302",
        "/missing, document_unavailable, HTTP status 404",
        "/page, document_unavailable, text/html",
        "/none, document_malformed, no JSON",
        "/empty, keys_invalid, public RSA",
        "/secret, keys_invalid, public RSA"
    })
    void isRefusedWhenThereAreNoKeys(String path, String rule, String reason) {
        web.put("/redirect", 302, Map.of("Location", web.url("/signs")), "");
        web.put("/page", 200, Map.of("Content-Type", "text/html"), FIRST.published());
        web.putJson("/none", "keys");
        web.putJson("/empty", "{\"keys\":[]}");
        web.putJson("/secret", "{\"keys\":[{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}]}");

        isRefused(registrations.post(client(web.url(path))), rule);
        isRefused(registrations.post(client(web.url(path))), rule);

        assertThat(realm.lastEvent("CLIENT_REGISTER_ERROR")
                        .at("/details/reason")
                        .asText())
                .contains(reason);
        assertThat(web.visits(path)).as("not asked again for half a minute").isEqualTo(1);
    }

    /** What is where the client points only the administrator learns. */
    private static void isRefused(Answer answer, String rule) {
        refused(answer, 400, "invalid_client_metadata");
        assertThat(answer.text("error_description")).contains("jwks_uri").doesNotContain("302", "404", "html", "10.0");
        assertThat(realm.lastEvent("CLIENT_REGISTER_ERROR")
                        .at("/details/mcp_rule")
                        .asText())
                .isEqualTo(rule);
    }

    @Test
    void nothingIsFetchedForWhoIsNotLetIn() {
        web.putJson("/stranger", FIRST.published());
        ObjectNode stranger = client(web.url("/stranger"));
        stranger.putArray("redirect_uris").add("https://stranger.example/callback");

        refused(registrations.post(stranger), 400, "invalid_redirect_uri");

        assertThat(web.visits("/stranger")).isZero();
    }
}

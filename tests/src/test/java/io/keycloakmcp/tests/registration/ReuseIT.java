/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.registration;

import static io.keycloakmcp.tests.registration.Registrations.id;
import static io.keycloakmcp.tests.registration.Registrations.publicClient;
import static io.keycloakmcp.tests.registration.Registrations.refused;
import static io.keycloakmcp.tests.registration.Registrations.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same client registers again, and there is one of it. */
final class ReuseIT {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String RESOURCE = "https://mcp.example.com/mcp";
    private static final String LOOPBACK = "http://localhost:3000/callback";
    private static final String CLAUDE = "https://claude.ai/api/mcp/auth_callback";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private static Registrations registrations;

    @BeforeAll
    static void prepare() {
        registrations = Registrations.at(RESOURCE);
    }

    @AfterAll
    static void cleanUp() {
        registrations.realm().close();
    }

    @BeforeEach
    void withDefaults() {
        registrations.settings(Map.of());
    }

    private static ObjectNode aClient(String... redirectUris) {
        return publicClient(redirectUris).put("client_name", "Client number " + NUMBER.incrementAndGet());
    }

    private static void change(JsonNode registered, Consumer<ObjectNode> change) {
        TestRealm realm = registrations.realm();
        ObjectNode stored = (ObjectNode) registrations.stored(registered);
        change.accept(stored);
        assertThat(realm.admin()
                        .put(realm.adminPath("/clients/" + stored.get("id").asText()), stored)
                        .status())
                .isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {"claude-hosted", "claude-code", "cursor", "vs-code", "mcp-remote", "codex"})
    void theSamePublicClientIsRegisteredOnce(String client) {
        JsonNode first = registrations.registered(Registrations.fixture(client));
        int clients = registrations.count();

        JsonNode second = registrations.registered(Registrations.fixture(client));

        assertThat(registrations.count()).isEqualTo(clients);
        ObjectNode expected = first.deepCopy();
        expected.remove(List.of("registration_access_token", "registration_client_uri"));
        assertThat(second).isEqualTo(expected);
        assertThat(registrations
                        .realm()
                        .lastEvent("CLIENT_REGISTER")
                        .at("/details/mcp_outcome")
                        .asText())
                .isEqualTo("reused");
        String redirectUri = second.get("redirect_uris").get(0).asText();
        assertThat(new McpFlow(registrations.realm(), id(second), redirectUri)
                        .tokens("alice", RESOURCE, "openid mcp:tools")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void eachIsAnsweredTheScopesAndThePortThatItAskedFor() {
        ObjectNode body = aClient("http://127.0.0.1:51234/callback").put("scope", "mcp:tools");
        ObjectNode again = body.deepCopy().put("scope", "openid nonsense");
        again.set("redirect_uris", MAPPER.valueToTree(List.of("http://127.0.0.1:60001/callback")));

        JsonNode first = registrations.registered(body);
        JsonNode second = registrations.registered(again);

        assertThat(id(second)).isEqualTo(id(first));
        assertThat(second.get("scope").asText()).isEqualTo("openid");
        assertThat(second.get("redirect_uris")).isEqualTo(again.get("redirect_uris"));
        for (String redirectUri : List.of("http://127.0.0.1:51234/callback", "http://127.0.0.1:60001/callback")) {
            assertThat(new McpFlow(registrations.realm(), id(second), redirectUri)
                            .tokens("alice", RESOURCE, "openid mcp:tools")
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void anythingElseThatItSaysMakesAnotherClient() {
        ObjectNode body = aClient(LOOPBACK);
        String id = id(registrations.registered(body));

        for (ObjectNode other : List.of(
                body.deepCopy().put("client_uri", "https://client.example"),
                body.deepCopy().put("software_version", "2"),
                aClient(LOOPBACK),
                publicClient(LOOPBACK, "http://localhost:3001/callback")
                        .put("client_name", body.get("client_name").asText()),
                publicClient(CLAUDE).put("client_name", body.get("client_name").asText()))) {
            assertThat(id(registrations.registered(other))).as(other.toString()).isNotEqualTo(id);
        }
    }

    @Test
    void twentyThatRegisterAtOnceAreOneClient() {
        ObjectNode body = aClient(LOOPBACK);
        int clients = registrations.count();

        List<Answer> answers = Registrations.atOnce(20, place -> registrations.post(body));

        assertThat(answers)
                .allSatisfy(
                        answer -> assertThat(answer.status()).as(answer.body()).isEqualTo(201));
        assertThat(answers.stream().map(answer -> id(answer.json())).distinct()).hasSize(1);
        assertThat(registrations.count()).isEqualTo(clients + 1);
        assertThat(answers.stream().filter(answer -> answer.json().has("registration_access_token")))
                .as("one made it")
                .hasSize(1);
    }

    @Test
    void whoSharesAClientCannotChangeItForTheOthers() {
        ObjectNode body = aClient(LOOPBACK);
        JsonNode first = registrations.registered(body);

        registrations.registered(body);

        refused(registrations.read(first), 401, "invalid_token");
        refused(registrations.replace(first, first), 401, "invalid_token");
        refused(registrations.remove(first), 401, "invalid_token");
        assertThat(registrations.isThere(id(first))).isTrue();
    }

    @Test
    void whoWasThereFirstCannotLayATrapForTheOthers() {
        ObjectNode body = aClient(LOOPBACK);
        JsonNode trap = registrations.registered(body);
        ObjectNode change = trap.deepCopy();
        change.set("redirect_uris", MAPPER.valueToTree(List.of(LOOPBACK, CLAUDE)));
        JsonNode laid = registrations.replace(trap, change).json();

        JsonNode victim = registrations.registered(body);

        assertThat(id(victim)).isNotEqualTo(id(trap));
        assertThat(texts(registrations.stored(victim).get("redirectUris"))).doesNotContain(CLAUDE);
        assertThat(id(registrations.registered(body)))
                .as("and so for all that come")
                .isEqualTo(id(victim));
        assertThat(registrations.read(laid).status())
                .as("the client itself goes on")
                .isEqualTo(200);
    }

    @Test
    void aTrapIsNotLaidInTheMomentThatSomebodyComes() {
        for (int attempt = 0; attempt < 5; attempt++) {
            ObjectNode body = aClient(LOOPBACK);
            JsonNode trap = registrations.registered(body);
            ObjectNode change = trap.deepCopy();
            change.set("redirect_uris", MAPPER.valueToTree(List.of(LOOPBACK, CLAUDE)));

            List<Answer> answers = Registrations.atOnce(
                    4, place -> place == 0 ? registrations.replace(trap, change) : registrations.post(body));

            boolean laid = answers.get(0).status() == 200;
            answers.subList(1, 4).forEach(answer -> {
                assertThat(answer.status()).as(answer.body()).isEqualTo(201);
                assertThat(laid && id(answer.json()).equals(id(trap))).isFalse();
            });
        }
    }

    @Test
    void aClientThatAnAdministratorTookARedirectUriFromIsNotTheSame() {
        ObjectNode body = aClient(LOOPBACK, CLAUDE);
        JsonNode first = registrations.registered(body);
        change(first, stored -> stored.set("redirectUris", MAPPER.valueToTree(List.of(LOOPBACK))));

        JsonNode second = registrations.registered(body);

        assertThat(id(second)).isNotEqualTo(id(first));
        assertThat(id(registrations.registered(body))).isEqualTo(id(second));
        assertThat(new McpFlow(registrations.realm(), id(second), CLAUDE)
                        .tokens("alice", RESOURCE, "openid")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aClientThatAnAdministratorRenamedOrGaveMoreIsTheSame() {
        ObjectNode body = aClient(LOOPBACK);
        JsonNode first = registrations.registered(body);
        change(first, stored -> {
            stored.put("name", "Our name for it").put("consentRequired", false);
            stored.withArray("redirectUris").add("https://app.example.com/callback");
        });

        JsonNode second = registrations.registered(body);

        assertThat(id(second)).isEqualTo(id(first));
        assertThat(registrations.stored(second).get("name").asText()).isEqualTo("Our name for it");
    }

    @Test
    void aClientThatAnAdministratorMadeConfidentialIsNotTheSame() {
        ObjectNode body = aClient(LOOPBACK);
        JsonNode first = registrations.registered(body);
        change(first, stored -> stored.put("publicClient", false));

        assertThat(id(registrations.registered(body))).isNotEqualTo(id(first));
    }

    @Test
    void aRemovedClientIsMadeAnewWithTheSameId() {
        ObjectNode body = aClient(LOOPBACK);
        JsonNode first = registrations.registered(body);
        assertThat(registrations.remove(first).status()).isEqualTo(204);

        JsonNode second = registrations.registered(body);

        assertThat(id(second)).isEqualTo(id(first));
        assertThat(second.has("registration_access_token")).isTrue();
        refused(registrations.read(first), 401, "invalid_token");
    }

    @Test
    void whoHasASecretSharesItWithNobody() {
        ObjectNode body = aClient(CLAUDE).put("token_endpoint_auth_method", "client_secret_post");

        JsonNode first = registrations.registered(body);
        JsonNode second = registrations.registered(body);

        assertThat(id(second)).isNotEqualTo(id(first));
        assertThat(second.get("client_secret")).isNotEqualTo(first.get("client_secret"));
        assertThat(registrations.read(first).status()).isEqualTo(200);
    }

    @Test
    void anAdministratorMaySwitchItOff() {
        registrations.settings(Map.of("reuse_clients", false));
        ObjectNode body = aClient(LOOPBACK);

        JsonNode first = registrations.registered(body);
        JsonNode second = registrations.registered(body);

        assertThat(id(second)).isNotEqualTo(id(first));
        assertThat(registrations.read(first).status()).isEqualTo(200);
        assertThat(registrations.read(second).status()).isEqualTo(200);
    }

    @Test
    void oneThatIsKeptOutStaysOut() {
        ObjectNode body = aClient(LOOPBACK);
        JsonNode first = registrations.registered(body);
        int clients = registrations.count();
        change(
                first,
                stored -> stored.put("enabled", false).withObject("attributes").put("mcp.state", "blocked"));

        for (int attempt = 0; attempt < 3; attempt++) {
            refused(registrations.post(body), 400, "access_denied");
        }
        refused(registrations.postWithToken(body, registrations.initialAccessToken(1, 60)), 400, "access_denied");
        assertThat(registrations.count()).isEqualTo(clients);
        assertThat(registrations
                        .realm()
                        .lastEvent("CLIENT_REGISTER_ERROR")
                        .at("/details/mcp_rule")
                        .asText())
                .isEqualTo("client_blocked");
    }

    @Test
    void realmsDoNotShareIds() {
        ObjectNode body = aClient(LOOPBACK);
        try (TestRealm other = TestRealm.create()) {
            other.registerServer(RESOURCE, Map.of());

            assertThat(id(new Registrations(other).registered(body))).isNotEqualTo(id(registrations.registered(body)));
        }
    }
}

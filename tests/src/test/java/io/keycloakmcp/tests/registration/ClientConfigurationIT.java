/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.registration;

import static io.keycloakmcp.tests.registration.Registrations.id;
import static io.keycloakmcp.tests.registration.Registrations.publicClient;
import static io.keycloakmcp.tests.registration.Registrations.refused;
import static io.keycloakmcp.tests.registration.Registrations.texts;
import static io.keycloakmcp.tests.registration.Registrations.token;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.tests.keycloak.Admin;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client may do with its own registration (RFC 7592), and nobody else. */
final class ClientConfigurationIT {

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

    /** One that nobody else has registered. */
    private static ObjectNode aClient(String... redirectUris) {
        return publicClient(redirectUris.length == 0 ? new String[] {LOOPBACK} : redirectUris)
                .put("client_name", "Client number " + NUMBER.incrementAndGet());
    }

    private static ObjectNode confidential() {
        return aClient(CLAUDE).put("token_endpoint_auth_method", "client_secret_basic");
    }

    /** What it was answered, with which it can come again. */
    private static ObjectNode again(JsonNode registered) {
        return registered.deepCopy();
    }

    private static Answer ok(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.header("Cache-Control")).contains("no-store");
        return answer;
    }

    private static String rule(String event) {
        return registrations.realm().lastEvent(event).at("/details/mcp_rule").asText();
    }

    @Test
    void tellsWhereAndHowToManageTheRegistration() {
        JsonNode registered = registrations.registered(aClient());

        assertThat(registered.get("registration_client_uri").asText())
                .isEqualTo(registrations.endpoint() + "/" + id(registered));
        assertThat(token(registered)).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"vs-code", "cursor", "mcp-remote", "claude-hosted-confidential", "m365-copilot"})
    void showsAllThatIsRegistered(String client) {
        ObjectNode body = Registrations.fixture(client);
        body.put("client_name", body.get("client_name").asText() + " of " + NUMBER.incrementAndGet());
        JsonNode registered = registrations.registered(body);

        Answer shown = ok(registrations.read(registered));

        assertThat(shown.json()).isEqualTo(registered);
        assertThat(registrations.read(registered).json()).as("the token stays").isEqualTo(registered);
        assertThat(registrations
                        .realm()
                        .lastEvent("CLIENT_INFO")
                        .get("clientId")
                        .asText())
                .isEqualTo(id(registered));
    }

    @Test
    void replacesTheRegistrationAndTheToken() {
        JsonNode registered = registrations.registered(aClient()
                .put("client_uri", "https://client.example")
                .put("policy_uri", "https://client.example/policy")
                .put("software_id", "x")
                .put("scope", "mcp:tools"));
        ObjectNode change = publicClient(LOOPBACK, "http://127.0.0.1/other")
                .put("client_id", id(registered))
                .put("client_name", "Another name " + NUMBER.incrementAndGet())
                .put("software_version", "2");
        change.set("grant_types", MAPPER.valueToTree(List.of("authorization_code", "refresh_token")));

        JsonNode replaced = ok(registrations.replace(registered, change)).json();

        assertThat(replaced.get("client_name")).isEqualTo(change.get("client_name"));
        assertThat(replaced.get("redirect_uris")).isEqualTo(change.get("redirect_uris"));
        assertThat(replaced.get("grant_types")).isEqualTo(change.get("grant_types"));
        assertThat(replaced.get("software_version").asText()).isEqualTo("2");
        for (String gone : List.of("client_uri", "policy_uri", "software_id", "scope")) {
            assertThat(replaced.has(gone)).as(gone).isFalse();
        }
        assertThat(token(replaced)).isNotEqualTo(token(registered));
        refused(registrations.read(registered), 401, "invalid_token");
        assertThat(ok(registrations.read(replaced)).json()).isEqualTo(replaced);
        JsonNode stored = registrations.stored(replaced);
        assertThat(stored.get("name")).isEqualTo(change.get("client_name"));
        assertThat(texts(stored.get("redirectUris"))).contains("http://127.0.0.1/other");
        assertThat(stored.at("/attributes/policyUri").isMissingNode()).isTrue();
        assertThat(stored.path("baseUrl").asText("")).isEmpty();
    }

    @Test
    void leavesAloneWhatAnAdministratorDecides() {
        JsonNode registered = registrations.registered(aClient());
        ObjectNode stored = (ObjectNode) registrations.stored(registered);
        stored.put("consentRequired", false).put("description", "Ours").put("fullScopeAllowed", false);
        stored.withObject("attributes").put("mcp.allowed_servers", "mcp_000000000000000000000000");
        TestRealm realm = registrations.realm();
        assertThat(realm.admin()
                        .put(realm.adminPath("/clients/" + stored.get("id").asText()), stored)
                        .status())
                .isEqualTo(204);

        ok(registrations.replace(registered, again(registered).put("client_name", "Renamed " + NUMBER.get())));

        JsonNode after = registrations.stored(registered);
        assertThat(after.get("consentRequired").asBoolean()).isFalse();
        assertThat(after.get("description").asText()).isEqualTo("Ours");
        assertThat(after.at("/attributes/mcp.allowed_servers").asText()).isEqualTo("mcp_000000000000000000000000");
        assertThat(after.at("/attributes/mcp.registered_at")).isEqualTo(stored.at("/attributes/mcp.registered_at"));
        assertThat(after.get("optionalClientScopes")).isEqualTo(stored.get("optionalClientScopes"));
    }

    @Test
    void aPublicClientMayBecomeConfidentialAndBack() {
        JsonNode registered = registrations.registered(aClient(CLAUDE));

        JsonNode secret = ok(registrations.replace(
                        registered, again(registered).put("token_endpoint_auth_method", "client_secret_post")))
                .json();
        assertThat(secret.get("client_secret").asText()).hasSizeGreaterThan(30);
        assertThat(registrations.stored(registered).get("publicClient").asBoolean())
                .isFalse();

        JsonNode back = ok(registrations.replace(secret, again(secret).put("token_endpoint_auth_method", "none")))
                .json();
        assertThat(back.has("client_secret")).isFalse();
        assertThat(registrations.stored(registered).get("publicClient").asBoolean())
                .isTrue();
    }

    @Test
    void aConfidentialClientKeepsItsSecretAndCannotChooseOne() {
        JsonNode registered = registrations.registered(confidential());

        JsonNode replaced = ok(registrations.replace(
                        registered, again(registered).put("client_name", "Same secret")))
                .json();
        assertThat(replaced.get("client_secret")).isEqualTo(registered.get("client_secret"));

        refused(
                registrations.replace(replaced, again(replaced).put("client_secret", "mine")),
                400,
                "invalid_client_metadata");
    }

    @Test
    void removesTheClientAndWhatItWasGranted() {
        ObjectNode body = aClient();
        body.set("grant_types", MAPPER.valueToTree(List.of("authorization_code", "refresh_token")));
        JsonNode registered = registrations.registered(body);
        McpFlow flow = new McpFlow(registrations.realm(), id(registered), LOOPBACK);
        Answer tokens = flow.tokens("alice", RESOURCE, "openid");

        Answer removed = registrations.remove(registered);

        assertThat(removed.status()).isEqualTo(204);
        assertThat(removed.body()).isEmpty();
        assertThat(registrations.isThere(id(registered))).isFalse();
        assertThat(flow.refresh(tokens.text("refresh_token"), Map.of("resource", RESOURCE))
                        .status())
                .isEqualTo(401);
        for (String method : List.of("GET", "DELETE")) {
            refused(registrations.manage(method, id(registered), token(registered), ""), 401, "invalid_token");
        }
        refused(registrations.replace(registered, again(registered)), 401, "invalid_token");
        assertThat(registrations
                        .realm()
                        .lastEvent("CLIENT_DELETE")
                        .get("clientId")
                        .asText())
                .isEqualTo(id(registered));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/callback",
                "http://localhost/callback#x",
                "https://claude.ai/api/mcp/auth_callback/",
                "javascript:alert(1)"
            })
    void theRulesForRegistrationHoldForChangesToo(String redirectUri) {
        JsonNode registered = registrations.registered(aClient());
        ObjectNode change = again(registered);
        change.set("redirect_uris", MAPPER.valueToTree(List.of(LOOPBACK, redirectUri)));

        refused(registrations.replace(registered, change), 400, "invalid_redirect_uri");

        assertThat(ok(registrations.read(registered)).json())
                .as("nothing is changed, not even the token")
                .isEqualTo(registered);
        assertThat(rule("CLIENT_UPDATE_ERROR")).startsWith("redirect_uri_");
    }

    @Test
    void aChangeMustNameTheClient() {
        JsonNode registered = registrations.registered(aClient());
        JsonNode other = registrations.registered(aClient());
        ObjectNode nameless = again(registered);
        nameless.remove("client_id");

        refused(registrations.replace(registered, nameless), 400, "invalid_client_metadata");
        refused(
                registrations.replace(registered, again(registered).put("client_id", id(other))),
                400,
                "invalid_client_metadata");
        refused(registrations.manage("PUT", id(registered), token(registered), "[]"), 400, "invalid_client_metadata");
        refused(
                registrations.replace(registered, again(registered).put("client_name", "${x}")),
                400,
                "invalid_client_metadata");
        assertThat(ok(registrations.read(registered)).json()).isEqualTo(registered);
    }

    @Test
    void aClientCannotGiveItselfMoreThanRegistrationGives() {
        JsonNode registered = registrations.registered(aClient());
        ObjectNode change = again(registered)
                .put("consentRequired", false)
                .put("consent_required", false)
                .put("fullScopeAllowed", true)
                .put("serviceAccountsEnabled", true)
                .put("enabled", true)
                .put("clientId", "other");
        change.set("attributes", MAPPER.valueToTree(Map.of("mcp.client", "false", "mcp.product", "Claude")));
        change.set("protocolMappers", MAPPER.valueToTree(List.of(Map.of("name", "x"))));
        change.set("defaultClientScopes", MAPPER.valueToTree(List.of("roles")));

        ok(registrations.replace(registered, change));

        JsonNode stored = registrations.stored(registered);
        assertThat(stored.get("consentRequired").asBoolean()).isTrue();
        assertThat(stored.get("fullScopeAllowed").asBoolean()).isFalse();
        assertThat(stored.get("serviceAccountsEnabled").asBoolean()).isFalse();
        assertThat(stored.at("/attributes/mcp.client").asText()).isEqualTo("dynamic_registration");
        assertThat(stored.at("/attributes/mcp.product").isMissingNode()).isTrue();
        assertThat(stored.has("protocolMappers")).isFalse();
        assertThat(texts(stored.get("defaultClientScopes"))).doesNotContain("roles");
    }

    @Test
    void noOtherTokenOpensARegistration() {
        ObjectNode body = aClient();
        JsonNode registered = registrations.registered(body);
        JsonNode other = registrations.registered(aClient());
        TestRealm realm = registrations.realm();
        String bound = new McpFlow(realm, id(registered), LOOPBACK)
                .tokens("alice", RESOURCE, "openid")
                .text("access_token");
        String administrator = Admin.passwordToken(realm.base(), "master", "admin-cli", "admin", "admin");
        try (TestRealm elsewhere = TestRealm.create()) {
            elsewhere.registerServer(RESOURCE, Map.of());
            JsonNode twin = new Registrations(elsewhere).registered(body);

            for (String token : List.of(
                    token(other),
                    token(twin),
                    token(registered) + "x",
                    bound,
                    administrator,
                    registrations.initialAccessToken(1, 60),
                    "x")) {
                for (String method : List.of("GET", "PUT", "DELETE")) {
                    Answer answer = registrations.manage(
                            method,
                            id(registered),
                            token,
                            method.equals("PUT") ? again(registered).toString() : "");
                    refused(answer, 401, "invalid_token");
                    assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
                }
            }
        }
        assertThat(ok(registrations.read(registered)).json()).isEqualTo(registered);
    }

    @Test
    void withoutATokenNobodyLearnsWhatIsThere() {
        JsonNode registered = registrations.registered(aClient());
        String there = registrations.endpoint() + "/" + id(registered);
        String nowhere = registrations.endpoint() + "/mc_00000000-0000-8000-8000-000000000000";

        Answer known = Http.plain().get(there);
        Answer unknown = Http.plain().get(nowhere);

        refused(known, 401, "invalid_token");
        assertThat(unknown.status()).isEqualTo(known.status());
        assertThat(unknown.body()).isEqualTo(known.body());
        refused(Http.plain().get(registrations.endpoint() + "/" + "x".repeat(5_000)), 401, "invalid_token");
        refused(registrations.manage("GET", "account", token(registered), ""), 401, "invalid_token");
    }

    @ParameterizedTest
    @CsvSource({"openid-connect, client_id", "default, clientId"})
    void theTokenOpensNoOtherEndpoint(String endpoint, String idMember) {
        JsonNode registered = registrations.registered(aClient());
        String url = registrations.realm().issuer() + "/clients-registrations/" + endpoint + "/" + id(registered);
        String attack = MAPPER.createObjectNode().put(idMember, id(registered)).toString();

        for (String method : List.of("GET", "PUT", "DELETE")) {
            Answer answer = Http.plain()
                    .send(HttpRequest.newBuilder(URI.create(url))
                            .header("Content-Type", "application/json")
                            .header("Authorization", "Bearer " + token(registered))
                            .method(
                                    method,
                                    method.equals("PUT") ? BodyPublishers.ofString(attack) : BodyPublishers.noBody()));
            assertThat(answer.status()).as(method + " " + answer.body()).isEqualTo(403);
        }
        assertThat(ok(registrations.read(registered)).json()).isEqualTo(registered);
    }

    @Test
    void ofTwoChangesAtOnceWithOneTokenOneWins() {
        JsonNode registered = registrations.registered(aClient());

        List<Answer> answers = Registrations.atOnce(
                4, place -> registrations.replace(registered, again(registered).put("client_name", "Change " + place)));

        assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSize(1);
        assertThat(answers.stream().filter(answer -> answer.status() == 401)).hasSize(3);
    }

    @Test
    void aClientThatAnAdministratorKeepsOutCannotComeBackByIt() {
        ObjectNode body = aClient();
        JsonNode registered = registrations.registered(body);
        TestRealm realm = registrations.realm();
        ObjectNode stored = (ObjectNode) registrations.stored(registered);
        stored.put("enabled", false).withObject("attributes").put("mcp.state", "blocked");
        realm.admin().put(realm.adminPath("/clients/" + stored.get("id").asText()), stored);

        for (String method : List.of("GET", "PUT", "DELETE")) {
            Answer answer = registrations.manage(
                    method, id(registered), token(registered), method.equals("PUT") ? body.toString() : "");
            refused(answer, 403, "access_denied");
        }
        assertThat(registrations.stored(registered).get("enabled").asBoolean()).isFalse();
    }

    @Test
    void whoCameWithAnInitialAccessTokenStaysVouched() {
        ObjectNode body = aClient("https://app.example.com/callback");
        Answer answer = registrations.postWithToken(body, registrations.initialAccessToken(1, 60));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        JsonNode registered = answer.json();
        ObjectNode change = again(registered);
        change.set("redirect_uris", MAPPER.valueToTree(List.of("https://app.example.com/other")));

        assertThat(texts(ok(registrations.replace(registered, change)).json().get("redirect_uris")))
                .containsExactly("https://app.example.com/other");
    }

    @Test
    void browserClientsOfAnyOriginMayManageTheirRegistration() {
        JsonNode registered = registrations.registered(aClient());
        String url = registered.get("registration_client_uri").asText();
        String origin = "http://localhost:6274";

        Answer preflight = Http.plain()
                .send(HttpRequest.newBuilder(URI.create(url))
                        .header("Origin", origin)
                        .header("Access-Control-Request-Headers", "authorization")
                        .header("Access-Control-Request-Method", "PUT")
                        .method("OPTIONS", BodyPublishers.noBody()));
        Answer shown = Http.plain()
                .send(HttpRequest.newBuilder(URI.create(url))
                        .header("Origin", origin)
                        .header("Authorization", "Bearer " + token(registered)));
        Answer refused =
                Http.plain().send(HttpRequest.newBuilder(URI.create(url)).header("Origin", origin));

        assertThat(preflight.status()).isEqualTo(200);
        assertThat(preflight.header("Access-Control-Allow-Methods")).contains("GET", "PUT", "DELETE");
        assertThat(preflight.header("Access-Control-Allow-Headers")).containsIgnoringCase("authorization");
        assertThat(shown.header("Access-Control-Allow-Origin")).isIn("*", origin);
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.header("Access-Control-Allow-Origin")).isIn("*", origin);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.registration;

import static io.keycloakmcp.tests.registration.Registrations.id;
import static io.keycloakmcp.tests.registration.Registrations.publicClient;
import static io.keycloakmcp.tests.registration.Registrations.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to clients that nobody knows until an administrator has decided, and to those that are kept out. */
final class ApprovalIT {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String RESOURCE = "https://mcp.example.com/mcp";
    private static final String CALLBACK = "https://app.example.com/callback";
    private static final String CLAUDE = "https://claude.ai/api/mcp/auth_callback";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private static Registrations registrations;
    private static TestRealm realm;

    @BeforeAll
    static void prepare() {
        registrations = Registrations.at(RESOURCE);
        realm = registrations.realm();
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    @BeforeEach
    void approvalIsAskedFor() {
        registrations.settings(Map.of("mode", "approval"));
    }

    private static ObjectNode aClient(String... redirectUris) {
        ObjectNode body = publicClient(redirectUris.length == 0 ? new String[] {CALLBACK} : redirectUris)
                .put("client_name", "Stranger number " + NUMBER.incrementAndGet());
        body.set(
                "grant_types",
                MAPPER.valueToTree(List.of(
                        "authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code")));
        return body;
    }

    private static McpFlow flow(JsonNode registered) {
        return new McpFlow(
                realm, id(registered), registered.get("redirect_uris").get(0).asText());
    }

    private static void change(JsonNode registered, Consumer<ObjectNode> change) {
        ObjectNode stored = (ObjectNode) registrations.stored(registered);
        change.accept(stored);
        assertThat(realm.admin()
                        .put(realm.adminPath("/clients/" + stored.get("id").asText()), stored)
                        .status())
                .isEqualTo(204);
    }

    /** As every tool can do it that changes clients. */
    private static void approve(JsonNode registered) {
        change(
                registered,
                stored -> stored.put("enabled", true).withObject("attributes").put("mcp.state", ""));
    }

    private static void block(JsonNode registered) {
        change(
                registered,
                stored -> stored.put("enabled", false).withObject("attributes").put("mcp.state", "blocked"));
    }

    /** Sent back to where it came from, with an error and everything that belongs to it. */
    private static void isSentBack(Answer answer, String redirectUri, String error) {
        assertThat(answer.status()).as(Jsoup.parse(answer.body()).text()).isEqualTo(302);
        assertThat(answer.header("Location")).startsWith(redirectUri + "?");
        assertThat(McpFlow.query(answer.header("Location")))
                .containsEntry("error", error)
                .containsEntry("iss", realm.issuer())
                .containsEntry("state", "the-state")
                .hasEntrySatisfying(
                        "error_description", text -> assertThat(text).contains("administrator"))
                .doesNotContainKey("code");
    }

    private static Answer authorize(JsonNode registered) {
        return flow(registered).authorize(Map.of("resource", RESOURCE, "state", "the-state"));
    }

    @Test
    void aStrangerIsRegisteredAndWaits() {
        ObjectNode body = aClient();

        JsonNode registered = registrations.registered(body);

        JsonNode stored = registrations.stored(registered);
        assertThat(stored.get("enabled").asBoolean()).isFalse();
        assertThat(stored.at("/attributes/mcp.state").asText()).isEqualTo("pending");
        JsonNode event = realm.lastEvent("CLIENT_REGISTER");
        assertThat(event.at("/details/mcp_outcome").asText()).isEqualTo("pending");
        assertThat(event.get("clientId").asText()).isEqualTo(id(registered));
        isSentBack(authorize(registered), CALLBACK, "temporarily_unavailable");
        JsonNode refusal = realm.lastEvent("LOGIN_ERROR");
        assertThat(refusal.at("/details/mcp_rule").asText()).isEqualTo("client_pending");
        assertThat(refusal.get("clientId").asText()).isEqualTo(id(registered));
    }

    @Test
    void administratorsAreTold() {
        JsonNode registered = registrations.registered(aClient());
        String uuid = registrations.stored(registered).get("id").asText();

        JsonNode events = realm.admin()
                .get(realm.adminPath("/admin-events?resourcePath=mcp/clients/" + uuid))
                .json();

        assertThat(events).hasSize(1);
        JsonNode event = events.get(0);
        assertThat(event.get("resourceType").asText()).isEqualTo("MCP_CLIENT");
        assertThat(event.get("operationType").asText()).isEqualTo("CREATE");
        assertThat(event.get("representation").asText())
                .contains(id(registered), CALLBACK, "\"state\":\"pending\"")
                .doesNotContain("registration_access_token");
    }

    @Test
    void whoIsKnownNeedNotWait() {
        JsonNode registered = registrations.registered(aClient(CLAUDE));

        assertThat(registrations.stored(registered).get("enabled").asBoolean()).isTrue();
    }

    /** A client that got a page and no answer made 34 registrations in one morning. */
    @Test
    void comingBackMakesNoOtherClientAndApprovalEndsTheWaiting() {
        ObjectNode body = aClient();
        JsonNode first = registrations.registered(body);
        int clients = registrations.count();

        for (int attempt = 0; attempt < 3; attempt++) {
            JsonNode again = registrations.registered(body);
            assertThat(id(again)).isEqualTo(id(first));
            isSentBack(authorize(again), CALLBACK, "temporarily_unavailable");
        }
        assertThat(registrations.count()).isEqualTo(clients);
        assertThat(realm.admin()
                        .get(realm.adminPath("/admin-events?resourcePath=mcp/clients/"
                                + registrations.stored(first).get("id").asText()))
                        .json())
                .as("administrators are told once")
                .hasSize(1);

        approve(first);

        Answer tokens = flow(first).tokens("alice", RESOURCE, "openid");
        assertThat(tokens.status()).as(tokens.body()).isEqualTo(200);
        assertThat(id(registrations.registered(body))).isEqualTo(id(first));
        assertThat(registrations.stored(first).get("enabled").asBoolean()).isTrue();
    }

    @Test
    void whatElseAClientAsksForIsRefusedWithoutMakingItForgetItself() {
        JsonNode registered = registrations.registered(aClient());
        Map<String, String> request =
                new HashMap<>(flow(registered).authorizationRequest(Map.of("resource", RESOURCE)));
        String oidc = realm.issuer() + "/protocol/openid-connect";

        for (Answer answer : List.of(
                flow(registered).exchange("a-code", Map.of()),
                flow(registered).refresh("a-token", Map.of()),
                Http.plain().postForm(oidc + "/auth/device", Map.of("client_id", id(registered))),
                Http.plain().postForm(oidc + "/ext/par/request", request),
                Http.plain().postForm(oidc + "/revoke", Map.of("client_id", id(registered), "token", "x")))) {
            assertThat(answer.status()).as(answer.body()).isEqualTo(400);
            assertThat(answer.text("error")).isEqualTo("temporarily_unavailable");
            assertThat(answer.text("error_description")).contains("administrator");
        }
        request.put("client_id", "nobody");
        assertThat(Http.plain().postForm(oidc + "/ext/par/request", request).status())
                .as("Keycloak's own answer for all others")
                .isEqualTo(401);
        JsonNode event = realm.lastEvent("CODE_TO_TOKEN_ERROR");
        assertThat(event.at("/details/mcp_rule").asText()).isEqualTo("client_pending");
        assertThat(event.get("error").asText()).isEqualTo("client_disabled");
    }

    @Test
    void aConfidentialClientWaitsLikeAnyOther() {
        JsonNode registered =
                registrations.registered(aClient().put("token_endpoint_auth_method", "client_secret_basic"));

        isSentBack(authorize(registered), CALLBACK, "temporarily_unavailable");
        Answer answer = flow(registered)
                .exchange(
                        "a-code",
                        Map.of("client_secret", registered.get("client_secret").asText()));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("temporarily_unavailable");
    }

    @ParameterizedTest
    @CsvSource({
        "query, 302, ?",
        "fragment, 302, #",
        "query.jwt, 302, ?response=",
        "form_post, 200, ''",
        "nonsense, 302, ?"
    })
    void isAnsweredInTheWayItAskedFor(String mode, int status, String separator) {
        JsonNode registered = registrations.registered(aClient());

        Answer answer =
                flow(registered).authorize(Map.of("resource", RESOURCE, "state", "the-state", "response_mode", mode));

        assertThat(answer.status()).isEqualTo(status);
        if (status == 302) {
            assertThat(answer.header("Location")).startsWith(CALLBACK + separator);
        } else {
            assertThat(Jsoup.parse(answer.body())
                            .selectFirst("form[action='" + CALLBACK + "'] input[name=error]")
                            .val())
                    .isEqualTo("temporarily_unavailable");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/callback",
                "https://app.example.com/callback/x",
                "https://app.example.com/callback?x=1",
                "https://app.example.com/callback#x",
                "http://app.example.com/callback",
                "javascript:alert(1)",
                "not a uri",
                "''"
            })
    void nobodyIsSentToWhereTheClientIsNot(String redirectUri) {
        for (String state : List.of("pending", "blocked")) {
            JsonNode registered = registrations.registered(aClient());
            if (state.equals("blocked")) {
                block(registered);
            }

            Answer answer = flow(registered)
                    .authorize(Map.of("resource", RESOURCE, "redirect_uri", redirectUri.replace("''", " ")));

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.header("Location")).isEmpty();
            assertThat(answer.body()).doesNotContain("evil.example/callback\"");
        }
    }

    @Test
    void aRequestThatIsWrongAsWellIsRefusedForTheClientFirst() {
        JsonNode registered = registrations.registered(aClient());

        isSentBack(
                flow(registered)
                        .authorize(Map.of(
                                "resource",
                                "https://other.example",
                                "scope",
                                "nonsense",
                                "response_type",
                                "nonsense",
                                "code_challenge",
                                "",
                                "state",
                                "the-state")),
                CALLBACK,
                "temporarily_unavailable");
    }

    @Test
    void aWholeProductIsApprovedForAllThatHaveItAndThatWillComeWithIt() {
        ObjectNode body = aClient("https://product.example.com/callback");
        JsonNode waiting = registrations.registered(body);
        JsonNode alsoWaiting = registrations.registered(body.deepCopy().put("software_version", "2"));
        isSentBack(authorize(waiting), "https://product.example.com/callback", "temporarily_unavailable");

        registrations.settings(
                Map.of("mode", "approval"),
                Map.of(
                        "known_clients",
                        List.of(Map.of(
                                "product",
                                "Our product",
                                "redirect_uris",
                                List.of("https://product.example.com/callback")))));

        for (JsonNode client : List.of(waiting, alsoWaiting)) {
            Answer tokens = flow(client).tokens("alice", RESOURCE, "openid");
            assertThat(tokens.status()).as(tokens.body()).isEqualTo(200);
            JsonNode stored = registrations.stored(client);
            assertThat(stored.get("enabled").asBoolean()).isTrue();
            assertThat(stored.at("/attributes/mcp.product").asText()).isEqualTo("Our product");
        }
        JsonNode next = registrations.registered(body.deepCopy().put("software_version", "3"));
        assertThat(registrations.stored(next).get("enabled").asBoolean()).isTrue();
    }

    @Test
    void approvalForOneServerIsNoneForAnother() {
        String other = "https://other.example.com/mcp";
        String otherId = realm.registerServer(other, Map.of()).get("server_id").asText();
        JsonNode registered = registrations.registered(aClient());

        change(
                registered,
                stored -> stored.put("enabled", true)
                        .withObject("attributes")
                        .put("mcp.state", "")
                        .put("mcp.allowed_servers", otherId));

        assertThat(flow(registered).tokens("alice", other, "openid").status()).isEqualTo(200);
        isSentBack(authorize(registered), CALLBACK, "unauthorized_client");
    }

    @Test
    void whoIsApprovedAndThenChangesWaitsAgain() {
        JsonNode registered = registrations.registered(aClient());
        approve(registered);
        ObjectNode sameWords = registered.deepCopy();
        JsonNode unchanged = registrations.replace(registered, sameWords).json();
        assertThat(registrations.stored(registered).get("enabled").asBoolean()).isTrue();

        ObjectNode change = unchanged.deepCopy();
        change.set("redirect_uris", MAPPER.valueToTree(List.of(CALLBACK, "https://evil.example/callback")));
        Answer changed = registrations.replace(unchanged, change);

        assertThat(changed.status()).as(changed.body()).isEqualTo(200);
        assertThat(registrations.stored(registered).get("enabled").asBoolean()).isFalse();
        isSentBack(authorize(registered), CALLBACK, "temporarily_unavailable");
        JsonNode renamed = registrations.registered(aClient());
        approve(renamed);
        assertThat(registrations
                        .replace(renamed, renamed.<ObjectNode>deepCopy().put("client_name", "Claude"))
                        .status())
                .isEqualTo(200);
        assertThat(registrations.stored(renamed).get("enabled").asBoolean()).isFalse();
    }

    @Test
    void whoWaitsMayManageItsRegistrationAndNotLetItselfIn() {
        JsonNode registered = registrations.registered(aClient());

        assertThat(registrations.read(registered).status()).isEqualTo(200);
        ObjectNode change = registered.deepCopy();
        change.put("enabled", true).putObject("attributes").put("mcp.state", "");
        JsonNode replaced = registrations.replace(registered, change).json();
        isSentBack(authorize(registered), CALLBACK, "temporarily_unavailable");
        assertThat(registrations.remove(replaced).status()).isEqualTo(204);
    }

    @Test
    void whoIsKeptOutIsToldSoEverywhereAndStaysOut() {
        ObjectNode body = aClient();
        JsonNode registered = registrations.registered(body);
        approve(registered);
        Answer tokens = flow(registered).tokens("alice", RESOURCE, "openid");
        block(registered);

        isSentBack(authorize(registered), CALLBACK, "unauthorized_client");
        assertThat(realm.lastEvent("LOGIN_ERROR").at("/details/mcp_rule").asText())
                .isEqualTo("client_blocked");
        Answer refresh = flow(registered).refresh(tokens.text("refresh_token"), Map.of("resource", RESOURCE));
        assertThat(refresh.status()).isEqualTo(400);
        assertThat(refresh.text("error")).isEqualTo("unauthorized_client");
        refused(registrations.post(body), 400, "access_denied");
        registrations.settings(Map.of("mode", "open"));
        refused(registrations.post(body), 400, "access_denied");
        isSentBack(authorize(registered), CALLBACK, "unauthorized_client");
    }

    @Test
    void whatHoldsForRegisteredClientsHoldsForOthersToo() {
        realm.createMcpClient("made-by-hand", CALLBACK);
        JsonNode byHand = MAPPER.createObjectNode()
                .put("client_id", "made-by-hand")
                .set("redirect_uris", MAPPER.valueToTree(List.of(CALLBACK)));
        change(byHand, stored -> stored.put("enabled", false));
        isSentBack(authorize(byHand), CALLBACK, "unauthorized_client");
        change(byHand, stored -> stored.withObject("attributes").put("mcp.state", "pending"));
        isSentBack(authorize(byHand), CALLBACK, "temporarily_unavailable");
    }

    @Test
    void clientsThatAreNoneOfOursGetKeycloaksOwnAnswers() {
        realm.createPlainClient("plain", CALLBACK);
        JsonNode plain = MAPPER.createObjectNode()
                .put("client_id", "plain")
                .set("redirect_uris", MAPPER.valueToTree(List.of(CALLBACK)));
        change(plain, stored -> stored.put("enabled", false));

        assertThat(authorize(plain).status()).isEqualTo(400);
        Answer answer = flow(plain).exchange("a-code", Map.of());
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.text("error")).isEqualTo("invalid_client");
        assertThat(new McpFlow(realm, "nobody", CALLBACK)
                        .exchange("a-code", Map.of())
                        .status())
                .isEqualTo(401);
    }

    @Test
    void manyThatComeAtOnceAreOneThatWaits() {
        ObjectNode body = aClient();
        int clients = registrations.count();

        List<Answer> answers = Registrations.atOnce(10, place -> registrations.post(body));

        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(201));
        assertThat(registrations.count()).isEqualTo(clients + 1);
        assertThat(realm.admin()
                        .get(realm.adminPath("/admin-events?resourcePath=mcp/clients/"
                                + registrations
                                        .stored(answers.get(0).json())
                                        .get("id")
                                        .asText()))
                        .json())
                .hasSize(1);
    }
}

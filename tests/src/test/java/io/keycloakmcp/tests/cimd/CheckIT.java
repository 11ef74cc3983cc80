/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.cimd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.SharedKeycloak;
import io.keycloakmcp.tests.keycloak.TestRealm;
import io.keycloakmcp.tests.keycloak.Web;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That an administrator who asks about a client's URL, or about its document, is told what happens when it comes. */
@Tag("once")
final class CheckIT {

    private static final String FILES = "https://files.example.com/mcp";
    private static final Map<String, String> DOCUMENTS = Map.of(
            "ours",
            UrlClients.LOOPBACK,
            "ours-foreign",
            "\"redirect_uris\":[\"https://elsewhere.example/callback\"]",
            "stranger",
            UrlClients.LOOPBACK,
            "stranger-foreign",
            "\"redirect_uris\":[\"https://elsewhere.example/callback\"]",
            "script",
            "\"redirect_uris\":[\"javascript:alert(1)\"]",
            "secret",
            UrlClients.LOOPBACK + ",\"client_secret\":\"s\"");

    private static TestRealm realm;
    private static UrlClients clients;
    private static Web web;

    @BeforeAll
    static void setUp() {
        realm = TestRealm.create();
        clients = new UrlClients(realm);
        web = Web.open();
        realm.registerServer(FILES, Map.of());
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
        web.close();
    }

    private static void mode(String mode, String more) {
        List<String> ours = Stream.of("ours", "ours-foreign")
                .map(kind -> "\"" + web.url(path(mode, kind)) + "\"")
                .toList();
        clients.settings("{\"client_id_metadata\":{\"mode\":\"" + mode + "\",\"allow_loopback\":true},"
                + "\"known_clients\":[{\"product\":\"Ours\",\"client_ids\":" + ours + "}]" + more + "}");
    }

    private static String path(String mode, String kind) {
        return "/" + mode + "-" + kind + ".json";
    }

    private static JsonNode ask(Map<String, Object> question) {
        Answer answer = realm.admin().post(realm.adminPath("/mcp/clients/check"), question);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static String decision(JsonNode answer) {
        return answer.get("outcome").asText() + " " + answer.get("rule").asText();
    }

    /** What becomes of a client that comes, in the words of the check. */
    private static String reality(String clientId) {
        String redirectUri =
                clientId.endsWith("foreign.json") ? "https://elsewhere.example/callback" : UrlClients.CALLBACK;
        Answer answer = clients.flow(clientId, redirectUri).authorize(Map.of("resource", FILES));
        JsonNode found = clients.find(clientId);
        if (found.isMissingNode()) {
            assertThat(answer.status()).isEqualTo(400);
            return "refused " + clients.detail("LOGIN_ERROR", "mcp_rule");
        }
        JsonNode event = clients.event("CLIENT_REGISTER");
        assertThat(event.get("clientId").asText()).isEqualTo(clientId);
        assertThat(answer.status()).isEqualTo(found.get("enabled").asBoolean() ? 200 : 302);
        return (found.get("enabled").asBoolean() ? "accepted " : "pending ")
                + event.at("/details/mcp_rule").asText();
    }

    @ParameterizedTest
    @CsvSource({
        "known_clients, ours, accepted known_client",
        "known_clients, ours-foreign, refused redirect_uri_foreign",
        "known_clients, stranger, refused client_id_unknown",
        "open, ours, accepted known_client",
        "open, ours-foreign, accepted known_client",
        "open, stranger, accepted open",
        "open, stranger-foreign, accepted open",
        "open, script, refused redirect_uri_malformed",
        "open, secret, refused document_invalid",
        "approval, ours, accepted known_client",
        "approval, stranger, pending approval",
        "approval, script, refused redirect_uri_malformed",
        "off, ours, refused client_id_metadata_off",
        "off, stranger, refused client_id_metadata_off",
    })
    void theAnswerIsWhatHappens(String mode, String kind, String expected) {
        mode(mode, "");
        String path = path(mode, kind);
        String clientId = web.putDocument(path, DOCUMENTS.get(kind));

        JsonNode byUrl = ask(Map.of("client_id", clientId));
        JsonNode byDocument = ask(Map.of("document", json(web.document(path, DOCUMENTS.get(kind)))));

        assertThat(clients.find(clientId).isMissingNode())
                .as("asking lets nobody in")
                .isTrue();
        assertThat(decision(byUrl)).isEqualTo(expected);
        assertThat(decision(byDocument)).isEqualTo(expected);
        assertThat(byUrl.get("registered").isNull()).isEqualTo(expected.startsWith("refused"));
        assertThat(byUrl.get("product").asText("none")).isEqualTo(expected.endsWith("known_client") ? "Ours" : "none");
        if (!mode.equals("off") || !SharedKeycloak.hasFeature("cimd")) {
            assertThat(reality(clientId)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://10.0.0.1/client.json, address_forbidden",
        "https://client.example:22/client.json, client_id_malformed",
        "http://client.example/client.json, client_id_malformed",
        "https://client.example/, client_id_malformed"
    })
    void isNotSentWhereNobodyElseMayLookEither(String clientId, String rule) {
        mode("open", "");

        assertThat(decision(ask(Map.of("client_id", clientId)))).isEqualTo("refused " + rule);

        assertThat(reality(clientId)).isEqualTo("refused " + rule);
    }

    @Test
    void knowsWhoIsInAndWhoWaitsAndWhoIsKeptOut() {
        mode("approval", "");
        String clientId = web.putDocument("/turns.json", UrlClients.LOOPBACK);
        assertThat(reality(clientId)).isEqualTo("pending approval");
        assertThat(decision(ask(Map.of("client_id", clientId)))).isEqualTo("pending approval");
        String uuid = clients.find(clientId).get("id").asText();

        realm.admin().post(realm.adminPath("/mcp/clients/" + uuid + "/approve"), "{}");
        assertThat(decision(ask(Map.of("client_id", clientId)))).isEqualTo("accepted present");
        assertThat(clients.flow(clientId).authorize(Map.of("resource", FILES)).status())
                .isEqualTo(200);

        realm.admin().post(realm.adminPath("/mcp/clients/" + uuid + "/block"), "{}");
        assertThat(decision(ask(Map.of("client_id", clientId)))).isEqualTo("refused client_blocked");
        clients.flow(clientId).authorize(Map.of("resource", FILES));
        assertThat(clients.detail("LOGIN_ERROR", "mcp_rule")).isEqualTo("client_blocked");
    }

    @Test
    void knowsThatTheRealmIsFull() {
        mode("open", ",\"life_cycle\":{\"max_clients\":1}");
        reality(web.putDocument("/one.json", UrlClients.LOOPBACK));
        String another = web.putDocument("/another.json", UrlClients.LOOPBACK);

        assertThat(decision(ask(Map.of("client_id", another)))).isEqualTo("refused realm_full");

        assertThat(reality(another)).isEqualTo("refused realm_full");
    }

    /** Nobody asks for a document again that was refused a moment ago, but for an administrator who put it right. */
    @Test
    void whatIsPutRightIsSeenAtOnce() {
        mode("open", "");
        String clientId = web.putDocument("/mended.json", DOCUMENTS.get("script"));
        assertThat(reality(clientId)).isEqualTo("refused redirect_uri_malformed");
        web.putDocument("/mended.json", UrlClients.LOOPBACK);
        assertThat(reality(clientId)).isEqualTo("refused redirect_uri_malformed");

        assertThat(decision(ask(Map.of("client_id", clientId)))).isEqualTo("accepted open");

        assertThat(reality(clientId)).isEqualTo("accepted open");
    }

    /** A copy is seldom read by who pins it: it is held to what holds for one from the web. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://client.example/c|\"redirect_uris\":[\"https://client.example/cb\"],\"client_secret\":\"s\"|.document",
                "https://client.example/c|\"redirect_uris\":[]|.document",
                "https://client.example/c|\"redirect_uris\":[\"javascript:alert(1)\"]|.document.redirect_uris",
                "https://client.example/c|\"redirect_uris\":[\"https://client.example/*\"]|.document.redirect_uris",
                "https://client.example/c|\"redirect_uris\":[\"https://elsewhere.example/cb\"]|.document.redirect_uris",
                "https://client.example/c|\"redirect_uris\":[\"http://localhost/cb\"],\"jwks_uri\":\"http://x.example/k\"|.document",
                "https://client.example/c|\"redirect_uris\":[\"http://localhost/cb\"],"
                        + "\"token_endpoint_auth_method\":\"client_secret_post\"|.document",
                "http://client.example/c|\"redirect_uris\":[\"http://localhost/cb\"]|.client_id",
                "http://127.0.0.1/c|\"redirect_uris\":[\"http://localhost/cb\"]|.client_id",
                "https://client.example/|\"redirect_uris\":[\"http://localhost/cb\"]|.client_id",
                "mc_client|\"redirect_uris\":[\"http://localhost/cb\"]|.client_id"
            })
    void aPinnedDocumentMustBeOneThatCouldComeFromTheWeb(String clientId, String members, String field) {
        mode("open", "");
        Answer answer = pin(clientId, members, "");

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("validation_error");
        assertThat(answer.json().at("/errors/0/field").asText())
                .isEqualTo("client_id_metadata.pinned_documents[0]" + field);
        assertThat(answer.json().at("/errors/0/message").asText()).isNotBlank();
        assertThat(realm.admin()
                        .get(realm.adminPath("/mcp/settings"))
                        .json()
                        .at("/client_id_metadata/mode")
                        .asText())
                .as("nothing is saved")
                .isEqualTo("open");
    }

    @Test
    void whereItsCodesMayGoAnAdministratorSaysApart() {
        String known = ",\"known_clients\":[{\"product\":\"Ours\",\"client_ids\":[\"https://client.example/c\"],"
                + "\"redirect_uris\":[\"https://elsewhere.example/cb\"]}]";
        String foreign = "\"redirect_uris\":[\"https://elsewhere.example/cb\"]";

        assertThat(pin("https://client.example/c", foreign, known).status()).isEqualTo(200);

        assertThat(clients.flow("https://client.example/c", "https://elsewhere.example/cb")
                        .tokens("alice", FILES, "openid")
                        .status())
                .isEqualTo(200);
        assertThat(pin("https://client.example/c", foreign, ",\"blocked_products\":[\"Ours\"]" + known)
                        .status())
                .as("who is not let in at present may have a document")
                .isEqualTo(200);
    }

    private static Answer pin(String clientId, String members, String more) {
        return realm.admin()
                .put(
                        realm.adminPath("/mcp/settings"),
                        "{\"client_id_metadata\":{\"pinned_documents\":[{\"client_id\":\"" + clientId
                                + "\",\"document\":{\"client_id\":\"" + clientId + "\",\"client_name\":\"A client\","
                                + members + "}}]}" + more + "}");
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.cimd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.TestRealm;
import io.keycloakmcp.tests.keycloak.Web;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an administrator decides about clients that come by a URL, and that it is true of the realm's metadata too. */
final class ModesIT {

    private static final String FILES = "https://files.example.com/mcp";
    private static final String MAIL = "https://mail.example.com/mcp";
    private static final String ALLOW = "\"allow_loopback\":true";

    private static TestRealm realm;
    private static UrlClients clients;
    private static Web web;

    @BeforeAll
    static void setUp() {
        realm = TestRealm.create();
        clients = new UrlClients(realm);
        web = Web.open();
        realm.registerServer(FILES, Map.of());
        realm.registerServer(MAIL, Map.of("allowed_products", new String[] {"Ours"}));
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
        web.close();
    }

    private static JsonNode metadata() {
        return Http.plain()
                .get(realm.issuer() + "/.well-known/openid-configuration")
                .json();
    }

    private static Answer authorize(String clientId) {
        return clients.flow(clientId).authorize(Map.of("resource", FILES));
    }

    private static Answer check(String clientId) {
        return clients.flow(clientId).exchange("unknown", Map.of());
    }

    @Test
    void whatIsOffIsNotAdvertised() {
        clients.settings("{}");
        assertThat(metadata().get("client_id_metadata_document_supported").asBoolean())
                .isTrue();
        assertThat(metadata().has("registration_endpoint")).isTrue();

        clients.settings("{\"client_id_metadata\":{\"mode\":\"off\"}}");
        assertThat(metadata().has("client_id_metadata_document_supported")).isFalse();
        assertThat(metadata().has("registration_endpoint")).isTrue();

        clients.settings("{\"registration\":{\"mode\":\"off\"}}");
        assertThat(metadata().get("client_id_metadata_document_supported").asBoolean())
                .isTrue();
        assertThat(metadata().has("registration_endpoint")).isFalse();
    }

    @Test
    void offEndsWhatWasLetInBefore() {
        clients.open();
        String clientId = web.putDocument(
                "/off.json", UrlClients.LOOPBACK + ",\"grant_types\":[\"authorization_code\",\"refresh_token\"]");
        McpFlow flow = clients.flow(clientId);
        Answer tokens = flow.tokens("alice", FILES, "openid");
        assertThat(tokens.status()).isEqualTo(200);

        clients.settings("{\"client_id_metadata\":{\"mode\":\"off\"," + ALLOW + "}}");

        assertThat(authorize(clientId).status()).isEqualTo(400);
        Answer refused = flow.refresh(tokens.text("refresh_token"), Map.of());
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.text("error")).isEqualTo("invalid_client");
    }

    @Test
    void knownClientsAreThoseOfTheRealmToo() {
        String stranger = web.putDocument("/stranger.json", UrlClients.LOOPBACK);
        String ours = web.putDocument("/ours.json", UrlClients.LOOPBACK);
        clients.settings("{\"client_id_metadata\":{" + ALLOW
                + "},\"known_clients\":[{\"product\":\"Ours\",\"client_ids\":[\"" + ours + "\"]}]}");

        assertThat(authorize(stranger).status()).isEqualTo(400);
        check(stranger);
        assertThat(clients.detail("CODE_TO_TOKEN_ERROR", "mcp_rule")).isEqualTo("client_id_unknown");
        assertThat(web.visits("/stranger.json")).as("strangers are not asked").isZero();
        assertThat(clients.flow(ours).tokens("alice", FILES, "openid").status()).isEqualTo(200);
        assertThat(clients.attribute(ours, "mcp.product")).isEqualTo("Ours");
    }

    @Test
    void aServerMayBeForOneProductAlone() {
        String ours = web.putDocument("/mail.json", UrlClients.LOOPBACK);
        String other = web.putDocument("/other.json", UrlClients.LOOPBACK);
        clients.settings("{\"client_id_metadata\":{\"mode\":\"open\"," + ALLOW
                + "},\"known_clients\":[{\"product\":\"Ours\",\"client_ids\":[\"" + ours + "\"]}]}");

        assertThat(clients.flow(ours).tokens("alice", MAIL, "openid").status()).isEqualTo(200);
        assertThat(clients.flow(other).logIn("alice", Map.of("resource", MAIL)))
                .containsEntry("error", "unauthorized_client");
        assertThat(clients.flow(other).tokens("alice", FILES, "openid").status())
                .isEqualTo(200);
    }

    @Test
    void aBlockedProductStaysOutsideAndGoes() {
        String ours = web.putDocument("/blocked.json", UrlClients.LOOPBACK);
        String known = "\"client_id_metadata\":{" + ALLOW
                + "},\"known_clients\":[{\"product\":\"Ours\",\"client_ids\":[\"" + ours + "\"]}]";
        clients.settings("{" + known + "}");
        assertThat(clients.flow(ours).tokens("alice", FILES, "openid").status()).isEqualTo(200);

        clients.settings("{" + known + ",\"blocked_products\":[\"Ours\"]}");

        assertThat(authorize(ours).status()).isEqualTo(400);
        assertThat(check(ours).status()).isEqualTo(401);
        assertThat(clients.detail("CODE_TO_TOKEN_ERROR", "mcp_rule")).isEqualTo("product_blocked");
    }

    @Test
    void aStrangerMayHaveToWait() {
        String stranger = web.putDocument("/waits.json", UrlClients.LOOPBACK);
        clients.settings("{\"client_id_metadata\":{\"mode\":\"approval\"," + ALLOW + "}}");

        assertThat(authorize(stranger).status()).isNotEqualTo(200);

        assertThat(clients.find(stranger).get("enabled").asBoolean()).isFalse();
        assertThat(clients.attribute(stranger, "mcp.state")).isEqualTo("pending");
        assertThat(clients.detail("CLIENT_REGISTER", "mcp_state")).isEqualTo("pending");
    }

    @Test
    void aFullRealmTakesNoMore() {
        String clientId = web.putDocument("/full.json", UrlClients.LOOPBACK);
        realm.createMcpClient("http://by-hand.example/", UrlClients.CALLBACK);
        clients.settings(
                "{\"client_id_metadata\":{\"mode\":\"open\"," + ALLOW + "},\"life_cycle\":{\"max_clients\":1}}");
        clients.flow(web.putDocument("/first.json", UrlClients.LOOPBACK)).authorize(Map.of("resource", FILES));

        assertThat(authorize(clientId).status()).isEqualTo(400);
        check(clientId);
        assertThat(clients.detail("CODE_TO_TOKEN_ERROR", "mcp_rule")).isEqualTo("realm_full");
    }

    @Test
    void oneNetworkBringsNoMoreThanItsShare() {
        clients.settings("{\"client_id_metadata\":{\"mode\":\"open\"," + ALLOW
                + "},\"life_cycle\":{\"max_clients_per_source\":1}}");
        String first = web.putDocument("/share-1.json", UrlClients.LOOPBACK);
        String second = web.putDocument("/share-2.json", UrlClients.LOOPBACK);

        assertThat(authorizeFrom("2001:db8:70:1::1", first).status()).isEqualTo(200);
        assertThat(authorizeFrom("2001:db8:70:1:ffff::2", second).status()).isEqualTo(400);
        assertThat(clients.find(second).isMissingNode()).isTrue();
        assertThat(authorizeFrom("2001:db8:70:2::1", second).status()).isEqualTo(200);
    }

    /** As a proxy tells it. */
    private Answer authorizeFrom(String address, String clientId) {
        Map<String, String> request = clients.flow(clientId).authorizationRequest(Map.of("resource", FILES));
        return Http.plain()
                .send(HttpRequest.newBuilder(
                                URI.create(realm.issuer() + "/protocol/openid-connect/auth?" + Http.encode(request)))
                        .headers("X-Forwarded-For", address, "X-Forwarded-Proto", "https"));
    }

    @Test
    void anAdministratorMayAskBeforeAClientComes() {
        String good = web.putDocument(
                "/asked.json",
                UrlClients.LOOPBACK
                        + ",\"grant_types\":[\"authorization_code\",\"password\"],\"logo_uri\":\"https://x.example/y\"");
        String bad = web.url("/nowhere.json");
        clients.open();

        JsonNode accepted = ask("client_id", good);
        assertThat(accepted.get("outcome").asText()).isEqualTo("accepted");
        assertThat(accepted.at("/registered/grant_types").toString()).isEqualTo("[\"authorization_code\"]");
        assertThat(accepted.get("dropped").toString()).contains("grant_types: password", "logo_uri");
        assertThat(clients.find(good).isMissingNode()).isTrue();
        JsonNode refused = ask("client_id", bad);
        assertThat(refused.get("outcome").asText()).isEqualTo("refused");
        assertThat(refused.get("rule").asText()).isEqualTo("document_unavailable");
        assertThat(refused.get("message").asText()).contains("HTTP status 404");
        clients.settings("{}");
        assertThat(ask("client_id", good).get("rule").asText()).isEqualTo("client_id_unknown");
    }

    private static JsonNode ask(String kind, String question) {
        Answer answer = realm.admin().post(realm.adminPath("/mcp/clients/check"), Map.of(kind, question));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }
}

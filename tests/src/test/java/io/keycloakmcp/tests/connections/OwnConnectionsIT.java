/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.connections;

import static io.keycloakmcp.tests.connections.ConnectedRealm.CRM;
import static io.keycloakmcp.tests.connections.ConnectedRealm.FILES;
import static io.keycloakmcp.tests.connections.ConnectedRealm.REDIRECT;
import static io.keycloakmcp.tests.connections.ConnectedRealm.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keycloakmcp.tests.keycloak.Admin;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A person's own connections, for programs that have a token of the account API. */
final class OwnConnectionsIT {

    private static ConnectedRealm connected;
    private static TestRealm realm;

    @BeforeAll
    static void prepare() {
        connected = new ConnectedRealm();
        realm = connected.realm;
        realm.change(Map.of("eventsEnabled", true, "enabledEventTypes", List.of("REVOKE_GRANT")));
    }

    @AfterAll
    static void cleanUp() {
        connected.close();
    }

    @Test
    void showsThePersonsOwnAndNobodyElses() {
        String client = connected.newClient();
        connected.connect("alice", client, FILES, "files:read");
        connected.connect("bob", client, CRM, "");
        connected.awaitUsed(client, 2);

        List<JsonNode> ofAlice = connected.ownOf("alice", client);
        assertThat(texts(ofAlice, "/server/resource_uri")).containsExactly(FILES);
        assertThat(texts(ofAlice, "/scopes/0")).containsExactly("files:read");
        assertThat(ofAlice.get(0).has("user")).isFalse();
        assertThat(texts(connected.ownOf("bob", client), "/server/resource_uri"))
                .containsExactly(CRM);
    }

    @Test
    void takesOneBack() {
        String client = connected.newClient();
        Answer atFiles = connected.connect("alice", client, FILES, "offline_access");
        Answer atCrm = connected.connect("alice", client, CRM, "");
        String id = connected.ownOf("alice", client).stream()
                .filter(each -> each.at("/server/resource_uri").asText().equals(FILES))
                .findFirst()
                .orElseThrow()
                .get("id")
                .asText();

        assertThat(connected
                        .own("DELETE", "/" + id, connected.accountToken("alice"))
                        .status())
                .isEqualTo(204);

        assertThat(texts(connected.ownOf("alice", client), "/server/resource_uri"))
                .containsExactly(CRM);
        assertThat(connected.refresh(client, atFiles).text("error")).isEqualTo("invalid_grant");
        assertThat(connected.refresh(client, atCrm).status()).isEqualTo(200);
        JsonNode event = realm.lastEvent("REVOKE_GRANT");
        assertThat(event.at("/details/revoked_client").asText()).isEqualTo(client);
        assertThat(event.at("/details/mcp_server")).isEqualTo(connected.files.get("server_id"));
        assertThat(event.get("userId").asText()).isEqualTo(realm.userId("alice"));
        assertThat(connected
                        .own("DELETE", "/" + id, connected.accountToken("alice"))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void takesBackWhatOneClientHas() {
        String one = connected.newClient();
        String other = connected.newClient();
        connected.connect("alice", one, FILES, "");
        connected.connect("alice", one, CRM, "");
        connected.connect("alice", other, FILES, "");
        connected.connect("bob", one, FILES, "");

        Answer answer = connected.own("DELETE", "?client=" + one, connected.accountToken("alice"));

        assertThat(answer.json().get("revoked").asInt()).as(answer.body()).isEqualTo(2);
        assertThat(connected.ownOf("alice", one)).isEmpty();
        assertThat(connected.ownOf("alice", other)).hasSize(1);
        assertThat(connected.ownOf("bob", one)).hasSize(1);
    }

    @Test
    void takesEverythingBack() {
        String client = connected.newClient();
        Answer tokens = connected.connect("bob", client, FILES, "");
        connected.connect("alice", client, FILES, "");
        String token = connected.accountToken("bob");

        assertThat(connected
                        .own("DELETE", "?all=true", token)
                        .json()
                        .get("revoked")
                        .asInt())
                .isPositive();

        assertThat(connected.own("GET", "", token).json().get("total").asInt()).isZero();
        assertThat(connected.refresh(client, tokens).text("error")).isEqualTo("invalid_grant");
        assertThat(connected.ownOf("alice", client)).hasSize(1);
    }

    @Test
    void takesNothingBackWhereNothingIsNamed() {
        String client = connected.newClient();
        connected.connect("alice", client, FILES, "");
        for (String query : List.of("", "?all=false", "?all=", "?client=", "?client=nothing", "?client=&all=true")) {
            Answer answer = connected.own("DELETE", query, connected.accountToken("alice"));
            assertThat(answer.status()).as(query + answer.body()).isEqualTo(400);
        }
        assertThat(connected.ownOf("alice", client)).hasSize(1);
    }

    @Test
    void nobodyTakesBackWhatIsSomebodyElses() {
        String client = connected.newClient();
        Answer tokens = connected.connect("alice", client, FILES, "");
        String id = connected.ownOf("alice", client).get(0).get("id").asText();

        Answer answer = connected.own("DELETE", "/" + id, connected.accountToken("bob"));

        assertThat(answer.status()).as(answer.body()).isEqualTo(404);
        assertThat(connected.ownOf("alice", client)).hasSize(1);
        assertThat(connected.refresh(client, tokens).status()).isEqualTo(200);
    }

    @Test
    void aTokenForAnMcpServerOpensNothing() {
        String client = connected.newClient(Map.of("consentRequired", false, "fullScopeAllowed", true));
        String bound = connected.connect("alice", client, FILES, "").text("access_token");

        assertThat(connected.own("GET", "", bound).status()).isEqualTo(401);
        assertThat(connected.own("DELETE", "?all=true", bound).status()).isEqualTo(401);
        assertThat(connected.ownOf("alice", client)).hasSize(1);
    }

    @Test
    void aTokenWithoutTheAccountsRolesOpensNothing() {
        realm.createClient(Map.of(
                "clientId",
                "narrow",
                "publicClient",
                true,
                "directAccessGrantsEnabled",
                true,
                "fullScopeAllowed",
                false));
        String narrow = Admin.passwordToken(realm.base(), realm.name(), "narrow", "alice", "alice");

        assertThat(connected.own("GET", "", narrow).status()).isEqualTo(401);
        assertThat(connected.own("DELETE", "?all=true", narrow).status()).isEqualTo(401);
    }

    @Test
    void whoMayOnlySeeConsentsTakesNoneBack() {
        String account = realm.clientUuid("account");
        JsonNode viewConsent = realm.admin()
                .get(realm.adminPath("/clients/" + account + "/roles/view-consent"))
                .json();
        realm.createClient(Map.of(
                "clientId",
                "looker",
                "publicClient",
                true,
                "directAccessGrantsEnabled",
                true,
                "fullScopeAllowed",
                false));
        String path = realm.adminPath("/clients/" + realm.clientUuid("looker") + "/scope-mappings/clients/" + account);
        assertThat(realm.admin().post(path, List.of(viewConsent)).status()).isEqualTo(204);
        String roles = realm.adminPath("/users/" + realm.userId("alice") + "/role-mappings/clients/" + account);
        assertThat(realm.admin().post(roles, List.of(viewConsent)).status()).isEqualTo(204);
        String token = Admin.passwordToken(realm.base(), realm.name(), "looker", "alice", "alice");

        assertThat(connected.own("GET", "", token).status()).isEqualTo(200);
        assertThat(connected.own("DELETE", "?all=true", token).status()).isEqualTo(403);
    }

    @Test
    void whoSaysNothingOrNonsenseIsAskedForAToken() {
        for (Answer answer : List.of(
                Http.plain().get(connected.url()),
                connected.own("GET", "", "nonsense"),
                connected.own("DELETE", "/x", "nonsense"))) {
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer realm=\"" + realm.issuer());
            assertThat(answer.text("error_description")).contains("audience account");
        }
    }

    @Test
    void aCookieOpensNothingHere() {
        String client = connected.newClient();
        Http browser = Http.withCookies();
        realm.createPlainClient("sso" + client, REDIRECT);
        Answer answer =
                browser.send(HttpRequest.newBuilder(URI.create(connected.url())).header("Accept", "application/json"));

        assertThat(answer.status()).isEqualTo(401);
    }

    @Test
    void servesTheWebOriginsOfTheTokensClientAlone() {
        String token = connected.accountToken("alice");

        assertThat(from("https://app.example.com", token).header("Access-Control-Allow-Origin"))
                .isEqualTo("https://app.example.com");
        assertThat(from("https://evil.example.com", token).header("Access-Control-Allow-Origin"))
                .isEmpty();
        Answer preflight = Http.plain()
                .send(HttpRequest.newBuilder(URI.create(connected.url() + "/x"))
                        .header("Origin", "https://app.example.com")
                        .header("Access-Control-Request-Method", "DELETE")
                        .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
        assertThat(preflight.status()).isEqualTo(200);
        assertThat(preflight.header("Access-Control-Allow-Methods")).contains("DELETE");
    }

    private static Answer from(String origin, String token) {
        return Http.plain()
                .send(HttpRequest.newBuilder(URI.create(connected.url()))
                        .header("Origin", origin)
                        .header("Authorization", "Bearer " + token));
    }

    @Test
    void isKeptNowhere() {
        assertThat(connected.own("GET", "", connected.accountToken("alice")).header("Cache-Control"))
                .contains("no-store");
    }
}

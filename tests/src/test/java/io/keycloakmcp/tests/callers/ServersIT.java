/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.callers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.tests.keycloak.Admin;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The servers of a realm as those see them who could call them. */
final class ServersIT {

    private static final String FILES = "https://files.example.com/mcp";
    private static final String ORIGIN = "https://portal.example.com";

    private static TestRealm realm;
    private static Calls calls;
    private static JsonNode files;

    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
        calls = new Calls(realm);
        realm.admin().post(realm.adminPath("/roles"), Map.of("name", "writer"));
        realm.admin()
                .post(
                        realm.adminPath("/users/" + realm.userId("bob") + "/role-mappings/realm"),
                        List.of(realm.admin()
                                .get(realm.adminPath("/roles/writer"))
                                .json()));
        calls.createClient("portal", Map.of("webOrigins", List.of(ORIGIN)));
        calls.createClient("agent", Map.of());
        files = realm.registerServer(
                FILES,
                Map.of(
                        "name",
                        "Files",
                        "endpoint_url",
                        FILES + "/v1",
                        "contact",
                        "it@example.com",
                        "scopes",
                        List.of(
                                Map.of("name", "files:read"),
                                Map.of("name", "files:write", "required_roles", List.of("writer")),
                                Map.of("name", "files:list"))));
        realm.registerServer("https://agents.example.com", Map.of("allowed_client_ids", List.of("agent")));
        realm.registerServer("https://writers.example.com", Map.of("required_roles", List.of("writer")));
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    private static List<String> resources(Answer list) {
        assertThat(list.status()).as(list.body()).isEqualTo(200);
        return texts(list.json().get("servers"), "resource_uri");
    }

    private static List<String> texts(JsonNode array, String member) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(element -> element.path(member).asText())
                .toList();
    }

    private static void isNotFound(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(404);
        assertThat(answer.body())
                .isEqualTo("{\"error\":\"not_found\",\"error_description\":"
                        + "\"There is no MCP server of this id that you could get a token for\"}");
    }

    private static void isRefused(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(401);
        assertThat(answer.text("error")).isEqualTo("invalid_token");
        assertThat(answer.text("error_description")).isNotBlank();
        assertThat(answer.header("WWW-Authenticate"))
                .startsWith("Bearer realm=\"" + realm.issuer() + "\", error=\"invalid_token\"");
    }

    // What a caller sees

    @Test
    void saysWhatACallerNeedsAndNothingForAdministrators() {
        JsonNode shown = calls.get("/" + files.get("server_id").asText(), calls.token("portal", "bob"))
                .json();

        assertThat(shown.toString())
                .isEqualTo("{\"id\":" + files.get("id") + ",\"server_id\":" + files.get("server_id")
                        + ",\"created_at\":" + files.get("created_at")
                        + ",\"name\":\"Files\",\"resource_uri\":\"" + FILES + "\",\"description\":null"
                        + ",\"endpoint_url\":\"" + FILES + "/v1\",\"transport\":\"http_streamable\""
                        + ",\"auth_mode\":\"oauth\",\"status\":\"active\""
                        + ",\"scopes_supported\":[\"files:read\",\"files:write\",\"files:list\"]"
                        + ",\"token_lifetime\":3600,\"require_pkce\":true,\"require_resource_param\":true"
                        + ",\"discovery\":" + files.get("discovery") + "}");
    }

    @Test
    void aListHasTheSameWithoutDiscovery() {
        JsonNode list = calls.get("?search=files", calls.token("portal", "bob")).json();
        JsonNode one = calls.get("/" + files.get("server_id").asText(), calls.token("portal", "bob"))
                .json();
        ((ObjectNode) one).remove("discovery");

        assertThat(list.toString()).isEqualTo("{\"servers\":[" + one + "]}");
    }

    @Test
    void showsTheScopesThatTheUserMayHave() {
        assertThat(calls.get("/" + files.get("server_id").asText(), calls.token("portal", "alice"))
                        .json()
                        .get("scopes_supported")
                        .toString())
                .isEqualTo("[\"files:read\",\"files:list\"]");
    }

    @Test
    void showsServersThatBothClientAndUserMayUse() {
        assertThat(resources(calls.get("?search=example.com", calls.token("portal", "alice"))))
                .contains(FILES)
                .doesNotContain("https://agents.example.com", "https://writers.example.com");
        assertThat(resources(calls.get("?search=example.com", calls.token("agent", "alice"))))
                .contains(FILES, "https://agents.example.com")
                .doesNotContain("https://writers.example.com");
        assertThat(resources(calls.get("?search=example.com", calls.token("agent", "bob"))))
                .contains(FILES, "https://agents.example.com", "https://writers.example.com");
    }

    @Test
    void showsAServiceAccountWhatItMayUse() {
        String token = Http.plain()
                .postForm(
                        realm.tokenEndpoint(),
                        Map.of("grant_type", "client_credentials", "client_id", "agent", "client_secret", Calls.SECRET))
                .text("access_token");

        assertThat(resources(calls.get("", token)))
                .contains("https://agents.example.com")
                .doesNotContain("https://writers.example.com");
    }

    @ParameterizedTest
    @CsvSource({"status, draft", "status, suspended", "auth_mode, none", "transport, stdio"})
    void leavesOutWhatTakesNoTokens(String field, String value) {
        String resource = "https://" + value + ".example.com";
        JsonNode server = realm.registerServer(resource, Map.of(field, value));
        String token = calls.token("portal", "alice");

        assertThat(resources(calls.get("?search=" + value, token))).isEmpty();
        isNotFound(calls.get("/" + server.get("server_id").asText(), token));
    }

    @Test
    void doesNotTellWhichServersExistThatACallerCannotUse() {
        String token = calls.token("portal", "alice");
        JsonNode agents = realm.admin()
                .get(realm.adminPath("/mcp/servers?search=agents"))
                .json()
                .get("servers")
                .get(0);

        isNotFound(calls.get("/" + agents.get("server_id").asText(), token));
        isNotFound(calls.get("/mcp_000000000000000000000000", token));
        isNotFound(calls.get("/account", token));
        isNotFound(calls.get("/mcp_%00", token));
    }

    @Test
    void showsAChangeAtOnce() {
        String token = calls.token("portal", "alice");
        JsonNode server = realm.registerServer("https://moving.example.com", Map.of());
        String path = "/" + server.get("server_id").asText();
        assertThat(calls.get(path, token).status()).isEqualTo(200);

        realm.changeServer(server.get("server_id").asText(), Map.of("allowed_client_ids", List.of("agent")));

        isNotFound(calls.get(path, token));
    }

    // Who is a caller

    @Test
    void asksForAToken() {
        for (String[] headers : List.of(
                new String[0],
                new String[] {"Authorization", "Basic YTpi"},
                new String[] {"Authorization", "Bearer"},
                new String[] {"Authorization", "Bearer a b"},
                new String[] {"Authorization", "Bearer a", "Authorization", "Bearer b"})) {
            Answer answer = calls.send("GET", "", headers);

            assertThat(answer.status()).as(answer.body()).isEqualTo(401);
            assertThat(answer.text("error")).isEqualTo("unauthorized");
            assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"" + realm.issuer() + "\"");
        }
    }

    @Test
    void refusesWhatIsNoAccessTokenOfTheRealm() {
        Answer tokens = calls.tokens("portal", "alice", Map.of());
        String good = tokens.text("access_token");
        String otherRealm = Admin.passwordToken(realm.base(), "master", "admin-cli", "admin", "admin");

        for (String token : List.of(
                "x",
                "a.b.c",
                good.substring(0, good.lastIndexOf('.') + 1),
                good + "A",
                tokens.text("id_token"),
                tokens.text("refresh_token"),
                otherRealm)) {
            isRefused(calls.get("", token));
            isRefused(calls.get("/" + files.get("server_id").asText(), token));
        }
    }

    @Test
    void refusesATokenForAnMcpServerAndSaysWhy() {
        Answer answer = calls.get(
                "", calls.tokens("portal", "alice", Map.of("resource", FILES)).text("access_token"));

        isRefused(answer);
        assertThat(answer.text("error_description")).contains("a token for an MCP server opens that server alone");
    }

    @Test
    void refusesTheTokenOfWhoHasLoggedOut() {
        Answer tokens = calls.tokens("portal", "alice", Map.of());
        Http.plain()
                .postForm(
                        realm.issuer() + "/protocol/openid-connect/logout",
                        Map.of(
                                "client_id",
                                "portal",
                                "client_secret",
                                Calls.SECRET,
                                "refresh_token",
                                tokens.text("refresh_token")));

        isRefused(calls.get("", tokens.text("access_token")));
    }

    @Test
    void takesATokenThatIsBoundToAKeyWithAProofOfTheKeyAlone() {
        ProofKey key = new ProofKey();
        String token = calls.boundToken(key, "portal", "alice", Map.of());
        String proof = key.proof("GET", calls.url(""), token);

        assertThat(resources(calls.send("GET", "", "Authorization", "DPoP " + token, "DPoP", proof)))
                .contains(FILES);
        isRefused(calls.get("", token));
        isRefused(calls.send("GET", "", "Authorization", "DPoP " + token, "DPoP", proof));
        isRefused(calls.send("GET", "", "Authorization", "DPoP " + token));
        for (String bad : ProofKey.broken(proof)) {
            isRefused(calls.send("GET", "", "Authorization", "DPoP " + token, "DPoP", bad));
        }
    }

    // Pages

    @Test
    void givesPageAfterPage() {
        try (TestRealm many = TestRealm.create()) {
            Calls there = new Calls(many);
            there.createClient("portal", Map.of());
            IntStream.range(0, 9)
                    .forEach(number -> many.registerServer(
                            "https://s" + number + ".example.com",
                            number % 3 == 0 ? Map.of("required_roles", List.of("offline_access")) : Map.of()));
            many.registerServer("https://hidden.example.com", Map.of("allowed_client_ids", List.of("account")));
            String token = there.token("portal", "alice");
            List<String> all = texts(there.get("", token).json().get("servers"), "server_id");
            assertThat(all).hasSize(9).isSorted();

            List<String> paged = new ArrayList<>();
            String query = "?max=4";
            for (int expected : List.of(4, 4, 1)) {
                JsonNode page = there.get(query, token).json();
                assertThat(page.get("servers")).hasSize(expected);
                paged.addAll(texts(page.get("servers"), "server_id"));
                query = "?max=4&after=" + page.path("next").asText();
            }
            assertThat(query).as("the last page has no next").endsWith("after=");
            assertThat(paged).isEqualTo(all);
            assertThat(there.get("?max=9", token).json().has("next")).isFalse();
            assertThat(there.get("?after=" + all.get(8), token).body()).isEqualTo("{\"servers\":[]}");
            assertThat(resources(there.get("?search=S3.EXAMPLE", token))).containsExactly("https://s3.example.com");
        }
    }

    @Test
    void endsAPageWhereLookingForMoreWouldTakeTooLong() {
        try (TestRealm many = TestRealm.create()) {
            Calls there = new Calls(many);
            there.createClient("portal", Map.of());
            many.registerServer("https://open.example.com", Map.of());
            IntStream.range(0, 205)
                    .parallel()
                    .forEach(number -> many.registerServer(
                            "https://c" + number + ".example.com", Map.of("allowed_client_ids", List.of("account"))));
            String token = there.token("portal", "alice");

            JsonNode first = there.get("", token).json();
            JsonNode second =
                    there.get("?after=" + first.path("next").asText(), token).json();

            assertThat(first.has("next")).isTrue();
            assertThat(second.has("next")).isFalse();
            assertThat(texts(first.get("servers"), "resource_uri").size()
                            + texts(second.get("servers"), "resource_uri").size())
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"max=0, max", "max=101, max", "max=x, max", "max=-1, max", "search=a%0Ab, search", "after=a%0Ab, after"
    })
    void refusesAListThatItCannotGive(String query, String parameter) {
        Answer answer = calls.get("?" + query, calls.token("portal", "alice"));

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("invalid_request");
        assertThat(answer.text("error_description")).startsWith("The parameter " + parameter + " must ");
    }

    @Test
    void takesAnyTextToBeginAfter() {
        String token = calls.token("portal", "alice");

        assertThat(resources(calls.get("?after=&search=&max=100", token))).contains(FILES);
        assertThat(resources(calls.get("?after=zzz", token))).isEmpty();
        assertThat(calls.get("?search=" + "x".repeat(256), token).status()).isEqualTo(400);
    }

    // Browsers

    @Test
    void answersPagesOfTheClientsWebOriginsAlone() {
        String token = calls.token("portal", "alice");

        Answer own = calls.send("GET", "", "Authorization", "Bearer " + token, "Origin", ORIGIN);
        assertThat(own.status()).isEqualTo(200);
        assertThat(own.header("Access-Control-Allow-Origin")).isEqualTo(ORIGIN);
        Answer other = Http.plain()
                .send(HttpRequest.newBuilder(URI.create(calls.url("")))
                        .header("Authorization", "Bearer " + token)
                        .header("Origin", "https://evil.example.com"));
        assertThat(other.status()).isEqualTo(403);
        assertThat(other.header("Access-Control-Allow-Origin")).isEmpty();
        assertThat(other.body()).doesNotContain("servers");
    }

    @Test
    void letsEveryPageReadWhyItIsRefused() {
        Answer answer = calls.send("GET", "", "Origin", "https://any.example.com");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("https://any.example.com");
        assertThat(answer.header("Access-Control-Expose-Headers")).isEqualTo("WWW-Authenticate");
    }

    @Test
    void answersThePreflightOfEveryOrigin() {
        for (String path : List.of("", "/" + files.get("server_id").asText(), "/mcp_000000000000000000000000")) {
            Answer answer = calls.send(
                    "OPTIONS",
                    path,
                    "Origin",
                    ORIGIN,
                    "Access-Control-Request-Method",
                    "GET",
                    "Access-Control-Request-Headers",
                    "authorization");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(ORIGIN);
            assertThat(answer.header("Access-Control-Allow-Methods")).contains("GET");
            assertThat(answer.header("Access-Control-Allow-Headers")).contains("Authorization");
        }
    }

    @Test
    void changesNothing() {
        for (String method : List.of("POST", "PUT", "DELETE")) {
            assertThat(calls.send(method, "").status()).as(method).isEqualTo(405);
            assertThat(calls.send(method, "/" + files.get("server_id").asText()).status())
                    .as(method)
                    .isEqualTo(405);
        }
    }

    @Test
    void isAbsentInARealmWithoutServers() {
        try (TestRealm empty = TestRealm.create()) {
            Answer answer = Http.plain().get(new Calls(empty).url(""));

            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.body())
                    .isEqualTo(Http.plain().get(empty.issuer() + "/nothing").body());
        }
    }
}

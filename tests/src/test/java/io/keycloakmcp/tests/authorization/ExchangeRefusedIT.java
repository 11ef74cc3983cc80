/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.keycloakmcp.tests.keycloak.Admin;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Claims;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.text.ParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an MCP server may not exchange, and what ends what it has exchanged. */
final class ExchangeRefusedIT {

    private static final String TOOLS = "https://tools.example.com/mcp";
    private static final String FILES = "https://files.example.com/mcp";
    private static final String ARCHIVE = "https://archive.example.com";
    private static final String TYPE = "urn:ietf:params:oauth:token-type:";

    private static TestRealm realm;
    private static Agent agent;
    private static ServerClient tools;
    private static ServerClient files;
    private static ServerClient archive;

    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
        archive = ServerClient.register(realm, ARCHIVE, Map.of());
        files = ServerClient.register(realm, FILES, Map.of("exchange_targets", List.of(ARCHIVE)));
        agent = Agent.create(realm, "agent", Map.of());
        tools = ServerClient.register(realm, TOOLS, Map.of("exchange_targets", List.of(FILES, "agent")));
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    private static Answer exchange(String subject) {
        return tools.exchange(subject, Map.of("resource", FILES));
    }

    /** A token for the files server that the tools server got. */
    private static String exchanged() {
        Answer answer = exchange(agent.token(TOOLS));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.text("access_token");
    }

    private static void refused(Answer answer, String error, String rule) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo(error);
        assertThat(answer.text("error_description")).isNotBlank();
        assertThat(answer.json().has("access_token")).isFalse();
        JsonNode event = realm.lastEvent("TOKEN_EXCHANGE_ERROR");
        assertThat(event.get("error").asText()).isEqualTo(error);
        assertThat(event.at("/details/mcp_rule").asText()).isEqualTo(rule);
        assertThat(event.at("/details/mcp_subject_server").asText())
                .isEqualTo(event.path("clientId").asText());
    }

    @Test
    void targetsThatAreNotNamedAreRefusedHoweverTheyAreWritten() {
        String subject = agent.token(TOOLS);
        for (String resource : List.of(
                ARCHIVE,
                FILES + "/",
                FILES + "/deeper",
                FILES.substring(0, FILES.length() - 1),
                FILES + "?x=1",
                FILES + "#x",
                "https://files.example.com/MCP",
                "https://unknown.example.com",
                "files.example.com",
                "urn:client:agent",
                " ",
                "https://files.example.com/mcp https://archive.example.com")) {
            assertThat(tools.exchange(subject, Map.of("resource", resource)).text("error"))
                    .as(resource)
                    .isEqualTo("invalid_target");
        }
        for (String audience : List.of(
                archive.serverId(),
                files.serverId().substring(0, 12),
                files.serverId() + "0",
                files.serverId().toUpperCase(Locale.ROOT),
                "mcp_",
                "account")) {
            assertThat(tools.exchange(subject, Map.of("audience", audience)).text("error"))
                    .as(audience)
                    .isEqualTo("invalid_target");
        }
        refused(tools.exchange(subject, Map.of("resource", ARCHIVE)), "invalid_target", "exchange_not_allowed");
    }

    @Test
    void theTargetMustBeNamed() {
        refused(tools.exchange(agent.token(TOOLS), Map.of()), "invalid_target", "resource_missing");
    }

    @Test
    void severalTargetsAreRefused() {
        String subject = agent.token(TOOLS);

        refused(
                tools.exchange(subject, Map.of("resource", FILES, "audience", archive.serverId())),
                "invalid_target",
                "several_targets");
        refused(
                tools.exchange(subject, Map.of("resource", FILES, "audience", "agent")),
                "invalid_target",
                "several_targets");
        refused(
                tools.exchange(subject, "resource=" + FILES + "&resource=" + ARCHIVE),
                "invalid_target",
                "several_targets");
        refused(
                tools.exchange(subject, "audience=agent&audience=" + files.serverId()),
                "invalid_target",
                "several_targets");
        refused(tools.exchange(subject, "audience=agent&audience=a&audience=b"), "invalid_target", "several_targets");
    }

    @ParameterizedTest
    @CsvSource({
        "requested_token_type, urn:ietf:params:oauth:token-type:refresh_token",
        "requested_token_type, urn:ietf:params:oauth:token-type:id_token",
        "requested_token_type, urn:ietf:params:oauth:token-type:saml2",
        "subject_token_type, urn:ietf:params:oauth:token-type:refresh_token",
        "subject_token_type, urn:ietf:params:oauth:token-type:id_token",
        "subject_token_type, urn:ietf:params:oauth:token-type:jwt",
        "actor_token, anything",
        "requested_subject, bob",
        "requested_issuer, partner",
        "subject_issuer, partner"
    })
    void aServerExchangesAccessTokensForAccessTokensOfTheSameUser(String parameter, String value) {
        refused(
                tools.exchange(agent.token(TOOLS), Map.of("resource", FILES, parameter, value)),
                "invalid_request",
                "exchange_unsupported");
    }

    @Test
    void withoutASubjectTokenThereIsNothingToExchange() {
        refused(tools.exchange("", Map.of("resource", FILES)), "invalid_request", "exchange_unsupported");
    }

    @Test
    void aTokenOfAnotherServerIsNotExchanged() {
        refused(exchange(agent.token(ARCHIVE)), "invalid_request", "subject_token_foreign");
        refused(exchange(agent.token(FILES)), "invalid_request", "subject_token_foreign");
    }

    @Test
    void whatAServerHasExchangedItCannotExchangeAgain() {
        refused(exchange(exchanged()), "invalid_request", "subject_token_foreign");
        String forClient =
                tools.exchange(agent.token(TOOLS), Map.of("audience", "agent")).text("access_token");
        refused(exchange(forClient), "invalid_request", "subject_token_foreign");
    }

    @Test
    void anotherTokenThanAnAccessTokenIsNotExchanged() {
        Map<String, String> login = new HashMap<>(Agent.login("alice", TOOLS));
        login.put("scope", "openid");
        Answer tokens = agent.request("", login);

        refused(exchange(tokens.text("refresh_token")), "invalid_request", "subject_token_foreign");
        refused(exchange(tokens.text("id_token")), "invalid_request", "subject_token_foreign");
        refused(exchange(agent.token("")), "invalid_request", "subject_token_foreign");
        refused(exchange("eyJhbGciOiJub25lIn0.e30."), "invalid_request", "subject_token_foreign");
        refused(exchange("no token"), "invalid_request", "subject_token_foreign");
        refused(exchange("a.b.c"), "invalid_request", "subject_token_foreign");
    }

    @Test
    void aForgedTokenIsNotExchanged() throws JOSEException, ParseException {
        SignedJWT genuine = SignedJWT.parse(agent.token(TOOLS));
        SignedJWT twoAudiences = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID(genuine.getHeader().getKeyID())
                        .build(),
                new JWTClaimsSet.Builder(genuine.getJWTClaimsSet())
                        .audience(List.of(TOOLS, FILES))
                        .build());
        twoAudiences.sign(new RSASSASigner(new RSAKeyGenerator(2048).generate()));

        refused(exchange(twoAudiences.serialize()), "invalid_request", "subject_token_foreign");
        String[] parts = genuine.serialize().split("\\.");
        refused(exchange(parts[0] + "." + parts[1] + "."), "invalid_request", "subject_token_foreign");
    }

    @Test
    void aTokenOfAnotherRealmIsNotExchanged() {
        String subject = Admin.passwordToken(realm.base(), "master", "admin-cli", "admin", "admin");

        refused(exchange(subject), "invalid_request", "subject_token_foreign");
    }

    @Test
    void aRevokedTokenIsNotExchanged() {
        String subject = agent.token(TOOLS);
        Answer revoked = Http.plain()
                .postForm(
                        realm.issuer() + "/protocol/openid-connect/revoke",
                        Map.of("client_id", "agent", "client_secret", Agent.SECRET, "token", subject));
        assertThat(revoked.status()).isEqualTo(200);

        refused(exchange(subject), "invalid_request", "subject_token_invalid");
    }

    @Test
    void anExpiredTokenIsNotExchanged() {
        Agent hasty = Agent.create(realm, "hasty", Map.of("client.session.max.lifespan", "1"));
        String subject = hasty.token(TOOLS);

        Awaitility.await().until(() -> !tools.seesAsActive(subject));
        refused(exchange(subject), "invalid_request", "subject_token_invalid");
    }

    @Test
    void whenTheUserLogsOutNothingIsExchangedAndWhatWasEnds() {
        Answer login = agent.tokens("alice", TOOLS);
        String subject = login.text("access_token");
        String before = exchange(subject).text("access_token");
        assertThat(files.seesAsActive(before)).isTrue();

        agent.logOut(login.text("refresh_token"));

        refused(exchange(subject), "invalid_request", "subject_token_invalid");
        assertThat(files.seesAsActive(before)).isFalse();
    }

    @Test
    void whatADisabledUserHadIsNotExchanged() {
        String path = realm.adminPath("/users/" + realm.userId("bob"));
        String subject = agent.tokens("bob", TOOLS).text("access_token");
        var bob = (ObjectNode) realm.admin().get(path).json();
        realm.admin().put(path, bob.put("enabled", false));
        try {
            refused(exchange(subject), "invalid_request", "subject_token_invalid");
        } finally {
            realm.admin().put(path, bob.put("enabled", true));
        }
    }

    private static void revoke(ServerClient server, String query) {
        Answer answer = realm.admin().delete(realm.adminPath("/mcp/servers/" + server.serverId() + "/grants" + query));
        assertThat(answer.status()).as(answer.body()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?client=agent", "?user={alice}", "?user={alice}&client=agent"})
    void whatAnAdministratorTookBackIsNotExchanged(String query) {
        String subject = agent.token(TOOLS);

        revoke(tools, query.replace("{alice}", realm.userId("alice")));

        refused(exchange(subject), "invalid_request", "grant_revoked");
        assertThat(exchange(agent.token(TOOLS)).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?client={tools}", "?user={alice}", "?user={alice}&client={tools}"})
    void whatAnAdministratorTakesBackAtTheDownstreamServerEndsWhatWasExchangedForIt(String query) {
        String before = exchanged();
        String direct = agent.token(FILES);
        assertThat(files.seesAsActive(before)).isTrue();

        revoke(files, query.replace("{alice}", realm.userId("alice")).replace("{tools}", tools.serverId()));

        assertThat(files.seesAsActive(before)).isFalse();
        assertThat(files.seesAsActive(direct)).isEqualTo(query.contains("{tools}"));
        refused(files.exchange(before, Map.of("resource", ARCHIVE)), "invalid_request", "grant_revoked");
        assertThat(files.seesAsActive(exchanged())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?user={alice}"})
    void whatAnAdministratorTakesBackAtAServerEndsWhatItExchanged(String query) {
        String atFiles = exchanged();
        String atArchive = files.exchange(atFiles, Map.of("resource", ARCHIVE)).text("access_token");
        assertThat(archive.seesAsActive(atArchive)).isTrue();

        revoke(tools, query.replace("{alice}", realm.userId("alice")));

        assertThat(files.seesAsActive(atFiles)).isFalse();
        assertThat(archive.seesAsActive(atArchive)).isFalse();
    }

    @Test
    void whatCameFromAnOfflineSessionEndsInTheSameWay() {
        Map<String, String> login = new HashMap<>(Agent.login("bob", TOOLS));
        login.put("scope", "offline_access");
        String subject = agent.request("", login).text("access_token");
        String before = exchange(subject).text("access_token");
        assertThat(files.seesAsActive(before)).isTrue();

        revoke(files, "?user=" + realm.userId("bob"));

        assertThat(files.seesAsActive(before)).isFalse();
        String after = exchange(subject).text("access_token");
        assertThat(files.seesAsActive(after)).isTrue();
        realm.admin().post(realm.adminPath("/users/" + realm.userId("bob") + "/logout"), Map.of());
        String sid = Claims.of(subject).get("sid").toString();
        realm.admin().delete(realm.adminPath("/sessions/" + sid + "?isOffline=true"));
        assertThat(files.seesAsActive(after)).isFalse();
    }

    @Test
    void whatWasTakenBackFromAnotherUserEndsNothing() {
        String atFiles = exchanged();

        revoke(files, "?user=" + realm.userId("bob"));
        revoke(tools, "?user=" + realm.userId("bob"));

        assertThat(files.seesAsActive(atFiles)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"suspended", "draft"})
    void aServerThatIsNotInUseExchangesNothingAndWhatItExchangedEnds(String status) {
        String subject = agent.token(TOOLS);
        String atFiles = exchange(subject).text("access_token");
        String forClient = tools.exchange(subject, Map.of("audience", "agent")).text("access_token");
        assertThat(agent.request("/introspect", Map.of("token", forClient))
                        .json()
                        .get("active")
                        .asBoolean())
                .isTrue();

        tools.change(Map.of("status", status));
        try {
            refused(exchange(subject), "unauthorized_client", "server_unavailable");
            assertThat(files.seesAsActive(atFiles)).isFalse();
            assertThat(agent.request("/introspect", Map.of("token", forClient))
                            .json()
                            .get("active")
                            .asBoolean())
                    .isFalse();
        } finally {
            tools.change(Map.of("status", "active"));
        }
    }

    @Test
    void aServerWithoutItsSecretExchangesNothing() {
        Answer answer = new ServerClient(realm, tools.serverId(), "guessed")
                .exchange(agent.token(TOOLS), Map.of("resource", FILES));

        assertThat(answer.status()).isEqualTo(401);
    }

    /** Anybody who holds a token could act as the server. */
    @Test
    void aPublicClientOfAServerExchangesNothing() {
        String path = realm.adminPath("/clients/" + realm.clientUuid(tools.serverId()));
        var client = (ObjectNode) realm.admin().get(path).json();
        realm.admin().put(path, client.deepCopy().put("publicClient", true));
        try {
            refused(exchange(agent.token(TOOLS)), "unauthorized_client", "client_not_authenticated");
        } finally {
            realm.admin().put(path, client);
        }
    }

    /** Keycloak's own switches for token exchange open nothing that exchange_targets does not. */
    @Test
    void keycloaksOwnSwitchesForTokenExchangeMakeNoDifference() {
        String path = realm.adminPath("/clients/" + realm.clientUuid(tools.serverId()));
        var client = (ObjectNode) realm.admin().get(path).json();
        ((ObjectNode) client.get("attributes"))
                .put("standard.token.exchange.enabled", "true")
                .put("standard.token.exchange.enableRefreshRequestedTokenType", "SAME_SESSION");
        realm.admin().put(path, client);
        String subject = agent.token(TOOLS);

        refused(tools.exchange(subject, Map.of("resource", ARCHIVE)), "invalid_target", "exchange_not_allowed");
        refused(
                tools.exchange(subject, Map.of("resource", FILES, "requested_token_type", TYPE + "refresh_token")),
                "invalid_request",
                "exchange_unsupported");
        refused(exchange(exchanged()), "invalid_request", "subject_token_foreign");
    }

    @Test
    void anotherClientCannotExchangeWhatAServerWasGiven() {
        Agent meddler = Agent.create(realm, "meddler", Map.of("standard.token.exchange.enabled", "true"));
        for (String subject : List.of(agent.token(TOOLS), exchanged())) {
            Answer answer = meddler.request(
                    "",
                    Map.of(
                            "grant_type",
                            "urn:ietf:params:oauth:grant-type:token-exchange",
                            "subject_token",
                            subject,
                            "subject_token_type",
                            ServerClient.ACCESS_TOKEN,
                            "resource",
                            FILES));

            assertThat(answer.status()).as(answer.body()).isEqualTo(403);
        }
    }

    @Test
    void anExchangedTokenOpensNoneOfKeycloaksOwnApis() {
        String token = exchanged();

        assertThat(new Admin(realm.base(), () -> token)
                        .get(realm.adminPath("/users"))
                        .status())
                .isEqualTo(401);
        assertThat(Claims.of(token).get("jti").toString()).contains(":mcp-");
    }

    @Test
    void nothingOfAnExchangeStaysInTheUsersSession() {
        Answer login = agent.tokens("bob", TOOLS);
        exchange(login.text("access_token"));

        JsonNode sessions = realm.admin()
                .get(realm.adminPath("/users/" + realm.userId("bob") + "/sessions"))
                .json();
        sessions.forEach(
                session -> assertThat(session.get("clients").toString()).doesNotContain("mcp_"));
        assertThat(agent.request(
                                "", Map.of("grant_type", "refresh_token", "refresh_token", login.text("refresh_token")))
                        .status())
                .isEqualTo(200);
    }
}

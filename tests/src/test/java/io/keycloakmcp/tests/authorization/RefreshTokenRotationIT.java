/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Claims;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.SharedKeycloak;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** That a refresh token of a public MCP client is good for one use, and that a second one ends what it belongs to. */
final class RefreshTokenRotationIT {

    private static final String REDIRECT = "http://127.0.0.1/callback";
    private static final String SECRET = "a-secret-for-tests-alone";
    private static final String FILES = "https://files.example.com/mcp";
    private static final String NOTES = "https://notes.example.com/mcp";
    private static final String DEVICE = "urn:ietf:params:oauth:grant-type:device_code";
    private static final String ONLINE = "openid files:read files:write";
    private static final String OFFLINE = ONLINE + " offline_access";

    private static TestRealm realm;
    private static JsonNode files;

    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
        realm.change(Map.of("enabledEventTypes", List.of("REFRESH_TOKEN_ERROR")));
        files = realm.registerServer(FILES, Map.of("scopes_supported", "files:read files:write"));
        realm.registerServer(NOTES, Map.of());
        realm.createClient(Map.of(
                "clientId",
                "host",
                "publicClient",
                true,
                "redirectUris",
                List.of(REDIRECT),
                "attributes",
                Map.of("mcp.client", "manual", "oauth2.device.authorization.grant.enabled", "true")));
        realm.createPlainClient("plain", REDIRECT);
        realm.createClient(Map.of(
                "clientId",
                "confidential",
                "secret",
                SECRET,
                "redirectUris",
                List.of(REDIRECT),
                "attributes",
                Map.of("mcp.client", "manual")));
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    @AfterEach
    void putTheSettingsBack() {
        settings(Map.of());
        realm.change(Map.of("revokeRefreshToken", false));
    }

    private static void settings(Map<String, Object> refreshTokens) {
        Answer answer = realm.admin().put(realm.adminPath("/mcp/settings"), Map.of("refresh_tokens", refreshTokens));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    private static McpFlow flow() {
        return new McpFlow(realm, "host", REDIRECT);
    }

    private static String granted(String scope) {
        return granted(flow(), scope);
    }

    private static String granted(McpFlow flow, String scope) {
        return flow.tokens("alice", FILES, scope).text("refresh_token");
    }

    private static Answer use(String refreshToken) {
        return flow().refresh(refreshToken, Map.of());
    }

    /** Uses a token that is good, and gives the next one. */
    private static String next(String refreshToken) {
        Answer answer = use(refreshToken);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.text("refresh_token");
    }

    private static void refused(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("invalid_grant");
    }

    private static String rule() {
        return realm.lastEvent("REFRESH_TOKEN_ERROR").at("/details/mcp_rule").asText();
    }

    @ParameterizedTest
    @CsvSource({ONLINE + ",false", OFFLINE + ",false", ONLINE + ",true", OFFLINE + ",true"})
    void aTokenThatIsUsedAgainAfterItsSuccessorEndsItsGrantAndNoOther(String scope, boolean realmsOwnSwitch) {
        realm.change(Map.of("revokeRefreshToken", realmsOwnSwitch));
        McpFlow browser = flow();
        Answer tokens = browser.tokens("alice", FILES, scope);
        String elsewhere = browser.tokens("alice", NOTES, scope).text("refresh_token");
        String sameServer = granted(browser, scope);
        String first = tokens.text("refresh_token");
        String third = next(next(first));

        refused(use(first));
        assertThat(rule()).isEqualTo("refresh_token_replayed");
        JsonNode event = realm.lastEvent("REFRESH_TOKEN_ERROR");
        assertThat(event.get("error").asText()).isEqualTo("invalid_grant");
        assertThat(event.get("userId").asText()).isEqualTo(realm.userId("alice"));
        assertThat(event.at("/details/refresh_token_id").asText())
                .isEqualTo(Claims.of(first).get("jti"));

        refused(use(third));
        assertThat(rule()).isEqualTo("refresh_token_ended");
        refused(use(first));

        next(next(elsewhere));
        next(next(sameServer));
        next(granted(browser, scope));
    }

    @ParameterizedTest
    @CsvSource({ONLINE + ",false", OFFLINE + ",false", ONLINE + ",true", OFFLINE + ",true"})
    void aClientMayRaceWithItself(String scope, boolean realmsOwnSwitch) {
        realm.change(Map.of("revokeRefreshToken", realmsOwnSwitch));
        String token = granted(scope);

        List<Answer> answers = atOnce(6, token);

        assertThat(answers)
                .allSatisfy(
                        answer -> assertThat(answer.status()).as(answer.body()).isEqualTo(200));
        for (Answer answer : answers) {
            next(answer.text("refresh_token"));
        }
    }

    private static List<Answer> atOnce(int times, String token) {
        return IntStream.range(0, times)
                .mapToObj(use -> CompletableFuture.supplyAsync(() -> use(token)))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
    }

    @Test
    void theRaceIsOverWhenTheGraceIs() {
        settings(Map.of("grace_seconds", 1));
        String token = granted(ONLINE);
        String second = next(token);

        Answer refused = Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> use(token), answer -> answer.status() != 200);

        refused(refused);
        assertThat(rule()).isEqualTo("refresh_token_replayed");
        refused(use(second));
    }

    @ParameterizedTest
    @ValueSource(strings = {ONLINE, OFFLINE})
    void withoutGraceASecondUseEndsTheGrant(String scope) {
        settings(Map.of("grace_seconds", 0));
        String token = granted(scope);
        String second = next(token);

        refused(use(token));

        assertThat(rule()).isEqualTo("refresh_token_replayed");
        refused(use(second));
    }

    @ParameterizedTest
    @ValueSource(strings = {ONLINE, OFFLINE})
    void withoutGraceOneOfSeveralUsesAtOnceCanSucceedAtMost(String scope) {
        settings(Map.of("grace_seconds", 0));
        String token = granted(scope);

        List<Answer> answers = atOnce(6, token);

        List<Answer> good =
                answers.stream().filter(answer -> answer.status() == 200).toList();
        assertThat(good).hasSizeLessThanOrEqualTo(1);
        good.forEach(answer -> refused(use(answer.text("refresh_token"))));
        refused(use(token));
    }

    @Test
    void aRefreshThatIsRefusedForAnotherReasonDoesNotUseTheTokenUp() {
        settings(Map.of("grace_seconds", 0));
        String token = granted(ONLINE);

        assertThat(flow().refresh(token, Map.of("resource", NOTES)).text("error"))
                .isEqualTo("invalid_target");
        assertThat(flow().refresh(token, Map.of("resource", NOTES)).text("error"))
                .isEqualTo("invalid_target");

        next(next(token));
    }

    @Test
    void theAdministratorMayDoWithoutRotationButNothingThatEndedComesBack() {
        String ended = granted(ONLINE);
        String last = next(next(ended));
        refused(use(ended));
        settings(Map.of("rotation", false));
        String token = granted(ONLINE);
        String second = next(token);
        next(second);
        next(token);

        refused(use(last));

        settings(Map.of());
        next(next(next(second)));
        refused(use(second));
        next(token);
    }

    @Test
    void withRealmsOwnSwitchOnTheAdministratorGetsKeycloaksRotationWhereOursIsOff() {
        settings(Map.of("rotation", false));
        realm.change(Map.of("revokeRefreshToken", true));
        String token = granted(ONLINE);

        next(token);

        refused(use(token));
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "confidential"})
    void theTokensOfOtherClientsAreKeycloaksOwnBusiness(String client) {
        McpFlow flow = new McpFlow(realm, client, REDIRECT);
        Map<String, String> authentication = client.equals("confidential") ? Map.of("client_secret", SECRET) : Map.of();
        String code =
                flow.logIn("alice", Map.of("resource", FILES, "scope", ONLINE)).get("code");
        String token = flow.exchange(code, authentication).text("refresh_token");

        String second = flow.refresh(token, authentication).text("refresh_token");
        assertThat(flow.refresh(second, authentication).status()).isEqualTo(200);

        assertThat(flow.refresh(token, authentication).status()).isEqualTo(200);
        assertThat(Claims.of(second)).doesNotContainKeys("mcp_family", "mcp_generation");
    }

    @Test
    void aDevicesTokensRotateToo() {
        Answer device = Http.plain()
                .postForm(
                        realm.issuer() + "/protocol/openid-connect/auth/device",
                        Map.of("client_id", "host", "resource", FILES, "scope", ONLINE));
        flow().approveDevice(device.text("verification_uri_complete"), "alice");
        String first = Http.plain()
                .postForm(
                        realm.tokenEndpoint(),
                        Map.of("grant_type", DEVICE, "client_id", "host", "device_code", device.text("device_code")))
                .text("refresh_token");
        String third = next(next(first));

        refused(use(first));
        refused(use(third));
    }

    @ParameterizedTest
    @ValueSource(strings = {ONLINE, OFFLINE})
    void whoAsksForLessOnceIsGivenTheWholeGrantAgainTheNextTime(String scope) {
        String token = granted(scope);

        Answer less = flow().refresh(token, Map.of("scope", "files:read"));
        assertThat(less.text("scope")).isEqualTo("files:read");
        assertThat(Claims.ofAccessToken(less)).containsEntry("scope", "files:read");
        assertThat(Claims.of(less.text("refresh_token")).get("typ"))
                .isEqualTo(Claims.of(token).get("typ"));

        Answer whole = use(less.text("refresh_token"));
        assertThat(whole.text("scope").split(" ")).containsExactlyInAnyOrder(scope.split(" "));
    }

    @Test
    void revokingAnOldTokenEndsTheNewestToo() {
        String first = granted(ONLINE);
        String third = next(next(first));

        Answer answer = Http.plain()
                .postForm(
                        realm.issuer() + "/protocol/openid-connect/revoke",
                        Map.of("client_id", "host", "token", first));

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        refused(use(third));
    }

    @Test
    void accessTokensOfAGrantThatEndedLiveUntilTheyExpire() {
        Answer tokens = flow().tokens("alice", FILES, ONLINE);
        String first = tokens.text("refresh_token");
        next(next(first));

        refused(use(first));

        assertThat(Http.plain()
                        .postForm(
                                realm.tokenEndpoint() + "/introspect",
                                Map.of(
                                        "client_id",
                                        files.get("server_id").asText(),
                                        "client_secret",
                                        files.get("client_secret").asText(),
                                        "token",
                                        tokens.text("access_token")))
                        .json()
                        .get("active")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void aReplayIsCounted() {
        assumeTrue(
                SharedKeycloak.management().isPresent(),
                "a server that runs already has metrics for us only where server.management says");
        String first = granted(ONLINE);
        next(next(first));
        refused(use(first));

        assertThat(Http.plain()
                        .get(SharedKeycloak.management().orElseThrow() + "/metrics")
                        .body()
                        .lines())
                .anyMatch(line -> line.startsWith("mcp_refusals_total")
                        && line.contains(realm.name())
                        && line.contains("refresh_token_replayed"));
    }
}

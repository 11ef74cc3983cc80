/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.keycloakmcp.tests.keycloak.Admin;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Claims;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.KeycloakServer;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.PostgresServer;
import io.keycloakmcp.tests.keycloak.SharedKeycloak;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two nodes of one Keycloak on one PostgreSQL: what an administrator does at one holds at the other. */
@Tag("once")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ClusterIT implements ClientsAtBothNodes {

    private static final String REDIRECT = "http://127.0.0.1/callback";
    private static final String SECRET = "a-secret-for-tests-alone";

    /** How long the nodes may take to tell each other. */
    private static final Duration SOON = Duration.ofSeconds(5);

    /** How often clients whose time is over are looked for. */
    private static final Duration CLEAN_UP = Duration.ofSeconds(4);

    private static final String ROTATING = "https://rotating.example.com/mcp";

    private static PostgresServer database;
    private static KeycloakServer first;
    private static KeycloakServer second;
    private static TestRealm realm;
    private static TestRealm seenFromSecond;

    @BeforeAll
    static void start() {
        Optional<PostgresServer> started = PostgresServer.start();
        assumeTrue(started.isPresent(), "PostgreSQL is not installed, and cannot be: apt-get install postgresql");
        database = started.get();
        first = node("first");
        second = node("second");
        realm = TestRealm.create(first.base());
        // Both nodes are one issuer, as behind a proxy.
        realm.change(Map.of("attributes", Map.of("frontendUrl", first.base())));
        seenFromSecond = realm.at(second.base());
        realm.createMcpClient("host", REDIRECT);
        realm.registerServer(ROTATING, Map.of());
        realm.createClient(Map.of(
                "clientId",
                "agent",
                "secret",
                SECRET,
                "serviceAccountsEnabled",
                true,
                "attributes",
                Map.of("mcp.client", "manual")));
    }

    private static KeycloakServer node(String name) {
        List<String> options = new ArrayList<>(database.options());
        options.add("--cache=ispn");
        options.add("--cache-embedded-network-bind-address=127.0.0.1");
        options.add("--spi-mcp-admin-endpoint--clients--clean-up-interval=" + CLEAN_UP.toSeconds());
        return SharedKeycloak.another("cluster-" + name, options);
    }

    @AfterAll
    static void stop() {
        for (AutoCloseable part : new AutoCloseable[] {second, first, database}) {
            try {
                if (part != null) {
                    part.close();
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public TestRealm first() {
        return realm;
    }

    @Override
    public TestRealm second() {
        return seenFromSecond;
    }

    @Override
    public String resource() {
        return ROTATING;
    }

    private static Answer agentToken(TestRealm at, String resource) {
        return Http.plain()
                .postForm(
                        at.tokenEndpoint(),
                        Map.of(
                                "grant_type",
                                "client_credentials",
                                "client_id",
                                "agent",
                                "client_secret",
                                SECRET,
                                "resource",
                                resource));
    }

    private static void soonRefuses(String resource, String error) {
        Awaitility.await()
                .atMost(SOON)
                .untilAsserted(
                        () -> assertThat(agentToken(seenFromSecond, resource).text("error"))
                                .isEqualTo(error));
    }

    @Test
    void aServerThatWasSuspendedAtOneNodeIsSuspendedAtTheOther() {
        String resource = "https://suspended.example.com/mcp";
        JsonNode server = realm.registerServer(resource, Map.of());
        String id = server.get("server_id").asText();
        Answer token = agentToken(seenFromSecond, resource);
        assertThat(Claims.ofAccessToken(token)).containsEntry("aud", resource);
        assertThat(isActive(server, token)).isTrue();

        realm.changeServer(id, Map.of("status", "suspended"));

        soonRefuses(resource, "invalid_target");
        assertThat(isActive(server, token)).isFalse();
        assertThat(Http.plain()
                        .get(seenFromSecond.issuer() + "/mcp/.well-known/oauth-protected-resource/" + id)
                        .status())
                .isEqualTo(404);
    }

    private static boolean isActive(JsonNode server, Answer token) {
        return Http.plain()
                .postForm(
                        seenFromSecond.tokenEndpoint() + "/introspect",
                        Map.of(
                                "client_id",
                                server.get("server_id").asText(),
                                "client_secret",
                                server.get("client_secret").asText(),
                                "token",
                                token.text("access_token")))
                .json()
                .get("active")
                .asBoolean();
    }

    @Test
    void accessThatWasTakenAwayAtOneNodeIsGoneAtTheOther() {
        String resource = "https://restricted.example.com/mcp";
        String id = realm.registerServer(resource, Map.of()).get("server_id").asText();
        assertThat(agentToken(seenFromSecond, resource).status()).isEqualTo(200);

        realm.changeServer(id, Map.of("allowed_client_ids", List.of("host")));

        soonRefuses(resource, "unauthorized_client");
    }

    @Test
    void grantsThatWereRevokedAtOneNodeGiveNothingAtTheOther() {
        String resource = "https://revoked.example.com/mcp";
        String id = realm.registerServer(resource, Map.of()).get("server_id").asText();
        McpFlow flow = new McpFlow(seenFromSecond, "host", REDIRECT);
        Answer tokens = flow.tokens("alice", resource, "openid");
        Answer offline = new McpFlow(seenFromSecond, "host", REDIRECT).tokens("alice", resource, "offline_access");

        realm.admin().delete(realm.adminPath("/mcp/servers/" + id + "/grants?user=" + realm.userId("alice")));

        Awaitility.await()
                .atMost(SOON)
                .untilAsserted(() -> assertThat(flow.refresh(tokens.text("refresh_token"), Map.of())
                                .text("error"))
                        .isEqualTo("invalid_grant"));
        assertThat(flow.refresh(offline.text("refresh_token"), Map.of()).text("error"))
                .isEqualTo("invalid_grant");
    }

    private static Answer refreshAt(TestRealm node, String refreshToken) {
        return new McpFlow(node, "host", REDIRECT).refresh(refreshToken, Map.of());
    }

    private static String nextAt(TestRealm node, String refreshToken) {
        Answer answer = refreshAt(node, refreshToken);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.text("refresh_token");
    }

    private static String granted(String scope) {
        return new McpFlow(realm, "host", REDIRECT)
                .tokens("alice", ROTATING, scope)
                .text("refresh_token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"openid", "openid offline_access"})
    void aRefreshTokenThatWasUsedAtOneNodeEndsItsGrantAtBothIfItIsUsedAtTheOther(String scope) {
        String first = granted(scope);
        String third = nextAt(seenFromSecond, nextAt(realm, first));

        assertThat(refreshAt(seenFromSecond, first).text("error")).isEqualTo("invalid_grant");

        Awaitility.await()
                .atMost(SOON)
                .untilAsserted(
                        () -> assertThat(refreshAt(realm, third).text("error")).isEqualTo("invalid_grant"));
        assertThat(refreshAt(seenFromSecond, third).text("error")).isEqualTo("invalid_grant");
    }

    @ParameterizedTest
    @ValueSource(strings = {"openid", "openid offline_access"})
    void aClientMayRaceWithItselfOverBothNodes(String scope) {
        String token = granted(scope);
        TestRealm[] nodes = {realm, seenFromSecond};

        List<Answer> answers = IntStream.range(0, 6)
                .mapToObj(use -> CompletableFuture.supplyAsync(() -> refreshAt(nodes[use % 2], token)))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        assertThat(answers)
                .allSatisfy(
                        answer -> assertThat(answer.status()).as(answer.body()).isEqualTo(200));
        IntStream.range(0, answers.size())
                .forEach(use -> nextAt(nodes[(use + 1) % 2], answers.get(use).text("refresh_token")));
    }

    @Test
    void withoutGraceOneUseOverBothNodesCanSucceedAtMost() {
        realm.admin().put(realm.adminPath("/mcp/settings"), Map.of("refresh_tokens", Map.of("grace_seconds", 0)));
        try {
            Awaitility.await()
                    .atMost(SOON)
                    .untilAsserted(() -> assertThat(seenFromSecond
                                    .admin()
                                    .get(seenFromSecond.adminPath("/mcp/settings"))
                                    .json()
                                    .at("/refresh_tokens/grace_seconds")
                                    .asInt())
                            .isZero());
            String token = granted("openid");
            TestRealm[] nodes = {realm, seenFromSecond};

            List<Integer> answers = IntStream.range(0, 6)
                    .mapToObj(use -> CompletableFuture.supplyAsync(
                            () -> refreshAt(nodes[use % 2], token).status()))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();

            assertThat(answers.stream().filter(status -> status == 200)).hasSizeLessThanOrEqualTo(1);
        } finally {
            realm.admin().put(realm.adminPath("/mcp/settings"), "{}");
        }
    }

    /** PostgreSQL refuses it in any text. */
    @Test
    void aNulIsNoErrorOfTheServer() {
        String id = realm.registerServer("https://nul.example.com/mcp", Map.of())
                .get("server_id")
                .asText();
        String servers = realm.adminPath("/mcp/servers");

        assertThat(realm.admin().get(servers + "?search=a%00b").status()).isLessThan(500);
        assertThat(realm.admin().get(servers + "/mcp_%00").status()).isEqualTo(404);
        assertThat(realm.admin().delete(servers + "/" + id + "/grants?user=%00").status())
                .isEqualTo(400);
        assertThat(realm.admin()
                        .delete(servers + "/" + id + "/grants?client=%00")
                        .status())
                .isEqualTo(400);
        for (String field : List.of("allowed_client_ids", "required_roles", "required_groups", "exchange_targets")) {
            assertThat(realm.admin()
                            .post(
                                    servers,
                                    Map.of(
                                            "name",
                                            "Server",
                                            "resource_uri",
                                            "https://other.example.com/mcp",
                                            field,
                                            List.of("a\u0000b")))
                            .status())
                    .as(field)
                    .isEqualTo(400);
        }
    }

    @Test
    void settingsOfTheRealmHoldAtBothNodes() {
        realm.admin().put(realm.adminPath("/mcp/settings"), Map.of("default_token_lifetime", 600));
        try {
            Awaitility.await()
                    .atMost(SOON)
                    .untilAsserted(() -> assertThat(seenFromSecond
                                    .admin()
                                    .get(seenFromSecond.adminPath("/mcp/settings"))
                                    .text("default_token_lifetime"))
                            .isEqualTo("600"));
        } finally {
            realm.admin().put(realm.adminPath("/mcp/settings"), "{}");
        }
    }

    @Test
    void twoNodesThatAreAskedForOneResourceAtOnceMakeOneServer() {
        Admin[] admins = {realm.admin(), seenFromSecond.admin()};
        List<CompletableFuture<Integer>> answers = IntStream.range(0, 20)
                .mapToObj(request -> CompletableFuture.supplyAsync(() -> admins[request % 2]
                        .post(
                                realm.adminPath("/mcp/servers"),
                                Map.of(
                                        "name",
                                        "One",
                                        "resource_uri",
                                        "https://one.example.com/mcp",
                                        "scopes_supported",
                                        "one:a"))
                        .status()))
                .toList();

        assertThat(answers.stream().map(CompletableFuture::join).toList())
                .containsOnly(201, 409)
                .containsOnlyOnce(201);
    }

    @Test
    void oneScopeForTheFirstTimeAtBothNodesAtOnceIsNoError() {
        String resource = "https://scoped.example.com/mcp";
        realm.registerServer(resource, Map.of("scopes_supported", "scoped:a scoped:b"));
        TestRealm[] nodes = {realm, seenFromSecond};
        List<CompletableFuture<Map<String, String>>> logins = IntStream.range(0, 8)
                .mapToObj(login -> CompletableFuture.supplyAsync(() -> new McpFlow(nodes[login % 2], "host", REDIRECT)
                        .logIn("alice", Map.of("resource", resource, "scope", "scoped:a scoped:b"))))
                .toList();

        assertThat(logins.stream().map(CompletableFuture::join))
                .allSatisfy(redirect -> assertThat(redirect).containsKey("code"));
    }

    @Test
    void clientsWhoseTimeIsOverGoByThemselvesOnceForAllNodes() {
        createRegistered("mc_stays", Instant.now());
        createRegistered("mc_goes", Instant.now().minus(Duration.ofDays(1)).plusSeconds(3));
        for (TestRealm node : List.of(realm, seenFromSecond)) {
            assertThat(new McpFlow(node, "mc_goes", REDIRECT)
                            .refresh("none", Map.of())
                            .text("error"))
                    .as("its time is not over yet, and the node knows it from now on")
                    .isEqualTo("invalid_grant");
        }
        Set<Instant> starts = new TreeSet<>();

        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> {
            for (TestRealm node : List.of(realm, seenFromSecond)) {
                startedAt(node).ifPresent(starts::add);
            }
            return starts.size() == 3;
        });

        List<Instant> inOrder = List.copyOf(starts);
        assertThat(IntStream.range(1, inOrder.size())
                        .mapToObj(start -> Duration.between(inOrder.get(start - 1), inOrder.get(start))))
                .as("each of two nodes would make it twice as often")
                .allSatisfy(gap -> assertThat(gap).isGreaterThanOrEqualTo(CLEAN_UP.minusSeconds(1)));
        Awaitility.await()
                .atMost(CLEAN_UP.multipliedBy(2).plus(SOON))
                .untilAsserted(() -> assertThat(List.of(realm, seenFromSecond))
                        .allSatisfy(node -> assertThat(new McpFlow(node, "mc_goes", REDIRECT)
                                        .refresh("none", Map.of())
                                        .text("error"))
                                .isEqualTo("invalid_client")));
        JsonNode events = realm.admin()
                .get(realm.adminPath("/events?type=CLIENT_DELETE&client=mc_goes"))
                .json();
        assertThat(events).hasSize(1);
        assertThat(events.at("/0/details/reason").asText()).isEqualTo("unused");
        assertThat(realm.admin()
                        .get(realm.adminPath("/clients?clientId=mc_goes"))
                        .json())
                .isEmpty();
        assertThat(realm.clientUuid("mc_stays")).isNotEmpty();
    }

    /** The last test, because it stops a node. */
    @Test
    @Order(Integer.MAX_VALUE)
    void aCleanUpAndItsReportOutliveANode() {
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> startedAt(seenFromSecond).isPresent());
        first.close();
        Instant before = startedAt(seenFromSecond).orElseThrow();

        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> startedAt(seenFromSecond).orElseThrow().isAfter(before));
    }

    private static Optional<Instant> startedAt(TestRealm node) {
        return Optional.ofNullable(node.admin()
                        .get(node.adminPath("/mcp/clients/clean-up"))
                        .json()
                        .get("started_at"))
                .map(JsonNode::asText)
                .map(Instant::parse);
    }

    private static void createRegistered(String clientId, Instant registeredAt) {
        realm.createClient(Map.of(
                "clientId",
                clientId,
                "publicClient",
                true,
                "attributes",
                Map.of("mcp.client", "dynamic_registration", "mcp.registered_at", registeredAt.toString())));
    }
}

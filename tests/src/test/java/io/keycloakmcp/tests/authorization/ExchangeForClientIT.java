/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.tests.keycloak.Admin;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Claims;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an MCP server gets for a token of its user where the API behind it is an ordinary client of the realm. */
final class ExchangeForClientIT {

    private static final String TOOLS = "https://tools.example.com/mcp";

    private static TestRealm realm;
    private static Agent agent;
    private static ServerClient tools;

    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
        createApi("crm", "seller");
        createApi("billing", "clerk");
        tools = ServerClient.register(realm, TOOLS, Map.of("exchange_targets", List.of("crm")));
        agent = Agent.create(realm, "agent", Map.of());
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    private static void createApi(String clientId, String role) {
        Agent.create(realm, clientId, Map.of("standard.token.exchange.enabled", "true"));
        realm.admin().post(realm.adminPath("/clients/" + realm.clientUuid(clientId) + "/roles"), Map.of("name", role));
        giveRole(clientId, role);
    }

    private static void giveRole(String clientId, String role) {
        String client = realm.clientUuid(clientId);
        Answer given = realm.admin()
                .post(
                        realm.adminPath("/users/" + realm.userId("alice") + "/role-mappings/clients/" + client),
                        List.of(realm.admin()
                                .get(realm.adminPath("/clients/" + client + "/roles/" + role))
                                .json()));
        assertThat(given.status()).as(given.body()).isEqualTo(204);
    }

    private static Answer exchange(Map<String, String> parameters) {
        return tools.exchange(agent.token(TOOLS), parameters);
    }

    private static String tokenForCrm() {
        return exchange(Map.of("audience", "crm")).text("access_token");
    }

    private static void refused(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("invalid_target");
        assertThat(realm.lastEvent("TOKEN_EXCHANGE_ERROR")
                        .at("/details/mcp_rule")
                        .asText())
                .isEqualTo("exchange_not_allowed");
    }

    private static JsonNode introspect(String client, String token) {
        return new Agent(realm, client)
                .request("/introspect", Map.of("token", token))
                .json();
    }

    @Test
    void theTokenIsForThatClientWithItsRolesAloneAndSaysWhoActs() {
        Answer answer = exchange(Map.of("audience", "crm"));

        assertThat(Claims.ofAccessToken(answer))
                .containsEntry("aud", "crm")
                .containsEntry("azp", tools.serverId())
                .containsEntry("client_id", tools.serverId())
                .containsEntry("sub", realm.userId("alice"))
                .containsEntry("scope", "")
                .containsEntry("resource_access", Map.of("crm", Map.of("roles", List.of("seller"))))
                .containsEntry("act", Map.of("sub", tools.serverId()))
                .doesNotContainKeys("realm_access", "email", "name", "preferred_username", "allowed-origins");
        assertThat(answer.json().has("refresh_token")).isFalse();
        JsonNode event = realm.lastEvent("TOKEN_EXCHANGE");
        assertThat(event.at("/details/audience").asText()).isEqualTo("crm");
        assertThat(event.at("/details/mcp_subject_server").asText()).isEqualTo(tools.serverId());
    }

    @Test
    void theClientCanIntrospectTheTokenAndSeesWhatIsInIt() {
        String token = tokenForCrm();

        JsonNode seen = introspect("crm", token);
        assertThat(seen.get("active").asBoolean()).isTrue();
        assertThat(seen.at("/resource_access/crm/roles/0").asText()).isEqualTo("seller");
        assertThat(seen.at("/act/sub").asText()).isEqualTo(tools.serverId());
        assertThat(seen.has("realm_access")).isFalse();
        assertThat(introspect("billing", token).get("active").asBoolean()).isFalse();
        assertThat(tools.seesAsActive(token)).isFalse();
    }

    @Test
    void aUserWithoutARoleOfTheClientGetsATokenWithoutRoles() {
        Answer answer = tools.exchange(agent.tokens("bob", TOOLS).text("access_token"), Map.of("audience", "crm"));

        assertThat(Claims.ofAccessToken(answer)).containsEntry("aud", "crm").doesNotContainKey("resource_access");
    }

    @Test
    void theTokenEndsWithTheOneThatItCameFrom() {
        realm.change(Map.of("accessTokenLifespan", 1800));
        tools.change(Map.of("token_lifetime", 60));
        String subject = agent.token(TOOLS);
        realm.change(Map.of("accessTokenLifespan", 300));
        tools.change(Map.of("token_lifetime", 3600));

        assertThat(Claims.ofAccessToken(tools.exchange(subject, Map.of("audience", "crm")))
                        .get("exp"))
                .isEqualTo(Claims.of(subject).get("exp"));
    }

    @Test
    void scopesAreThoseThatAnAdministratorAssignedToTheServersClient() {
        Answer scope = realm.admin()
                .post(
                        realm.adminPath("/client-scopes"),
                        Map.of(
                                "name",
                                "crm:read",
                                "protocol",
                                "openid-connect",
                                "attributes",
                                Map.of("include.in.token.scope", "true")));
        String id = scope.header("Location").replaceAll(".*/", "");
        assertThat(exchange(Map.of("audience", "crm", "scope", "crm:read")).text("error"))
                .isEqualTo("invalid_scope");

        realm.admin()
                .put(
                        realm.adminPath(
                                "/clients/" + realm.clientUuid(tools.serverId()) + "/optional-client-scopes/" + id),
                        Map.of());

        assertThat(Claims.ofAccessToken(exchange(Map.of("audience", "crm", "scope", "crm:read openid"))))
                .containsEntry("scope", "crm:read");
        assertThat(Claims.ofAccessToken(exchange(Map.of("audience", "crm")))).containsEntry("scope", "");
    }

    /** Such a client has the realm's default scopes, with names and roles, and the full scope. */
    @Test
    void theClientOfAServerThatAnotherToolMadeGetsNoMore() {
        String resource = "https://tool.example.com";
        realm.createClient(Map.of(
                "clientId",
                "mcp_766ec5708c118f57982b3c30",
                "secret",
                Agent.SECRET,
                "fullScopeAllowed",
                true,
                "attributes",
                Map.of("resource_url", resource, "mcp.exchange_targets", "crm")));
        ServerClient made = new ServerClient(realm, "mcp_766ec5708c118f57982b3c30", Agent.SECRET);
        giveRole("realm-management", "realm-admin");

        Answer answer = made.exchange(agent.token(resource), Map.of("audience", "crm", "scope", "profile"));

        assertThat(Claims.ofAccessToken(answer))
                .containsEntry("aud", "crm")
                .containsEntry("resource_access", Map.of("crm", Map.of("roles", List.of("seller"))))
                .doesNotContainKeys("realm_access", "email", "allowed-origins");
        closedAreTheApisOfKeycloak(answer.text("access_token"));
    }

    @Test
    void theTokenOpensNoneOfKeycloaksOwnApis() {
        giveRole("realm-management", "realm-admin");

        closedAreTheApisOfKeycloak(tokenForCrm());
    }

    private static void closedAreTheApisOfKeycloak(String token) {
        assertThat(new Admin(realm.base(), () -> token)
                        .get(realm.adminPath("/users"))
                        .status())
                .isEqualTo(401);
        assertThat(withToken(token, "/account/").status()).isEqualTo(401);
        assertThat(withToken(token, "/protocol/openid-connect/userinfo").status())
                .isIn(401, 403);
        Answer registration = Http.plain()
                .send(HttpRequest.newBuilder(URI.create(realm.issuer() + "/clients-registrations/default"))
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer " + token)
                        .POST(HttpRequest.BodyPublishers.ofString("{\"clientId\":\"smuggled\"}")));
        assertThat(registration.status()).isIn(401, 403);
    }

    private static Answer withToken(String token, String path) {
        return Http.plain()
                .send(HttpRequest.newBuilder(URI.create(realm.issuer() + path))
                        .header("Accept", "application/json")
                        .header("Authorization", "Bearer " + token));
    }

    @Test
    void clientsOfKeycloakAreNoTargets() {
        List<String> clients = List.of(
                "account", "account-console", "admin-cli", "broker", "realm-management", "security-admin-console");
        Answer saved = realm.admin()
                .post(
                        realm.adminPath("/mcp/servers"),
                        Map.of(
                                "name",
                                "Greedy",
                                "resource_uri",
                                "https://greedy.example.com",
                                "exchange_targets",
                                clients));
        assertThat(saved.status()).isEqualTo(400);
        assertThat(saved.json().at("/errors/0/field").asText()).isEqualTo("exchange_targets");
        assertThat(saved.json().at("/errors/0/message").asText())
                .isEqualTo("names clients of Keycloak itself, for which no token is exchanged: " + clients);

        writeTargets(String.join("##", clients));
        try {
            for (String client : clients) {
                refused(exchange(Map.of("audience", client)));
            }
        } finally {
            writeTargets("crm");
        }
    }

    /** Past the registry's checks, as another tool might. */
    private static void writeTargets(String targets) {
        String path = realm.adminPath("/clients/" + realm.clientUuid(tools.serverId()));
        var client = (ObjectNode) realm.admin().get(path).json();
        ((ObjectNode) client.get("attributes")).put("mcp.exchange_targets", targets);
        assertThat(realm.admin().put(path, client).status()).isEqualTo(204);
    }

    @Test
    void inTheMasterRealmTheClientsOfOtherRealmsAreNoTargetsEither() {
        Answer saved = realm.admin()
                .post(
                        "/realms/master/mcp/servers",
                        Map.of(
                                "name",
                                "Greedy",
                                "resource_uri",
                                "https://greedy.example.com",
                                "exchange_targets",
                                List.of(realm.name() + "-realm")));

        assertThat(saved.status()).isEqualTo(400);
        assertThat(saved.json().at("/errors/0/message").asText()).contains("names clients of Keycloak itself");
    }

    @ParameterizedTest
    @CsvSource({
        "saml-app, names MCP servers%2C or clients of OpenID Connect%2C that the realm does not have: [saml-app]",
        "nobody, names MCP servers%2C or clients of OpenID Connect%2C that the realm does not have: [nobody]",
        "https://own.example.com, names the server itself: leave it out"
    })
    void whatIsNoTargetIsNotSaved(String target, String message) {
        realm.admin().post(realm.adminPath("/clients"), Map.of("clientId", "saml-app", "protocol", "saml"));

        Answer saved = realm.admin()
                .post(
                        realm.adminPath("/mcp/servers"),
                        Map.of(
                                "name",
                                "Own",
                                "resource_uri",
                                "https://own.example.com",
                                "exchange_targets",
                                List.of(target)));

        assertThat(saved.status()).isEqualTo(400);
        assertThat(saved.json().at("/errors/0/message").asText()).isEqualTo(message.replace("%2C", ","));
    }

    @ParameterizedTest
    @ValueSource(strings = {"billing", "agent", "nobody", "CRM", "crm ", "cr", ""})
    void aClientThatIsNotNamedIsRefused(String client) {
        refused(exchange(Map.of("audience", client.isEmpty() ? " " : client)));
    }

    @Test
    void aClientIdIsNoResource() {
        refused(exchange(Map.of("resource", "crm")));
    }

    @Test
    void aDisabledClientIsNoTarget() {
        realm.createClient(Map.of("clientId", "closed", "enabled", true));
        ServerClient server = ServerClient.register(
                realm, "https://closing.example.com", Map.of("exchange_targets", List.of("closed")));
        String path = realm.adminPath("/clients/" + realm.clientUuid("closed"));
        var client = (ObjectNode) realm.admin().get(path).json();
        realm.admin().put(path, client.put("enabled", false));

        refused(server.exchange(agent.token("https://closing.example.com"), Map.of("audience", "closed")));
    }

    /** The id of an ordinary client is what its tokens have as audience, so it could be that of an MCP server. */
    @Test
    void anOrdinaryClientWhoseIdIsAUriIsNoTargetWhateverIsNamed() {
        String later = "https://later.example.com/mcp";
        realm.createClient(Map.of("clientId", later));
        writeTargets(later);
        try {
            refused(exchange(Map.of("audience", later)));
            ServerClient server = ServerClient.register(realm, later, Map.of());
            assertThat(Claims.ofAccessToken(exchange(Map.of("audience", later)))
                            .get("jti")
                            .toString())
                    .as("the mark of a token for an MCP server")
                    .contains(":mcp-");
            assertThat(server.seesAsActive(exchange(Map.of("audience", later)).text("access_token")))
                    .isTrue();
        } finally {
            writeTargets("crm");
        }
    }

    @Test
    void anAdministratorsMapperDoesNotChangeWhoActsOrForWhom() {
        String mappers = realm.adminPath("/clients/" + realm.clientUuid(tools.serverId()) + "/protocol-mappers/models");
        for (String claim : List.of("aud", "act", "resource_access.billing.roles")) {
            realm.admin()
                    .post(
                            mappers,
                            Map.of(
                                    "name",
                                    claim,
                                    "protocol",
                                    "openid-connect",
                                    "protocolMapper",
                                    "oidc-hardcoded-claim-mapper",
                                    "config",
                                    Map.of(
                                            "claim.name", claim,
                                            "claim.value", "billing",
                                            "jsonType.label", "String",
                                            "access.token.claim", "true")));
        }
        try {
            assertThat(Claims.of(tokenForCrm()))
                    .containsEntry("aud", "crm")
                    .containsEntry("act", Map.of("sub", tools.serverId()))
                    .containsEntry("resource_access", Map.of("crm", Map.of("roles", List.of("seller"))));
        } finally {
            realm.admin()
                    .get(mappers)
                    .json()
                    .forEach(mapper -> realm.admin()
                            .delete(mappers + "/" + mapper.get("id").asText()));
        }
    }

    @Test
    void theClientCanExchangeTheTokenByKeycloaksOwnRules() {
        Answer answer = new Agent(realm, "crm")
                .request(
                        "",
                        Map.of(
                                "grant_type",
                                "urn:ietf:params:oauth:grant-type:token-exchange",
                                "subject_token",
                                tokenForCrm(),
                                "subject_token_type",
                                ServerClient.ACCESS_TOKEN));

        assertThat(Claims.ofAccessToken(answer)).containsEntry("azp", "crm");
    }
}

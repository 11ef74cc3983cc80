/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.authorization;

import static io.keycloakmcp.tests.authorization.ServerClient.ACCESS_TOKEN;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Claims;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an MCP server gets for a token of its user (RFC 8693), and what of the downstream server's rules holds. */
final class ExchangeIT {

    private static final String REDIRECT = "http://127.0.0.1/callback";
    private static final String TOOLS = "https://tools.example.com/mcp";
    private static final String FILES = "https://files.example.com/mcp";
    private static final String ARCHIVE = "https://archive.example.com";
    private static final String VAULT = "https://vault.example.com";
    private static final String SEALED = "https://sealed.example.com";

    private static TestRealm realm;
    private static Agent agent;
    private static ServerClient tools;
    private static ServerClient files;
    private static ServerClient archive;
    private static ServerClient vault;
    private static ServerClient sealed;

    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
        createRole("writer");
        vault = ServerClient.register(realm, VAULT, Map.of());
        archive = ServerClient.register(realm, ARCHIVE, Map.of());
        files = ServerClient.register(
                realm,
                FILES,
                Map.of(
                        "scopes",
                        List.of("files:read", Map.of("name", "files:write", "required_roles", List.of("writer")))));
        sealed = ServerClient.register(realm, SEALED, Map.of("require_dpop", true));
        tools = ServerClient.register(realm, TOOLS, Map.of("scopes_supported", "tools:call"));
        chain(tools, FILES, SEALED, VAULT);
        chain(files, ARCHIVE, TOOLS);
        chain(archive, VAULT);
        realm.createMcpClient("host", REDIRECT);
        agent = Agent.create(realm, "agent", Map.of("standard.token.exchange.enabled", "true"));
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    private static void chain(ServerClient server, String... targets) {
        server.change(Map.of("exchange_targets", List.of(targets)));
    }

    private static void createRole(String name) {
        realm.admin().post(realm.adminPath("/roles"), Map.of("name", name));
    }

    private static String token(String resource) {
        return agent.token(resource);
    }

    private static Map<String, Object> exchanged(Answer answer, String resource) {
        Map<String, Object> claims = Claims.ofAccessToken(answer);
        assertThat(claims).containsEntry("aud", resource).doesNotContainKeys("realm_access", "resource_access");
        return claims;
    }

    private static void refused(Answer answer, String error, String rule) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo(error);
        assertThat(answer.text("error_description")).isNotBlank();
        JsonNode event = realm.lastEvent("TOKEN_EXCHANGE_ERROR");
        assertThat(event.get("error").asText()).isEqualTo(error);
        assertThat(event.at("/details/mcp_rule").asText()).isEqualTo(rule);
    }

    @Test
    void aServerGetsATokenOfItsUserForAServerThatItCalls() {
        Answer own = new McpFlow(realm, "host", REDIRECT).tokens("alice", TOOLS, "openid tools:call");
        String presented = own.text("access_token");

        Answer answer = tools.exchange(presented, Map.of("resource", FILES, "scope", "files:read"));

        Map<String, Object> before = Claims.of(presented);
        assertThat(exchanged(answer, FILES))
                .containsEntry("sub", realm.userId("alice"))
                .containsEntry("sid", before.get("sid"))
                .containsEntry("azp", tools.serverId())
                .containsEntry("client_id", tools.serverId())
                .containsEntry("scope", "files:read")
                .containsEntry("act", Map.of("sub", tools.serverId()));
        assertThat(answer.text("scope")).isEqualTo("files:read");
        assertThat(answer.text("issued_token_type")).isEqualTo(ACCESS_TOKEN);
        assertThat(answer.text("token_type")).isEqualTo("Bearer");
        assertThat(answer.json().has("refresh_token")).isFalse();
        assertThat(answer.json().has("id_token")).isFalse();
        assertThat(files.introspect(answer.text("access_token")).at("/act/sub").asText())
                .isEqualTo(tools.serverId());
    }

    @Test
    void theEventSaysWhatWasExchangedForWhat() {
        tools.exchange(token(TOOLS), Map.of("resource", FILES));

        JsonNode event = realm.lastEvent("TOKEN_EXCHANGE");
        assertThat(event.get("clientId").asText()).isEqualTo(tools.serverId());
        assertThat(event.get("userId").asText()).isEqualTo(realm.userId("alice"));
        assertThat(event.get("sessionId").asText()).isNotBlank();
        assertThat(event.at("/details/mcp_server").asText()).isEqualTo(files.serverId());
        assertThat(event.at("/details/resource").asText()).isEqualTo(FILES);
        assertThat(event.at("/details/mcp_subject_server").asText()).isEqualTo(tools.serverId());
        assertThat(event.at("/details/subject_token_client_id").asText()).isEqualTo("agent");
    }

    @Test
    void theTargetCanBeNamedAsAResourceInAnySpellingOrByItsIdOrBoth() {
        String subject = token(TOOLS);

        exchanged(tools.exchange(subject, Map.of("resource", "HTTPS://Files.Example.com:443/mcp")), FILES);
        exchanged(tools.exchange(subject, Map.of("audience", files.serverId())), FILES);
        exchanged(tools.exchange(subject, Map.of("audience", FILES)), FILES);
        exchanged(tools.exchange(subject, Map.of("resource", FILES, "audience", files.serverId())), FILES);
        exchanged(tools.exchange(subject, "resource=" + FILES + "&resource=" + FILES), FILES);
    }

    @Test
    void theAdministratorCanNameATargetByItsIdOrInAnotherSpelling() {
        ServerClient server = ServerClient.register(
                realm,
                "https://spelling.example.com",
                Map.of("exchange_targets", List.of("https://FILES.example.com:443/mcp", archive.serverId())));
        String subject = token("https://spelling.example.com");

        exchanged(server.exchange(subject, Map.of("resource", FILES)), FILES);
        exchanged(server.exchange(subject, Map.of("resource", ARCHIVE)), ARCHIVE);
    }

    @Test
    void theTypeOfTheSubjectTokenNeedNotBeSaid() {
        exchanged(tools.exchange(token(TOOLS), Map.of("resource", FILES, "subject_token_type", "")), FILES);
    }

    @Test
    void whatMayBeExchangedFollowsTheSettingsAtOnce() {
        ServerClient server = ServerClient.register(realm, "https://changing.example.com", Map.of());
        String subject = token("https://changing.example.com");

        refused(server.exchange(subject, Map.of("resource", FILES)), "invalid_target", "exchange_not_allowed");
        chain(server, FILES);
        exchanged(server.exchange(subject, Map.of("resource", FILES)), FILES);
        chain(server);
        refused(server.exchange(subject, Map.of("resource", FILES)), "invalid_target", "exchange_not_allowed");
    }

    @Test
    void theTokenGetsWhatWasAskedForOfWhatTheUserMayHave() {
        String subject = token(TOOLS);
        Map<String, String> wish = Map.of("resource", FILES, "scope", "files:read files:write tools:call");
        String role = realm.adminPath("/users/" + realm.userId("alice") + "/role-mappings/realm");
        List<JsonNode> writer =
                List.of(realm.admin().get(realm.adminPath("/roles/writer")).json());

        assertThat(exchanged(tools.exchange(subject, Map.of("resource", FILES)), FILES))
                .doesNotContainKey("scope");
        assertThat(exchanged(tools.exchange(subject, wish), FILES)).containsEntry("scope", "files:read");
        realm.admin().post(role, writer);
        assertThat(scopes(tools.exchange(subject, wish))).containsExactlyInAnyOrder("files:read", "files:write");
        realm.admin().delete(role, writer);
        assertThat(exchanged(tools.exchange(subject, wish), FILES)).containsEntry("scope", "files:read");
    }

    private static String[] scopes(Answer answer) {
        return Claims.ofAccessToken(answer).get("scope").toString().split(" ");
    }

    @Test
    void aScopeThatNobodyKnowsIsRefused() {
        refused(
                tools.exchange(token(TOOLS), Map.of("resource", FILES, "scope", "files:burn")),
                "invalid_scope",
                "scope_unknown");
    }

    @Test
    void nothingThatOutlivesTheSessionIsGivenHoweverOneAsks() {
        Answer answer =
                tools.exchange(token(TOOLS), Map.of("resource", FILES, "scope", "openid offline_access files:read"));

        assertThat(exchanged(answer, FILES)).containsEntry("scope", "files:read");
        assertThat(answer.json().has("refresh_token")).isFalse();
        assertThat(answer.json().has("id_token")).isFalse();
    }

    @Test
    void theTokenLivesAsLongAsTheDownstreamServerSaysAndNoLongerThanTheOneItCameFrom() {
        ServerClient brief = ServerClient.register(realm, "https://brief.example.com", Map.of("token_lifetime", 1200));
        chain(brief, FILES, VAULT);
        String subject = token("https://brief.example.com");
        vault.change(Map.of("token_lifetime", 600));

        Map<String, Object> longer = exchanged(brief.exchange(subject, Map.of("resource", FILES)), FILES);
        Map<String, Object> shorter = exchanged(brief.exchange(subject, Map.of("resource", VAULT)), VAULT);

        assertThat(longer.get("exp")).isEqualTo(Claims.of(subject).get("exp"));
        assertThat(seconds(shorter, "exp") - seconds(shorter, "iat")).isEqualTo(600);
        Answer answer = brief.exchange(subject, Map.of("resource", FILES));
        assertThat(answer.json().get("expires_in").asInt()).isBetween(1000, 1200);
    }

    private static long seconds(Map<String, Object> claims, String name) {
        return ((Number) claims.get(name)).longValue();
    }

    @Test
    void everyServerOnTheWayIsNamedAsActor() {
        String atFiles = tools.exchange(token(TOOLS), Map.of("resource", FILES)).text("access_token");
        Answer atArchive = files.exchange(atFiles, Map.of("resource", ARCHIVE));

        assertThat(exchanged(atArchive, ARCHIVE))
                .containsEntry("azp", files.serverId())
                .containsEntry("act", Map.of("sub", files.serverId(), "act", Map.of("sub", tools.serverId())));
        assertThat(archive.seesAsActive(atArchive.text("access_token"))).isTrue();
    }

    @Test
    void aTokenIsExchangedThreeTimesInARowAndNotAFourth() {
        ServerClient.register(realm, "https://last.example.com", Map.of());
        chain(vault, "https://last.example.com");
        String atFiles = tools.exchange(token(TOOLS), Map.of("resource", FILES)).text("access_token");
        String atArchive = files.exchange(atFiles, Map.of("resource", ARCHIVE)).text("access_token");
        Answer atVault = archive.exchange(atArchive, Map.of("resource", VAULT));

        exchanged(atVault, VAULT);
        refused(
                vault.exchange(atVault.text("access_token"), Map.of("resource", "https://last.example.com")),
                "invalid_request",
                "exchange_too_deep");
    }

    @Test
    void aTokenIsNotExchangedBackForAServerThatItCameThrough() {
        String atFiles = tools.exchange(token(TOOLS), Map.of("resource", FILES)).text("access_token");

        refused(
                files.exchange(atFiles, Map.of("resource", TOOLS, "scope", "tools:call")),
                "invalid_target",
                "exchange_loop");
        exchanged(files.exchange(token(FILES), Map.of("resource", TOOLS)), TOOLS);
    }

    @Test
    void aServerThatIsReachedByManyWaysGetsEachTokenWithItsOwnChain() {
        Map<String, Object> direct = exchanged(tools.exchange(token(TOOLS), Map.of("resource", VAULT)), VAULT);

        assertThat(direct).containsEntry("act", Map.of("sub", tools.serverId()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"draft", "suspended"})
    void aDownstreamServerThatIsNotInUseGetsNoToken(String status) {
        String resource = "https://" + status + ".example.com";
        ServerClient.register(realm, resource, Map.of("status", status));
        ServerClient server = ServerClient.register(
                realm, "https://before-" + status + ".example.com", Map.of("exchange_targets", List.of(resource)));

        refused(
                server.exchange(token("https://before-" + status + ".example.com"), Map.of("resource", resource)),
                "invalid_target",
                "server_unavailable");
    }

    @Test
    void theExchangingServersClientMustBeAllowedAtTheDownstreamServer() {
        String resource = "https://choosy.example.com";
        ServerClient choosy = ServerClient.register(realm, resource, Map.of("allowed_client_ids", List.of("agent")));
        ServerClient server = ServerClient.register(
                realm, "https://before-choosy.example.com", Map.of("exchange_targets", List.of(resource)));
        String subject = token("https://before-choosy.example.com");

        refused(server.exchange(subject, Map.of("resource", resource)), "unauthorized_client", "client_not_allowed");
        choosy.change(Map.of("allowed_client_ids", List.of("agent", server.serverId())));
        exchanged(server.exchange(subject, Map.of("resource", resource)), resource);
    }

    @ParameterizedTest
    @CsvSource({
        "required_roles, writer, role_missing",
        "required_groups, /staff, group_missing",
        "organization, acme, not_a_member"
    })
    void theUserNeedsWhatTheDownstreamServerRequires(String field, String value, String rule) {
        realm.change(Map.of("organizationsEnabled", true));
        realm.admin().post(realm.adminPath("/groups"), Map.of("name", "staff"));
        realm.admin()
                .post(
                        realm.adminPath("/organizations"),
                        Map.of("name", "Acme", "alias", "acme", "domains", List.of(Map.of("name", "acme.example"))));
        String resource = "https://" + rule.replace('_', '-') + ".example.com";
        Object required = field.equals("organization") ? value : List.of(value);
        ServerClient.register(realm, resource, Map.of(field, required));
        chain(archive, VAULT, resource);

        refused(archive.exchange(token(ARCHIVE), Map.of("resource", resource)), "access_denied", rule);
        chain(archive, VAULT);
        Answer byOthers = agent.request(
                "",
                Map.of(
                        "grant_type",
                        "urn:ietf:params:oauth:grant-type:token-exchange",
                        "subject_token",
                        agent.token(""),
                        "subject_token_type",
                        ACCESS_TOKEN,
                        "resource",
                        resource));
        refused(byOthers, "access_denied", rule);
    }

    @Test
    void aServerThatTakesBoundTokensAloneGetsThemBoundToTheKeyOfTheExchangingServer() throws JOSEException {
        ECKey key = new ECKeyGenerator(Curve.P_256).generate();
        String subject = token(TOOLS);

        refused(tools.exchange(subject, Map.of("resource", SEALED)), "invalid_dpop_proof", "dpop_missing");

        Answer answer = tools.exchangeWithProof(subject, Map.of("resource", SEALED), proof(key));
        assertThat(exchanged(answer, SEALED).get("cnf").toString())
                .contains(key.computeThumbprint().toString());
        assertThat(answer.text("token_type")).isEqualTo("DPoP");
        assertThat(sealed.seesAsActive(answer.text("access_token"))).isTrue();
    }

    @Test
    void aTokenThatIsBoundToItsClientsKeyCanBeExchangedByTheServerThatSawTheProof() throws JOSEException {
        chain(sealed, FILES);
        ECKey key = new ECKeyGenerator(Curve.P_256).generate();
        Answer bound = agent.requestWithProof(proof(key), Agent.login("alice", SEALED));
        assertThat(bound.text("token_type")).isEqualTo("DPoP");

        Answer answer = sealed.exchange(bound.text("access_token"), Map.of("resource", FILES));

        assertThat(exchanged(answer, FILES)).doesNotContainKey("cnf");
        assertThat(answer.text("token_type")).isEqualTo("Bearer");
    }

    private static String proof(ECKey key) throws JOSEException {
        SignedJWT proof = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(new JOSEObjectType("dpop+jwt"))
                        .jwk(key.toPublicJWK())
                        .build(),
                new JWTClaimsSet.Builder()
                        .jwtID(UUID.randomUUID().toString())
                        .claim("htm", "POST")
                        .claim("htu", realm.tokenEndpoint())
                        .issueTime(new Date())
                        .build());
        proof.sign(new ECDSASigner(key));
        return proof.serialize();
    }

    @Test
    void theServerCanAuthenticateWithAKeyOfItsOwn() throws JOSEException {
        RSAKey key =
                new RSAKeyGenerator(2048).keyID("own").keyUse(KeyUse.SIGNATURE).generate();
        ServerClient server =
                ServerClient.register(realm, "https://keyed.example.com", Map.of("exchange_targets", List.of(FILES)));
        edit(server, Map.of("clientAuthenticatorType", "client-jwt"));
        editAttributes(
                server, Map.of("use.jwks.string", "true", "jwks.string", new JWKSet(key.toPublicJWK()).toString()));
        Instant now = Instant.now();
        SignedJWT assertion = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("own").build(),
                new JWTClaimsSet.Builder()
                        .issuer(server.serverId())
                        .subject(server.serverId())
                        .audience(realm.issuer())
                        .jwtID(UUID.randomUUID().toString())
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plusSeconds(60)))
                        .build());
        assertion.sign(new RSASSASigner(key));

        Map<String, String> form = new HashMap<>(Map.of(
                "client_secret", "",
                "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion", assertion.serialize()));
        form.put("resource", FILES);
        exchanged(server.exchange(token("https://keyed.example.com"), form), FILES);
    }

    private static void edit(ServerClient server, Map<String, Object> changes) {
        String path = realm.adminPath("/clients/" + realm.clientUuid(server.serverId()));
        var client = (ObjectNode) realm.admin().get(path).json();
        changes.forEach((name, value) -> client.putPOJO(name, value));
        Answer answer = realm.admin().put(path, client);
        assertThat(answer.status()).as(answer.body()).isEqualTo(204);
    }

    private static void editAttributes(ServerClient server, Map<String, String> changes) {
        var attributes = (ObjectNode) realm.admin()
                .get(realm.adminPath("/clients/" + realm.clientUuid(server.serverId())))
                .json()
                .get("attributes");
        changes.forEach(attributes::put);
        edit(server, Map.of("attributes", attributes));
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.registry;

import static io.keycloakmcp.tests.registry.Servers.texts;
import static io.keycloakmcp.tests.registry.Servers.wrongFields;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keycloakmcp.tests.keycloak.Admin;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Claims;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the registry reports about servers that other tools broke, and whether its advice mends them. */
final class DriftIT {

    private static final String REDIRECT = "http://127.0.0.1/callback";

    private static TestRealm realm;
    private static Admin admin;
    private static Servers servers;

    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
        admin = realm.admin();
        servers = new Servers(realm);
        realm.createMcpClient("mcp-client", REDIRECT);
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    private static JsonNode report(TestRealm where, String query) {
        Answer answer = where.admin().get(where.adminPath("/mcp/drift" + query));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private static List<JsonNode> findings(String serverId) {
        JsonNode report = report(realm, "?max=1000");
        assertThat(report.get("complete").asBoolean()).isTrue();
        return StreamSupport.stream(report.get("findings").spliterator(), false)
                .filter(finding -> finding.get("server_id").asText().equals(serverId))
                .toList();
    }

    /** The only finding about a server, which names the client to be changed. */
    private static JsonNode finding(String kind, String serverId, JsonNode client) {
        List<JsonNode> findings = findings(serverId);
        assertThat(findings).hasSize(1);
        JsonNode finding = findings.get(0);
        assertThat(finding.get("kind").asText()).isEqualTo(kind);
        assertThat(finding.get("client_uuid")).isEqualTo(client.get("id"));
        return finding;
    }

    private static String id(JsonNode server) {
        return server.get("server_id").asText();
    }

    private static String authorizationError(String resource) {
        Answer answer = new McpFlow(realm, "mcp-client", REDIRECT).authorize(Map.of("resource", resource));
        return answer.status() == 302 ? McpFlow.query(answer.header("Location")).get("error") : "none";
    }

    private static void givesTokens(String resource) {
        assertThat(Claims.ofAccessToken(new McpFlow(realm, "mcp-client", REDIRECT).tokens("alice", resource, "openid")))
                .containsEntry("aud", resource);
    }

    @Test
    void findsNothingWhereNothingIsWrong() {
        try (TestRealm whole = TestRealm.create()) {
            whole.createMcpClient("mcp-client", REDIRECT);
            whole.registerServer(
                    "https://whole.example.com",
                    Map.of("scopes_supported", "whole:read openid", "allowed_client_ids", List.of("mcp-client")));
            // An ordinary client, and one for Keycloak's own resource indicators.
            whole.createClient(Map.of("clientId", "mcp_gateway"));
            whole.createClient(
                    Map.of("clientId", "an-api", "attributes", Map.of("resource_url", "https://api.example.com")));

            assertThat(report(whole, "").toString()).isEqualTo("{\"findings\":[],\"complete\":true}");
        }
    }

    @Test
    void tellsTheIdThatBelongsToTheResource() {
        JsonNode server = realm.registerServer("https://before.example.com", Map.of());
        servers.editAttribute(server, "resource_url", "https://after.example.com");
        JsonNode finding = finding("id_mismatch", id(server), server);
        String rightId = "mcp_c4f9f84beb1166f8b0d49bc8";

        assertThat(authorizationError("https://before.example.com")).isEqualTo("invalid_target");
        assertThat(authorizationError("https://after.example.com")).isEqualTo("invalid_target");
        assertThat(finding.get("message").asText()).contains("https://after.example.com");
        assertThat(finding.get("fix").asText()).contains(rightId);

        servers.editClient(server, Map.of("clientId", rightId));
        assertThat(findings(rightId)).isEmpty();
        givesTokens("https://after.example.com");
    }

    @ParameterizedTest
    @CsvSource({
        "mcp.token_lifetime, 5, token_lifetime",
        "mcp.status, paused, status",
        "mcp.scopes, a\"b, scopes_supported",
        "mcp.allowed_client_ids, '##', allowed_client_ids",
        "resource_url, http://broken.example.com, resource_uri"
    })
    void tellsWhichAttributeBreaksWhichRule(String attribute, String value, String field) {
        String resource = "https://broken-" + field.replace('_', '-') + ".example.com";
        JsonNode server = realm.registerServer(resource, Map.of());
        servers.editAttribute(server, attribute, value);
        JsonNode finding = finding("invalid_setting", id(server), server);

        assertThat(authorizationError(resource)).isEqualTo("invalid_target");
        assertThat(finding.get("message").asText()).startsWith(field + " ");
        assertThat(finding.get("fix").asText()).contains("attribute " + attribute + " ");
    }

    @Test
    void tellsAllThatIsWrongWithOneClient() {
        realm.createClient(Map.of(
                "clientId",
                "mcp_76543210fedcba9876543210",
                "attributes",
                Map.of("mcp.auth_mode", "off", "mcp.require_dpop", "1")));

        assertThat(findings("mcp_76543210fedcba9876543210"))
                .extracting(finding -> finding.get("fix").asText())
                .containsExactlyInAnyOrder(
                        "Correct the attribute resource_url of the client",
                        "Correct the attribute mcp.auth_mode of the client",
                        "Correct the attribute mcp.require_dpop of the client");
    }

    @Test
    void tellsWhichOfTwoClientsWithOneResourceIsTheServer() {
        JsonNode server = realm.registerServer("https://twice.example.com", Map.of());
        realm.createClient(Map.of(
                "clientId",
                "mcp_0123456789abcdef01234567",
                "attributes",
                Map.of("resource_url", "HTTPS://twice.example.com/")));
        JsonNode twin = servers.client("mcp_0123456789abcdef01234567").get(0);
        JsonNode finding = finding("duplicate", "mcp_0123456789abcdef01234567", twin);

        assertThat(finding.get("message").asText()).contains(id(server));
        givesTokens("https://twice.example.com");
    }

    @Test
    void tellsWhichOrdinaryClientHasTheResourceOfAServer() {
        JsonNode server = realm.registerServer("https://shared.example.com", Map.of());
        realm.createClient(
                Map.of("clientId", "the-api", "attributes", Map.of("resource_url", "https://shared.example.com")));
        JsonNode finding =
                finding("duplicate", id(server), servers.client("the-api").get(0));

        assertThat(finding.get("message").asText()).contains("the-api");
        givesTokens("https://shared.example.com");
    }

    @Test
    void tellsWhichScopeIsMissingAndSavingMakesIt() {
        JsonNode server = realm.registerServer("https://scopes.example.com", Map.of());
        servers.editAttribute(server, "mcp.scopes", "missing:scope openid profile");
        JsonNode finding = finding("missing_scope", id(server), server);

        assertThat(finding.get("message").asText()).contains("missing:scope");
        realm.changeServer(id(server), Map.of());
        assertThat(findings(id(server))).isEmpty();
    }

    @Test
    void tellsWhichScopeIsOneOfAnotherProtocol() {
        admin.post(realm.adminPath("/client-scopes"), Map.of("name", "saml:scope", "protocol", "saml"));
        JsonNode server = realm.registerServer("https://saml.example.com", Map.of());
        servers.editAttribute(server, "mcp.scopes", "saml:scope");
        JsonNode finding = finding("missing_scope", id(server), server);

        assertThat(finding.get("message").asText()).contains("saml:scope", "another protocol");
        Answer tokens =
                new McpFlow(realm, "mcp-client", REDIRECT).tokens("alice", "https://saml.example.com", "saml:scope");
        assertThat(tokens.status()).as(tokens.body()).isEqualTo(200);
        assertThat(tokens.text("scope")).doesNotContain("saml:scope");
    }

    @Test
    void tellsWhichAllowedClientIsGoneAndNobodyElseIsAllowedThen() {
        realm.createMcpClient("former", REDIRECT);
        JsonNode server =
                realm.registerServer("https://allowed.example.com", Map.of("allowed_client_ids", List.of("former")));
        admin.delete(realm.adminPath("/clients/" + realm.clientUuid("former")));
        JsonNode finding = finding("unknown_reference", id(server), server);

        assertThat(finding.get("message").asText()).contains("allowed_client_ids", "[former]");
        assertThat(finding.get("fix").asText()).contains("allowed_client_ids");
        assertThat(authorizationError("https://allowed.example.com")).isEqualTo("unauthorized_client");
    }

    @Test
    void tellsWhichRequiredRoleIsGoneAndNobodyGetsInThen() {
        admin.post(realm.adminPath("/roles"), Map.of("name", "reader"));
        JsonNode server = realm.registerServer("https://role.example.com", Map.of("required_roles", List.of("reader")));
        admin.delete(realm.adminPath("/roles/reader"));
        JsonNode finding = finding("unknown_reference", id(server), server);
        McpFlow flow = new McpFlow(realm, "mcp-client", REDIRECT);
        Map<String, String> redirect = flow.logIn("alice", Map.of("resource", "https://role.example.com"));

        assertThat(finding.get("message").asText()).contains("required_roles", "[reader]");
        String error = redirect.containsKey("error")
                ? redirect.get("error")
                : flow.exchange(redirect.get("code"), Map.of()).text("error");
        assertThat(error).isEqualTo("access_denied");
    }

    @Test
    void saysWhenThereIsMoreThanItWasAskedFor() {
        try (TestRealm many = TestRealm.create()) {
            List<Map<String, Object>> broken = IntStream.range(0, 205)
                    .mapToObj(number -> Map.<String, Object>of("clientId", "mcp_%024x".formatted(number)))
                    .toList();
            Answer imported = many.admin()
                    .post(many.adminPath("/partialImport"), Map.of("ifResourceExists", "FAIL", "clients", broken));
            assertThat(imported.status()).as(imported.body()).isEqualTo(200);

            assertThat(report(many, "").get("findings")).hasSize(100);
            assertThat(report(many, "").get("complete").asBoolean()).isFalse();
            assertThat(report(many, "?max=204").get("complete").asBoolean()).isFalse();
            assertThat(report(many, "?max=205").get("complete").asBoolean()).isTrue();
            assertThat(texts(report(many, "?max=1000").get("findings"), "server_id"))
                    .hasSize(205)
                    .isSorted()
                    .doesNotHaveDuplicates();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1001", "x", "-1"})
    void refusesANumberThatItCannotGive(String max) {
        assertThat(wrongFields(admin.get(realm.adminPath("/mcp/drift?max=" + max))))
                .containsExactly("max");
    }

    @Test
    void reportsToThoseWhoMayViewAllClients() {
        Administrators.useFineGrainedPermissions(realm);
        JsonNode server = realm.registerServer("https://owned.example.com", Map.of());
        String path = realm.adminPath("/mcp/drift");
        Admin viewer = Administrators.withRoles(realm, "viewer", List.of("view-clients"));
        Admin owner = Administrators.withRoles(realm, "owner", List.of("query-clients"));
        Administrators.permit(realm, "owner", List.of("view", "manage"), List.of(server));

        assertThat(viewer.get(path).status()).isEqualTo(200);
        assertThat(owner.get(path).status()).isEqualTo(403);
    }
}

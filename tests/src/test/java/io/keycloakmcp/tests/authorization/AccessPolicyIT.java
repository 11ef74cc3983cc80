/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Claims;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which people, and which service accounts, may use an MCP server: by role, group and organization. */
final class AccessPolicyIT {

    private static final String REDIRECT = "http://127.0.0.1/callback";
    private static final String OPEN = "https://open.example.com/mcp";
    private static final String BY_ROLE = "https://role.example.com/mcp";
    private static final String BY_CLIENT_ROLE = "https://clientrole.example.com/mcp";
    private static final String BY_GROUP = "https://group.example.com/mcp";
    private static final String BY_ORGANIZATION = "https://organization.example.com/mcp";
    private static final String SECRET = "a-secret-for-tests-alone";

    private static TestRealm realm;
    private static JsonNode byRole;
    private static String staffId;
    private static String teamId;
    private static String organizationId;

    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
        realm.change(Map.of(
                "organizationsEnabled",
                true,
                "internationalizationEnabled",
                true,
                "supportedLocales",
                List.of("en", "de"),
                "enabledEventTypes",
                List.of(
                        "LOGIN",
                        "LOGIN_ERROR",
                        "CODE_TO_TOKEN_ERROR",
                        "REFRESH_TOKEN_ERROR",
                        "CLIENT_LOGIN",
                        "CLIENT_LOGIN_ERROR"),
                "displayName",
                "Example Corp"));
        realm.admin().post(realm.adminPath("/roles"), Map.of("name", "mcp-user"));
        realm.admin().post(realm.adminPath("/roles"), Map.of("name", "employee"));
        realm.admin()
                .post(
                        realm.adminPath("/roles/employee/composites"),
                        List.of(realm.admin()
                                .get(realm.adminPath("/roles/mcp-user"))
                                .json()));
        realm.createClient(Map.of("clientId", "crm"));
        realm.admin().post(realm.adminPath("/clients/" + realm.clientUuid("crm") + "/roles"), Map.of("name", "seller"));
        staffId = created(realm.admin().post(realm.adminPath("/groups"), Map.of("name", "staff")));
        teamId = created(
                realm.admin().post(realm.adminPath("/groups/" + staffId + "/children"), Map.of("name", "team")));
        organizationId = created(realm.admin()
                .post(
                        realm.adminPath("/organizations"),
                        Map.of("name", "Acme", "alias", "acme", "domains", List.of(Map.of("name", "acme.example")))));
        realm.registerServer(OPEN, Map.of());
        byRole = realm.registerServer(
                BY_ROLE,
                Map.of(
                        "name",
                        "Role <b>Server</b> ${doLogIn}",
                        "required_roles",
                        List.of("mcp-user"),
                        "contact",
                        "Ann, ext. 7"));
        realm.registerServer(BY_CLIENT_ROLE, Map.of("required_roles", List.of("crm/seller")));
        realm.registerServer(BY_GROUP, Map.of("required_groups", List.of("/staff")));
        realm.registerServer(BY_ORGANIZATION, Map.of("organization", "acme"));
        realm.createMcpClient("host", REDIRECT);
        realm.createClient(Map.of(
                "clientId",
                "agent",
                "secret",
                SECRET,
                "serviceAccountsEnabled",
                true,
                "redirectUris",
                List.of(REDIRECT),
                "attributes",
                Map.of("mcp.client", "manual")));
    }

    private static String created(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        String location = answer.header("Location");
        return location.isEmpty() ? answer.text("id") : location.substring(location.lastIndexOf('/') + 1);
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    /** Every test begins with an alice who has nothing. */
    @AfterEach
    void takeEverythingAway() {
        String alice = realm.userId("alice");
        takeRole(alice, "mcp-user");
        takeRole(alice, "employee");
        realm.admin().delete(realm.adminPath("/users/" + alice + "/groups/" + staffId));
        realm.admin().delete(realm.adminPath("/users/" + alice + "/groups/" + teamId));
        realm.admin().delete(realm.adminPath("/organizations/" + organizationId + "/members/" + alice));
    }

    private static JsonNode role(String name) {
        return realm.admin().get(realm.adminPath("/roles/" + name)).json();
    }

    private static void giveRole(String userId, String name) {
        realm.admin().post(realm.adminPath("/users/" + userId + "/role-mappings/realm"), List.of(role(name)));
    }

    private static void takeRole(String userId, String name) {
        realm.admin().delete(realm.adminPath("/users/" + userId + "/role-mappings/realm"), List.of(role(name)));
    }

    private static void join(String groupId) {
        realm.admin().put(realm.adminPath("/users/" + realm.userId("alice") + "/groups/" + groupId), Map.of());
    }

    private static McpFlow flow() {
        return new McpFlow(realm, "host", REDIRECT);
    }

    private static Map<String, String> logIn(String resource) {
        return flow().logIn("alice", Map.of("resource", resource, "state", "the-state"));
    }

    @ParameterizedTest
    @ValueSource(strings = {BY_ROLE, BY_CLIENT_ROLE, BY_GROUP, BY_ORGANIZATION})
    void whoLacksWhatIsRequiredGetsNoCode(String resource) {
        Map<String, String> redirect = logIn(resource);

        assertThat(redirect)
                .doesNotContainKey("code")
                .containsEntry("error", "access_denied")
                .containsEntry("state", "the-state")
                .containsEntry("iss", realm.issuer());
        assertThat(redirect.get("error_description")).contains("Ask the administrator of the server for access");
    }

    @Test
    void thePersonReadsWhichServerWhyNotAndWhomToAsk() {
        McpFlow flow = flow();
        flow.logIn("alice", Map.of("resource", BY_ROLE));

        assertThat(flow.lastPage().title()).isNotBlank();
        assertThat(flow.lastPage().select("#mcp-server").text()).isEqualTo("Role <b>Server</b> ${doLogIn}");
        assertThat(flow.lastPage().select("#mcp-resource").text()).isEqualTo(BY_ROLE);
        assertThat(flow.lastPage().select("#mcp-reason").text())
                .isEqualTo(
                        "Your account has none of the roles that this MCP server requires, so ask for one of those below.");
        assertThat(flow.lastPage().select("#mcp-no-access").text()).contains("mcp-user");
        assertThat(flow.lastPage().select("#mcp-username").text()).isEqualTo("alice");
        assertThat(flow.lastPage().select("#mcp-contact").text()).isEqualTo("Ann, ext. 7");
    }

    @Test
    void whereNobodyIsNamedTheRealmsAdministratorIsWhomToAsk() {
        McpFlow flow = flow();
        flow.logIn("alice", Map.of("resource", BY_GROUP));

        assertThat(flow.lastPage().select("#mcp-contact").text()).isEqualTo("The administrator of Example Corp");
        assertThat(flow.lastPage().select("#mcp-no-access").text()).contains("/staff");
    }

    @Test
    void thePersonReadsItInTheirLanguage() {
        McpFlow flow = flow();
        flow.logIn("alice", Map.of("resource", BY_ORGANIZATION, "ui_locales", "de"));

        assertThat(flow.lastPage().select("#mcp-reason").text())
                .isEqualTo(
                        "Ihr Konto ist kein Mitglied der Organisation, zu der dieser MCP-Server gehört; bitten Sie um eine"
                                + " Einladung.");
    }

    @Test
    void theEventSaysWhichRuleRefusedAndThePageHasAReferenceToIt() {
        McpFlow flow = flow();
        flow.logIn("alice", Map.of("resource", BY_ROLE));

        JsonNode event = realm.lastEvent("LOGIN_ERROR");
        assertThat(event.path("error").asText()).isEqualTo("access_denied");
        assertThat(event.at("/details/mcp_rule").asText()).isEqualTo("role_missing");
        assertThat(event.at("/details/mcp_server").asText())
                .isEqualTo(byRole.get("server_id").asText());
        assertThat(event.at("/details/resource").asText()).isEqualTo(BY_ROLE);
        assertThat(event.path("userId").asText()).isEqualTo(realm.userId("alice"));
        assertThat(flow.lastPage().select("#mcp-reference").text())
                .isEqualTo(event.at("/details/code_id").asText());
    }

    @Test
    void aRoleLetsIn() {
        giveRole(realm.userId("alice"), "mcp-user");

        assertThat(logIn(BY_ROLE)).containsKey("code");
    }

    @Test
    void aCompositeRoleLetsIn() {
        giveRole(realm.userId("alice"), "employee");

        assertThat(logIn(BY_ROLE)).containsKey("code");
    }

    @Test
    void aClientRoleLetsIn() {
        String crm = realm.clientUuid("crm");
        String path = realm.adminPath("/users/" + realm.userId("alice") + "/role-mappings/clients/" + crm);
        List<JsonNode> seller = List.of(realm.admin()
                .get(realm.adminPath("/clients/" + crm + "/roles/seller"))
                .json());
        realm.admin().post(path, seller);

        assertThat(logIn(BY_CLIENT_ROLE)).containsKey("code");

        realm.admin().delete(path, seller);
        assertThat(logIn(BY_CLIENT_ROLE)).containsEntry("error", "access_denied");
    }

    @Test
    void aGroupLetsIn() {
        join(staffId);

        assertThat(logIn(BY_GROUP)).containsKey("code");
    }

    @Test
    void aSubgroupLetsIn() {
        join(teamId);

        assertThat(logIn(BY_GROUP)).containsKey("code");
    }

    @Test
    void aGroupOfTheSameNameElsewhereDoesNotLetIn() {
        String other = created(realm.admin().post(realm.adminPath("/groups"), Map.of("name", "other")));
        String impostor =
                created(realm.admin().post(realm.adminPath("/groups/" + other + "/children"), Map.of("name", "staff")));
        join(impostor);

        assertThat(logIn(BY_GROUP)).containsEntry("error", "access_denied");
        realm.admin().delete(realm.adminPath("/groups/" + other));
    }

    @Test
    void aMemberOfTheOrganizationGetsInAndIsOutWithIt() {
        String alice = realm.userId("alice");
        Answer joined = realm.admin().post(realm.adminPath("/organizations/" + organizationId + "/members"), alice);
        assertThat(joined.status()).isEqualTo(201);

        McpFlow flow = flow();
        Answer tokens = flow.tokens("alice", BY_ORGANIZATION, "");
        assertThat(Claims.ofAccessToken(tokens)).containsEntry("aud", BY_ORGANIZATION);

        realm.admin().delete(realm.adminPath("/organizations/" + organizationId + "/members/" + alice));
        assertThat(flow.refresh(tokens.text("refresh_token"), Map.of()).text("error"))
                .isEqualTo("access_denied");
    }

    @Test
    void anOrganizationThatIsDisabledLetsNobodyIn() {
        String alice = realm.userId("alice");
        realm.admin().post(realm.adminPath("/organizations/" + organizationId + "/members"), alice);
        JsonNode acme = realm.admin()
                .get(realm.adminPath("/organizations/" + organizationId))
                .json();
        try {
            realm.admin().put(realm.adminPath("/organizations/" + organizationId), enabled(acme, false));
            assertThat(logIn(BY_ORGANIZATION)).doesNotContainKey("code");
        } finally {
            realm.admin().put(realm.adminPath("/organizations/" + organizationId), enabled(acme, true));
        }
    }

    private static JsonNode enabled(JsonNode organization, boolean enabled) {
        return ((ObjectNode) organization.deepCopy()).put("enabled", enabled);
    }

    @Test
    void anExistingSessionDoesNotLetIn() {
        McpFlow flow = flow();
        assertThat(flow.logIn("alice", Map.of("resource", OPEN))).containsKey("code");

        assertThat(flow.logIn("alice", Map.of("resource", BY_ROLE))).containsEntry("error", "access_denied");
        assertThat(flow.logIn("alice", Map.of("resource", OPEN))).containsKey("code");
    }

    @Test
    void withoutAPageToShowTheClientLearnsThatOneIsNeeded() {
        McpFlow flow = flow();
        flow.logIn("alice", Map.of("resource", OPEN));

        assertThat(McpFlow.query(flow.authorize(Map.of("resource", BY_ROLE, "prompt", "none"))
                        .header("Location")))
                .containsEntry("error", "interaction_required");
    }

    @Test
    void takingTheRoleAwayStopsTheCodeAndTheNextRefresh() {
        String alice = realm.userId("alice");
        giveRole(alice, "mcp-user");
        McpFlow flow = flow();
        Answer tokens = flow.tokens("alice", BY_ROLE, "");
        String code = flow.logIn("alice", Map.of("resource", BY_ROLE)).get("code");
        takeRole(alice, "mcp-user");

        assertThat(flow.exchange(code, Map.of("resource", BY_ROLE)).text("error"))
                .isEqualTo("access_denied");
        assertThat(realm.lastEvent("CODE_TO_TOKEN_ERROR")
                        .at("/details/mcp_rule")
                        .asText())
                .isEqualTo("role_missing");
        Answer refused = flow.refresh(tokens.text("refresh_token"), Map.of());
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("error")).isEqualTo("access_denied");
        assertThat(realm.lastEvent("REFRESH_TOKEN_ERROR")
                        .at("/details/mcp_rule")
                        .asText())
                .isEqualTo("role_missing");
    }

    @Test
    void aServiceAccountNeedsRolesOfItsOwn() {
        Map<String, String> form = new HashMap<>(Map.of(
                "grant_type",
                "client_credentials",
                "client_id",
                "agent",
                "client_secret",
                SECRET,
                "resource",
                BY_ROLE));
        Answer refused = Http.plain().postForm(realm.tokenEndpoint(), form);
        assertThat(refused.text("error")).isEqualTo("access_denied");
        assertThat(realm.lastEvent("CLIENT_LOGIN_ERROR").at("/details/mcp_rule").asText())
                .isEqualTo("role_missing");

        String account = realm.admin()
                .get(realm.adminPath("/clients/" + realm.clientUuid("agent") + "/service-account-user"))
                .text("id");
        giveRole(account, "mcp-user");
        assertThat(Claims.ofAccessToken(Http.plain().postForm(realm.tokenEndpoint(), form)))
                .containsEntry("aud", BY_ROLE);
        assertThat(realm.lastEvent("CLIENT_LOGIN").at("/details/mcp_server").asText())
                .isEqualTo(byRole.get("server_id").asText());
    }

    @Test
    void allPartsMustBeMet() {
        String both = "https://both.example.com/mcp";
        realm.registerServer(both, Map.of("required_roles", List.of("mcp-user"), "required_groups", List.of("/staff")));
        giveRole(realm.userId("alice"), "mcp-user");
        assertThat(logIn(both)).containsEntry("error", "access_denied");

        join(staffId);
        assertThat(logIn(both)).containsKey("code");
    }

    @Test
    void aRoleThatWasDeletedLetsNobodyIn() {
        String resource = "https://gone.example.com/mcp";
        realm.admin().post(realm.adminPath("/roles"), Map.of("name", "short-lived"));
        giveRole(realm.userId("alice"), "short-lived");
        realm.registerServer(resource, Map.of("required_roles", List.of("short-lived")));
        assertThat(logIn(resource)).containsKey("code");

        realm.admin().delete(realm.adminPath("/roles/short-lived"));
        assertThat(logIn(resource)).containsEntry("error", "access_denied");
    }

    @Test
    void switchingTheRequiredActionOffOpensNothing() {
        String path = realm.adminPath("/authentication/required-actions/mcp-login-check");
        JsonNode action = realm.admin().get(path).json();
        assertThat(action.path("enabled").asBoolean()).isTrue();
        realm.admin().put(path, ((ObjectNode) action.deepCopy()).put("enabled", false));

        assertThat(logIn(BY_ROLE)).containsEntry("error", "access_denied");
        assertThat(realm.admin().get(path).json().path("enabled").asBoolean()).isTrue();
    }
}

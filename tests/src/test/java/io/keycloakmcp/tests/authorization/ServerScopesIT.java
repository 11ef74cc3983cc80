/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Claims;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Scopes as each server means them: who may have them, and that servers which share names share nothing else. */
final class ServerScopesIT {

    private static final String REDIRECT = "http://127.0.0.1/callback";
    private static final String FILES = "https://files.example.com/mcp";
    private static final String NOTES = "https://notes.example.com/mcp";
    private static final String SECRET = "a-secret-for-tests-alone";

    private static TestRealm realm;

    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
        realm.change(Map.of("enabledEventTypes", List.of("LOGIN", "CODE_TO_TOKEN", "REFRESH_TOKEN")));
        realm.admin().post(realm.adminPath("/roles"), Map.of("name", "editor"));
        realm.registerServer(
                FILES,
                Map.of(
                        "scopes",
                        List.of(
                                Map.of("name", "items:read", "description", "Read your files"),
                                Map.of("name", "items:write", "required_roles", List.of("editor")))));
        realm.registerServer(NOTES, Map.of("scopes_supported", "items:read items:write notes:share"));
        realm.createMcpClient("host", REDIRECT);
        realm.createClient(Map.of(
                "clientId",
                "asking",
                "publicClient",
                true,
                "consentRequired",
                true,
                "redirectUris",
                List.of(REDIRECT),
                "attributes",
                Map.of("mcp.client", "manual", "oauth2.device.authorization.grant.enabled", "true")));
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

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    @AfterEach
    void takeTheRoleAway() {
        takeRole(realm.userId("alice"));
    }

    private static List<JsonNode> editor() {
        return List.of(realm.admin().get(realm.adminPath("/roles/editor")).json());
    }

    private static void giveRole(String userId) {
        realm.admin().post(realm.adminPath("/users/" + userId + "/role-mappings/realm"), editor());
    }

    private static void takeRole(String userId) {
        realm.admin().delete(realm.adminPath("/users/" + userId + "/role-mappings/realm"), editor());
    }

    private static Set<String> scopes(Answer tokens) {
        Set<String> said = names(tokens.text("scope"));
        assertThat(names((String) Claims.ofAccessToken(tokens).get("scope")))
                .as("what the token has and what the answer says")
                .isEqualTo(said);
        return said;
    }

    private static Set<String> names(String scope) {
        return Arrays.stream(scope.split(" ")).filter(name -> !name.isEmpty()).collect(Collectors.toSet());
    }

    private static McpFlow flow(String client) {
        return new McpFlow(realm, client, REDIRECT);
    }

    @Test
    void aScopeThatNeedsARoleIsLeftOutWithoutIt() {
        Answer tokens = flow("host").tokens("alice", FILES, "openid items:read items:write");

        assertThat(scopes(tokens)).containsExactlyInAnyOrder("openid", "items:read");
        assertThat(realm.lastEvent("LOGIN").at("/details/mcp_scope").asText().split(" "))
                .containsExactlyInAnyOrder("openid", "items:read");
        assertThat(realm.lastEvent("CODE_TO_TOKEN")
                        .at("/details/mcp_scope")
                        .asText()
                        .split(" "))
                .containsExactlyInAnyOrder("openid", "items:read");
    }

    @Test
    void aScopeThatNeedsARoleIsGrantedWithIt() {
        giveRole(realm.userId("alice"));

        assertThat(scopes(flow("host").tokens("alice", FILES, "items:read items:write")))
                .containsExactlyInAnyOrder("items:read", "items:write");
    }

    @Test
    void theSameNameMayBeFreeAtAnotherServer() {
        assertThat(scopes(flow("host").tokens("alice", NOTES, "items:read items:write")))
                .containsExactlyInAnyOrder("items:read", "items:write");
    }

    @Test
    void theNextRefreshFollowsTheRoleAndGivesNothingBackThatWasNotGranted() {
        String alice = realm.userId("alice");
        giveRole(alice);
        McpFlow flow = flow("host");
        Answer tokens = flow.tokens("alice", FILES, "items:read items:write");
        takeRole(alice);

        Answer refreshed = flow.refresh(tokens.text("refresh_token"), Map.of());
        assertThat(scopes(refreshed)).containsExactly("items:read");
        assertThat(realm.lastEvent("REFRESH_TOKEN").at("/details/mcp_scope").asText())
                .isEqualTo("items:read");

        giveRole(alice);
        assertThat(scopes(flow.refresh(refreshed.text("refresh_token"), Map.of())))
                .containsExactly("items:read");
    }

    @Test
    void askingForMoreAtTheRefreshGivesNoMore() {
        McpFlow flow = flow("host");
        Answer tokens = flow.tokens("alice", FILES, "items:read items:write");
        giveRole(realm.userId("alice"));

        Answer refreshed =
                flow.refresh(tokens.text("refresh_token"), Map.of("scope", "items:read items:write notes:share"));
        if (refreshed.status() == 200) {
            assertThat(scopes(refreshed)).containsExactly("items:read");
        } else {
            assertThat(refreshed.text("error")).isEqualTo("invalid_scope");
        }
    }

    @Test
    void consentIsAskedForWhatThePersonMayHaveAtThisServerAlone() {
        McpFlow flow = flow("asking");
        Answer tokens = flow.tokens("bob", FILES, "items:read items:write notes:share");

        assertThat(scopes(tokens)).containsExactly("items:read");
        assertThat(flow.lastPage().text()).contains("items:read").doesNotContain("items:write", "notes:share");
        assertThat(scopes(flow.refresh(tokens.text("refresh_token"), Map.of()))).containsExactly("items:read");
    }

    @Test
    void aDeviceGetsWhatThePersonMayHaveAlone() {
        Answer device = Http.plain()
                .postForm(
                        realm.issuer() + "/protocol/openid-connect/auth/device",
                        Map.of("client_id", "asking", "resource", FILES, "scope", "items:read items:write"));
        assertThat(device.status()).as(device.body()).isEqualTo(200);
        McpFlow flow = flow("asking");
        flow.approveDevice(device.text("verification_uri_complete"), "alice");

        Answer tokens = Http.plain()
                .postForm(
                        realm.tokenEndpoint(),
                        Map.of(
                                "grant_type", "urn:ietf:params:oauth:grant-type:device_code",
                                "client_id", "asking",
                                "device_code", device.text("device_code")));
        assertThat(scopes(tokens)).containsExactly("items:read");
        assertThat(flow.lastPage().text()).contains("items:read").doesNotContain("items:write");
    }

    @Test
    void aServiceAccountGetsScopesByItsOwnRoles() {
        Map<String, String> form = Map.of(
                "grant_type", "client_credentials",
                "client_id", "agent",
                "client_secret", SECRET,
                "resource", FILES,
                "scope", "items:read items:write");
        assertThat(scopes(Http.plain().postForm(realm.tokenEndpoint(), form))).containsExactly("items:read");

        giveRole(realm.admin()
                .get(realm.adminPath("/clients/" + realm.clientUuid("agent") + "/service-account-user"))
                .text("id"));
        assertThat(scopes(Http.plain().postForm(realm.tokenEndpoint(), form)))
                .containsExactlyInAnyOrder("items:read", "items:write");
    }

    @Test
    void aScopeThatIsAddedReachesAClientThatCameBefore() {
        String resource = "https://growing.example.com/mcp";
        String serverId = realm.registerServer(resource, Map.of("scopes_supported", "growing:a"))
                .get("server_id")
                .asText();
        assertThat(scopes(flow("host").tokens("alice", resource, "growing:a"))).containsExactly("growing:a");

        realm.changeServer(serverId, Map.of("scopes_supported", List.of("growing:a", "growing:b")));
        assertThat(scopes(flow("host").tokens("alice", resource, "growing:a growing:b")))
                .containsExactlyInAnyOrder("growing:a", "growing:b");
    }

    @Test
    void aScopeThatIsRemovedIsNotInTheNextToken() {
        String resource = "https://shrinking.example.com/mcp";
        String serverId = realm.registerServer(resource, Map.of("scopes_supported", "shrinking:a items:read"))
                .get("server_id")
                .asText();
        McpFlow flow = flow("host");
        Answer tokens = flow.tokens("alice", resource, "shrinking:a items:read");

        // One name is still used by others, and one is gone from the realm.
        realm.changeServer(serverId, Map.of("scopes_supported", List.of("shrinking:a")));
        Answer refreshed = flow.refresh(tokens.text("refresh_token"), Map.of());
        assertThat(scopes(refreshed)).containsExactly("shrinking:a");

        realm.changeServer(serverId, Map.of("scopes_supported", List.of()));
        Answer last = flow.refresh(refreshed.text("refresh_token"), Map.of());
        assertThat(last.status()).as(last.body()).isEqualTo(200);
        assertThat(names(last.text("scope"))).isEmpty();
    }
}

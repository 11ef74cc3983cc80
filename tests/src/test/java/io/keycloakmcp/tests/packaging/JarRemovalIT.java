/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.tests.keycloak.Admin;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Claims;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.Installation;
import io.keycloakmcp.tests.keycloak.KeycloakServer;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A realm's way through three starts of one installation: imported at the first, without the JAR at the second, and
 * with it again at the third, which also imports a full export of the realm under another name. The realm is that of
 * the documentation. The third start is without the section of the admin console, too.
 */
@Tag("once")
final class JarRemovalIT {

    private static final Path EXAMPLE = Path.of("../docs/examples/realm.json");
    private static final String REDIRECT = "http://127.0.0.1/callback";
    private static final String IMPORTED = "https://mcp.example.com/mcp";
    private static final String REGISTERED = "https://registered.example.com";
    private static final String MADE_MEANWHILE = "https://tool.example.com";
    private static final String MADE_MEANWHILE_ID = "mcp_766ec5708c118f57982b3c30";

    private static JsonNode afterImport;
    private static JsonNode beforeRemoval;
    private static String secret;

    private static Answer registryMeanwhile;
    private static Answer loginMeanwhile;
    private static Answer clientMeanwhile;

    private static String rotating;
    private static String usedRefreshToken;
    private static String newestRefreshToken;

    private static KeycloakServer server;
    private static TestRealm work;
    private static TestRealm copy;
    private static Answer metadataAtStart;

    @BeforeAll
    static void startThreeTimes() throws IOException {
        Installation installation = Installation.create("jar-removal");
        installation.putJar();
        installation.importAtStart(Files.readString(EXAMPLE));
        try (KeycloakServer first = installation.start("--import-realm")) {
            prepare(TestRealm.existing(first.base(), "work"));
            prepareRotation(TestRealm.create(first.base()));
        }
        String export = installation.export("work");
        installation.removeJar();
        try (KeycloakServer second = installation.start()) {
            changeMeanwhile(TestRealm.existing(second.base(), "work"));
        }
        installation.putJar();
        installation.importAtStart(renamed(export));
        server = installation.start("--import-realm", "--spi-theme-selector--mcp--enabled=false");
        work = TestRealm.existing(server.base(), "work");
        copy = TestRealm.existing(server.base(), "copy");
        metadataAtStart = Http.plain().get(work.issuer() + "/.well-known/openid-configuration");
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static void prepare(TestRealm realm) {
        Admin admin = realm.admin();
        afterImport = admin.get(realm.adminPath("/mcp/servers")).json();
        admin.post(realm.adminPath("/roles"), Map.of("name", "reader"));
        realm.createMcpClient("mcp-client", REDIRECT);
        realm.createClient(Map.of("clientId", "app", "publicClient", true, "directAccessGrantsEnabled", true));
        Map<String, Object> alice = Map.of(
                "username",
                "alice",
                "enabled",
                true,
                "email",
                "alice@example.org",
                "firstName",
                "Alice",
                "lastName",
                "Example",
                "credentials",
                List.of(Map.of("type", "password", "value", "alice")),
                "realmRoles",
                List.of("reader"));
        Answer users = admin.post(
                realm.adminPath("/partialImport"), Map.of("ifResourceExists", "FAIL", "users", List.of(alice)));
        assertThat(users.status()).as(users.body()).isEqualTo(200);
        secret = realm.registerServer(
                        REGISTERED,
                        Map.of(
                                "scopes_supported",
                                "reg:read",
                                "required_roles",
                                List.of("reader"),
                                "allowed_client_ids",
                                List.of("mcp-client")))
                .get("client_secret")
                .asText();
        beforeRemoval = admin.get(realm.adminPath("/mcp/servers")).json();
    }

    /** A realm that has the same issuer at every start, so that its tokens stay good. */
    private static void prepareRotation(TestRealm realm) {
        rotating = realm.name();
        realm.change(Map.of("attributes", Map.of("frontendUrl", "https://keycloak.example.com")));
        realm.registerServer(REGISTERED, Map.of());
        realm.createClient(Map.of(
                "clientId",
                "mcp-client",
                "publicClient",
                true,
                "directAccessGrantsEnabled",
                true,
                "attributes",
                Map.of("mcp.client", "manual")));
        usedRefreshToken = Http.plain()
                .postForm(
                        realm.tokenEndpoint(),
                        Map.of(
                                "grant_type", "password",
                                "client_id", "mcp-client",
                                "username", "alice",
                                "password", "alice",
                                "resource", REGISTERED,
                                "scope", "offline_access"))
                .text("refresh_token");
        McpFlow flow = new McpFlow(realm, "mcp-client", REDIRECT);
        String second = flow.refresh(usedRefreshToken, Map.of()).text("refresh_token");
        newestRefreshToken = flow.refresh(second, Map.of()).text("refresh_token");
    }

    private static void changeMeanwhile(TestRealm realm) {
        Admin admin = realm.admin();
        registryMeanwhile = admin.get(realm.adminPath("/mcp/servers"));
        loginMeanwhile = Http.plain()
                .postForm(
                        realm.tokenEndpoint(),
                        Map.of("grant_type", "password", "client_id", "app", "username", "alice", "password", "alice"));
        clientMeanwhile = admin.get(realm.adminPath("/clients?clientId=" + id(IMPORTED)));
        // Tools that keep a realm in code replace all its attributes, so they drop what says that it has servers.
        ObjectNode representation = (ObjectNode) admin.get(realm.adminPath("")).json();
        representation.putObject("attributes");
        assertThat(admin.put(realm.adminPath(""), representation.put("displayName", "Changed meanwhile"))
                        .status())
                .isEqualTo(204);
        ObjectNode client = (ObjectNode) clientMeanwhile.json().get(0);
        assertThat(admin.put(
                                realm.adminPath("/clients/" + client.get("id").asText()),
                                client.put("name", "Changed meanwhile"))
                        .status())
                .isEqualTo(204);
        realm.createClient(Map.of("clientId", MADE_MEANWHILE_ID, "attributes", Map.of("resource_url", MADE_MEANWHILE)));
    }

    /** Ids of what is in a realm are unique in the whole database. */
    private static String renamed(String export) {
        return export.replaceAll("\"(id|containerId)\" *: *\"[0-9a-f-]{36}\",?", "")
                .replaceAll(",\\s*}", "}")
                .replaceAll("\"realm\" *: *\"work\"", "\"realm\":\"copy\"")
                .replace("default-roles-work", "default-roles-copy")
                .replace("/realms/work/", "/realms/copy/")
                .replace("/admin/work/", "/admin/copy/");
    }

    private static String id(String resource) {
        return StreamSupport.stream(beforeRemoval.get("servers").spliterator(), false)
                .filter(found -> found.get("resource_uri").asText().equals(resource))
                .findFirst()
                .orElseThrow()
                .get("server_id")
                .asText();
    }

    private static JsonNode shown(TestRealm realm, String serverId) {
        return realm.admin().get(realm.adminPath("/mcp/servers/" + serverId)).json();
    }

    /** All but what differs from realm to realm. */
    private static JsonNode settings(JsonNode server) {
        return ((ObjectNode) server.deepCopy()).without(List.of("id", "discovery"));
    }

    private static Map<String, Object> token(TestRealm realm, String resource, String scope) {
        return Claims.ofAccessToken(new McpFlow(realm, "mcp-client", REDIRECT).tokens("alice", resource, scope));
    }

    @Test
    void takesTheServerOfTheExampleAtTheFirstStart() {
        assertThat(afterImport.get("total").asInt()).isEqualTo(1);
        assertThat(afterImport.at("/servers/0/resource_uri").asText()).isEqualTo(IMPORTED);
        assertThat(afterImport.at("/servers/0/token_lifetime").asInt()).isEqualTo(600);
        assertThat(afterImport.at("/servers/0/scopes_supported"))
                .extracting(JsonNode::asText)
                .containsExactly("code:read", "code:write");
    }

    @Test
    void lettingPeopleInGoesOnWithoutTheJar() {
        assertThat(loginMeanwhile.status()).as(loginMeanwhile.body()).isEqualTo(200);
        assertThat(registryMeanwhile.status()).isEqualTo(404);
        assertThat(clientMeanwhile.json().at("/0/attributes/resource_url").asText())
                .isEqualTo(IMPORTED);
    }

    @Test
    void givesEverythingBackWithTheJar() {
        assertThat(shown(work, id(REGISTERED)).toString())
                .isEqualTo(server(beforeRemoval, REGISTERED)
                        .toString()
                        .replaceAll("http://localhost:[0-9]+", server.base()));
        assertThat(shown(work, id(IMPORTED)).get("name").asText()).isEqualTo("Changed meanwhile");
        assertThat(shown(work, MADE_MEANWHILE_ID).get("resource_uri").asText()).isEqualTo(MADE_MEANWHILE);
    }

    private static JsonNode server(JsonNode list, String resource) {
        return StreamSupport.stream(list.get("servers").spliterator(), false)
                .filter(found -> found.get("resource_uri").asText().equals(resource))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void knowsAtStartThatTheRealmHasServersThoughSomethingElseForgotIt() {
        assertThat(metadataAtStart.text("registration_endpoint")).endsWith("/clients-registrations/mcp");
    }

    @Test
    void issuesTokensForTheServersFromBefore() {
        assertThat(token(work, IMPORTED, "code:read"))
                .containsEntry("aud", IMPORTED)
                .containsEntry("scope", "code:read");
        assertThat(token(work, REGISTERED, "reg:read")).containsEntry("aud", REGISTERED);
    }

    @Test
    void issuesTokensForAServerThatWasMadeWithoutTheJar() {
        assertThat(token(work, MADE_MEANWHILE, "")).containsEntry("aud", MADE_MEANWHILE);
    }

    @Test
    void knowsWhichRefreshTokensWereUsedBeforeTheRestarts() {
        McpFlow flow = new McpFlow(TestRealm.existing(server.base(), rotating), "mcp-client", REDIRECT);

        Answer next = flow.refresh(newestRefreshToken, Map.of());
        assertThat(next.status()).as(next.body()).isEqualTo(200);
        assertThat(flow.refresh(usedRefreshToken, Map.of()).text("error")).isEqualTo("invalid_grant");
        assertThat(flow.refresh(next.text("refresh_token"), Map.of()).text("error"))
                .isEqualTo("invalid_grant");
    }

    @Test
    void leavesTheConsoleAloneWhereTheSectionIsSwitchedOff() {
        assertThat(console("work")).contains("/admin/keycloak.v2/").doesNotContain("/admin/mcp/");
        assertThat(work.admin().get(work.adminPath("/mcp/doctor")).json().get("findings"))
                .extracting(finding -> finding.get("id").asText())
                .contains("console_theme");
    }

    @Test
    void addsTheSectionWhereARealmHasChosenItThoughItIsSwitchedOff() {
        copy.change(Map.of("adminTheme", "mcp"));

        assertThat(console("copy")).contains("/admin/mcp/");
    }

    private static String console(String realm) {
        Answer console = Http.plain().get(server.base() + "/admin/" + realm + "/console/");
        assertThat(console.status()).isEqualTo(200);
        return console.body();
    }

    @Test
    void takesAFullExportWithSecrets() {
        assertThat(copy.admin()
                        .get(copy.adminPath("/mcp/servers"))
                        .json()
                        .get("total")
                        .asInt())
                .isEqualTo(2);
        assertThat(settings(shown(copy, id(REGISTERED)))).isEqualTo(settings(server(beforeRemoval, REGISTERED)));
        assertThat(token(copy, REGISTERED, "reg:read")).containsEntry("aud", REGISTERED);

        String token = new McpFlow(copy, "mcp-client", REDIRECT)
                .tokens("alice", REGISTERED, "")
                .text("access_token");
        Answer introspected = Http.plain()
                .postForm(
                        copy.tokenEndpoint() + "/introspect",
                        Map.of("client_id", id(REGISTERED), "client_secret", secret, "token", token));
        assertThat(introspected.json().get("active").asBoolean())
                .as(introspected.body())
                .isTrue();
    }
}

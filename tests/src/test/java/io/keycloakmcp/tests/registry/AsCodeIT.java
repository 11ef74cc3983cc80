/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.registry;

import static io.keycloakmcp.tests.registry.Servers.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.tests.keycloak.Admin;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Claims;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.TestRealm;
import io.keycloakmcp.tests.programs.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code docs/as-code.md} says, with the files in {@code docs/examples}. */
final class AsCodeIT {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Path DOCS = Path.of("../docs");
    private static final String REDIRECT = "http://127.0.0.1/callback";
    private static final String RESOURCE = "https://mcp.example.com/mcp";
    private static final String SERVER_ID = "mcp_7a930d27a3f5c4643da88c17";

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

    @AfterEach
    void removeTheExample() {
        servers.client(SERVER_ID)
                .forEach(client -> admin.delete(
                        realm.adminPath("/clients/" + client.get("id").asText())));
    }

    private static String example(String name) throws IOException {
        return Files.readString(DOCS.resolve("examples").resolve(name));
    }

    private static ObjectNode client() throws IOException {
        return (ObjectNode) MAPPER.readTree(example("mcp-server.json"));
    }

    private static void isTheExample(JsonNode server) {
        assertThat(server.get("server_id").asText()).isEqualTo(SERVER_ID);
        assertThat(server.get("resource_uri").asText()).isEqualTo(RESOURCE);
        assertThat(server.get("name").asText()).isEqualTo("Code search");
        assertThat(texts(server.get("scopes_supported"))).containsExactly("code:read", "code:write");
        assertThat(server.get("token_lifetime").asInt()).isEqualTo(600);
    }

    private static void givesTokens(String scope) {
        assertThat(Claims.ofAccessToken(new McpFlow(realm, "mcp-client", REDIRECT).tokens("alice", RESOURCE, scope)))
                .containsEntry("aud", RESOURCE)
                .containsEntry("scope", scope);
    }

    @Test
    void theShellComputesTheIdOfAServer() throws IOException {
        Matcher block = Pattern.compile("```bash\n([^`]*sha256sum[^`]*)```")
                .matcher(Files.readString(DOCS.resolve("as-code.md")));
        assertThat(block.find()).isTrue();
        Program shell = Program.start(DOCS, Map.of(), List.of("sh", "-c", block.group(1)));

        assertThat(shell.run(line -> {})).isZero();
        assertThat(shell.output()).isEqualTo(SERVER_ID);
        assertThat(client().get("clientId").asText()).isEqualTo(SERVER_ID);
    }

    @Test
    void takesTheExampleOfARealm() throws IOException {
        ObjectNode example = (ObjectNode) MAPPER.readTree(example("realm.json"));
        try (TestRealm imported = TestRealm.existing(realm.base(), realm.name() + "-work")) {
            Answer answer = admin.post("/realms", example.put("realm", imported.name()));
            assertThat(answer.status()).as(answer.body()).isEqualTo(201);

            isTheExample(admin.get(imported.adminPath("/mcp/servers")).json().at("/servers/0"));
        }
    }

    @Test
    void takesTheExampleOfAClientByPartialImport() throws IOException {
        Answer answer = admin.post(
                realm.adminPath("/partialImport"), Map.of("ifResourceExists", "FAIL", "clients", List.of(client())));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);

        isTheExample(admin.get(servers.path() + "/" + SERVER_ID).json());
        givesTokens("code:read");
    }

    @Test
    void theExampleForTerraformSaysTheSame() throws IOException {
        String terraform = example("main.tf");
        JsonNode client = client();

        assertThat(terraform)
                .contains("\"" + RESOURCE + "\"")
                .contains("\"" + client.get("name").asText() + "\"");
        client.get("attributes").properties().forEach(attribute -> {
            String value = attribute.getKey().equals("resource_url")
                    ? "local.resource"
                    : "\"" + attribute.getValue().asText() + "\"";
            assertThat(terraform)
                    .containsPattern("\"" + Pattern.quote(attribute.getKey()) + "\" *= " + Pattern.quote(value));
        });
    }

    @ParameterizedTest
    @CsvSource({
        "mcp.status, draft, status, draft",
        "mcp.transport, http_sse, transport, http_sse",
        "mcp.auth_mode, none, auth_mode, none",
        "mcp.endpoint_url, https://mcp.example.com/mcp/sse, endpoint_url, https://mcp.example.com/mcp/sse",
        "mcp.allowed_client_ids, account##admin-cli, allowed_client_ids, account admin-cli",
        "mcp.required_roles, offline_access##account/view-profile, required_roles, offline_access account/view-profile",
        "mcp.require_pkce, false, require_pkce, false",
        "mcp.require_dpop, true, require_dpop, true",
        "mcp.resource_param_optional, true, require_resource_param, false",
        "mcp.scopes, '', scopes_supported, ''",
        "mcp.token_lifetime, '', token_lifetime, 3600"
    })
    void readsEachFieldFromItsAttribute(String attribute, String value, String field, String shown) throws IOException {
        ObjectNode client = client();
        client.withObject("attributes").put(attribute, value);
        assertThat(admin.post(realm.adminPath("/clients"), client).status()).isEqualTo(201);
        JsonNode found = admin.get(servers.path() + "/" + SERVER_ID).json().get(field);

        assertThat(found.isArray() ? String.join(" ", texts(found)) : found.asText())
                .isEqualTo(shown);
    }

    /** These are the calls that keycloak-config-cli makes for a realm that exists. */
    @Test
    void goesOnWhereAToolReplacesTheRealmsAttributesAndAddsToThoseOfClients() throws IOException {
        assertThat(admin.post(realm.adminPath("/clients"), client().put("description", "First"))
                        .status())
                .isEqualTo(201);
        JsonNode server = servers.client(SERVER_ID).get(0);
        servers.editAttribute(server, "mcp.resource_param_optional", "true");
        assertThat(admin.put(
                                realm.adminPath(""),
                                Map.of("realm", realm.name(), "attributes", Map.of("import-checksum", "1")))
                        .status())
                .isEqualTo(204);
        ObjectNode known = (ObjectNode) servers.client(SERVER_ID).get(0);
        client().properties().stream()
                .filter(field -> !field.getKey().equals("attributes"))
                .forEach(field -> known.set(field.getKey(), field.getValue()));
        ObjectNode attributes = known.withObject("attributes");
        client().get("attributes").properties().forEach(field -> attributes.set(field.getKey(), field.getValue()));
        attributes.put("mcp.resource_param_optional", "");
        assertThat(admin.put(realm.adminPath("/clients/" + known.get("id").asText()), known)
                        .status())
                .isEqualTo(204);

        isTheExample(admin.get(servers.path() + "/" + SERVER_ID).json());
        assertThat(admin.get(servers.path() + "/" + SERVER_ID)
                        .json()
                        .get("require_resource_param")
                        .asBoolean())
                .isTrue();
        assertThat(Http.plain()
                        .get(realm.issuer() + "/.well-known/openid-configuration")
                        .text("registration_endpoint"))
                .endsWith("/clients-registrations/mcp");
        givesTokens("code:write");
    }

    @Test
    void namesTheSecretThatAPartialImportGuessedAndRenewsIt() throws IOException {
        assertThat(admin.post(realm.adminPath("/clients"), client()).status()).isEqualTo(201);
        JsonNode export = admin.post(realm.adminPath("/partial-export?exportClients=true"), "")
                .json();
        List<JsonNode> exported = new ArrayList<>();
        export.get("clients").forEach(found -> {
            if (found.get("clientId").asText().equals(SERVER_ID)) {
                exported.add(((ObjectNode) found).without("id"));
            }
        });
        try (TestRealm other = TestRealm.create()) {
            Answer imported = admin.post(
                    other.adminPath("/partialImport"), Map.of("ifResourceExists", "FAIL", "clients", exported));
            assertThat(imported.status()).as(imported.body()).isEqualTo(200);
            JsonNode finding = admin.get(other.adminPath("/mcp/drift")).json().at("/findings/0");

            assertThat(finding.get("kind").asText()).isEqualTo("masked_secret");
            assertThat(finding.get("server_id").asText()).isEqualTo(SERVER_ID);
            assertThat(finding.get("fix").asText()).contains("/" + SERVER_ID + "/secret");
            assertThat(admin.post(other.adminPath("/mcp/servers/" + SERVER_ID + "/secret"), "")
                            .status())
                    .isEqualTo(200);
            assertThat(texts(admin.get(other.adminPath("/mcp/drift")).json().get("findings"), "kind"))
                    .containsOnly("missing_scope");
        }
    }

    /** The program takes seconds to start, which is why this is one test, and in one round. */
    @Test
    @Tag("once")
    void kcadmKeepsServers() {
        kcadm(
                "create",
                "clients",
                "-f",
                DOCS.resolve("examples/mcp-server.json").toString());
        isTheExample(json(kcadm("get", "mcp/servers")).at("/servers/0"));
        kcadm("update", "mcp/servers/" + SERVER_ID, "-m", "-s", "status=suspended");
        assertThat(admin.get(servers.path() + "/" + SERVER_ID).text("status")).isEqualTo("suspended");
        assertThat(texts(json(kcadm("get", "mcp/drift")).get("findings"), "kind"))
                .isEmpty();
        kcadm("delete", "mcp/servers/" + SERVER_ID);
        assertThat(servers.client(SERVER_ID)).isEmpty();

        kcadm("create", "mcp/servers", "-s", "name=Search", "-s", "resource_uri=https://search.example.com");
        assertThat(admin.get(servers.path()).json().at("/servers/0/name").asText())
                .isEqualTo("Search");
    }

    private static String kcadm(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("keycloak.home"), "bin/kcadm.sh").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--no-config", "--server", realm.base(), "--realm", "master"));
        command.addAll(List.of("--user", "admin", "--password", "admin", "-r", realm.name()));
        Program kcadm = Program.start(DOCS, Map.of(), command);
        assertThat(kcadm.run(line -> {})).as(kcadm.output()).isZero();
        return kcadm.output();
    }

    /** The program says first that it logs in. */
    private static JsonNode json(String output) {
        try {
            return MAPPER.readTree(output.substring(output.indexOf('{')));
        } catch (IOException e) {
            throw new AssertionError(output, e);
        }
    }
}

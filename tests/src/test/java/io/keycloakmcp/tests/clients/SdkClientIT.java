/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.keycloakmcp.tests.keycloak.TestRealm;
import io.keycloakmcp.tests.programs.Program;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The official SDK client, unmodified, against the demo server on the official Java SDK: from nothing to a tool's
 * answer.
 */
final class SdkClientIT {

    private static final Path CLIENT = Path.of(System.getProperty("demo.client.home"));

    private static final Pattern REMOVAL = Pattern.compile("Remove the client (\\S+) in Keycloak, and press Enter.");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2"})
    void anSdkClientGetsInCallsToolsRefreshesAndComesBackWhenItWasRemoved(String sdk) throws IOException {
        int port = freePort();
        String resource = "http://localhost:" + port + "/mcp";
        try (TestRealm realm = TestRealm.create()) {
            JsonNode server =
                    realm.registerServer(resource, Map.of("scopes_supported", List.of("mcp:tools", "stocks:read")));
            Map<String, String> settings = Map.of(
                    "DEMO_SERVER_PORT", Integer.toString(port),
                    "DEMO_SERVER_RESOURCE_URI", resource,
                    "DEMO_SERVER_ISSUER", realm.issuer(),
                    "DEMO_SERVER_METADATA_URL",
                            server.at("/discovery/protected_resource_metadata").asText());
            List<String> serverCommand = List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-jar",
                    System.getProperty("demo.server.jar"));
            try (Program demoServer = Program.start(folder, settings, serverCommand)) {
                demoServer.awaitLine(resource);

                JsonNode result = connect(realm, resource, sdk);

                assertThat(result.findValue("aud").asText()).isEqualTo(resource);
                assertThat(result.path("cameBack").asBoolean()).isTrue();
                assertThat(result.toString()).contains("\"iss\":\"" + realm.issuer() + "\"");
            }
        }
    }

    private JsonNode connect(TestRealm realm, String resource, String sdk) throws IOException {
        Path json = folder.resolve("result.json");
        List<String> command = List.of(
                "node",
                CLIENT.resolve("connect.mjs").toString(),
                "--server",
                resource,
                "--username",
                "alice",
                "--password",
                "alice",
                "--sdk",
                sdk,
                "--lose-registration",
                "--json",
                json.toString());
        try (Program client = Program.start(CLIENT, Map.of(), command)) {
            int status = client.run(line -> {
                Matcher removal = REMOVAL.matcher(line);
                if (removal.matches()) {
                    remove(realm, removal.group(1));
                    client.answer("");
                }
            });
            assertThat(status).as(client.output()).isZero();
        }
        return new ObjectMapper().readTree(Files.readString(json));
    }

    private static void remove(TestRealm realm, String clientId) {
        String path = realm.adminPath("/mcp/clients/" + realm.clientUuid(clientId));
        assertThat(realm.admin().delete(path).status()).isEqualTo(204);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}

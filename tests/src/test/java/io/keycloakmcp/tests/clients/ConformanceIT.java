/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.TestRealm;
import io.keycloakmcp.tests.programs.Program;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The official MCP conformance suite for authorization servers, with a scripted person at its browser. */
final class ConformanceIT {

    private static final String RESOURCE = "https://mcp.example.com/mcp";
    private static final Pattern AUTHORIZATION_URL = Pattern.compile("^https?://\\S+response_type=code\\S*$");
    private static final Path HOME = Path.of(System.getProperty("conformance.home"));

    @ParameterizedTest
    @ValueSource(strings = {"2025-11-25", "2026-07-28"})
    void aRealmWithARegisteredServerPassesTheOfficialSuite(String version) throws IOException {
        try (TestRealm realm = TestRealm.create()) {
            realm.registerServer(RESOURCE, Map.of("scopes_supported", List.of("mcp:tools")));

            String output = run(realm, version, RESOURCE, 0);

            assertThat(output).contains("authorization-server-metadata-endpoint", "authorization-code-grant");
        }
    }

    @Test
    void theSuiteFailsForAResourceThatNobodyRegistered() throws IOException {
        try (TestRealm realm = TestRealm.create()) {
            realm.registerServer(RESOURCE, Map.of());

            assertThat(run(realm, "2026-07-28", "https://mcp.example.com/other", 1))
                    .contains("✗ authorization-code-grant");
        }
    }

    private static String run(TestRealm realm, String version, String resource, int expectedStatus) throws IOException {
        int port = freePort();
        String redirectUri = "http://127.0.0.1:" + port + "/callback";
        realm.createMcpClient("conformance", redirectUri);
        McpFlow person = new McpFlow(realm, "conformance", redirectUri);
        List<String> command = List.of(
                HOME.resolve("node_modules/.bin/node").toString(),
                HOME.resolve("node_modules/@modelcontextprotocol/conformance/dist/index.js")
                        .toString(),
                "authorization",
                "--url",
                realm.issuer(),
                "--client-id",
                "conformance",
                "--port",
                Integer.toString(port),
                "--resource",
                resource,
                "--spec-version",
                version);
        try (Program suite = Program.start(HOME, Map.of(), command)) {
            int status = suite.run(line -> {
                if (AUTHORIZATION_URL.matcher(line.strip()).matches()) {
                    Map<String, String> redirect = person.logInAt(line.strip(), "alice");
                    Http.plain().get(redirectUri + "?" + Http.encode(redirect));
                }
            });
            assertThat(status).as(suite.output()).isEqualTo(expectedStatus);
            return suite.output();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}

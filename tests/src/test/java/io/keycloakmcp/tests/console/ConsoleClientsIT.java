/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.console;

import io.keycloakmcp.tests.programs.BrowserTests;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The pages about MCP clients in the admin console, in a browser, for administrators with different permissions. */
@ResourceLock(BrowserTests.BROWSER)
@Tag("once")
final class ConsoleClientsIT {

    /** More than one batch of what the console does at a time. */
    private static final int MANY = 120;

    private static ConsoleRealm console;

    @BeforeAll
    static void prepare() {
        console = ConsoleRealm.create();
        console.realm().registerServer("https://mcp.example.com/code", Map.of("name", "Code search"));
        console.realm().createMcpClient("our-agent", "https://agent.example.org/callback");
        console.addRegistered(Stream.concat(
                Stream.of(
                        client("Acme agent", "pending", "https://agent.acme.example/callback"),
                        client("Wild agent", "pending", "https://wild.example.net/callback"),
                        client("Workbench", "active", "http://127.0.0.1/callback")),
                IntStream.range(0, MANY)
                        .mapToObj(number -> client("Editor " + number, "active", "http://127.0.0.1/editor"))));
    }

    private static Map<String, Object> client(String name, String state, String redirectUri) {
        return Map.of(
                "clientId",
                "mc_" + UUID.randomUUID(),
                "name",
                name,
                "enabled",
                state.equals("active"),
                "publicClient",
                true,
                "consentRequired",
                true,
                "redirectUris",
                List.of(redirectUri),
                "attributes",
                Map.of("mcp.client", "dynamic_registration", "mcp.state", state));
    }

    @AfterAll
    static void cleanUp() {
        console.close();
    }

    @Test
    void areUsedByAdministrators() {
        console.run("console-clients.test.mjs");
    }
}

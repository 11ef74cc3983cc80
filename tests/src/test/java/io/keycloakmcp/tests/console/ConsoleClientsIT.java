/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.console;

import com.fasterxml.jackson.databind.JsonNode;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.TestRealm;
import io.keycloakmcp.tests.programs.BrowserTests;
import io.keycloakmcp.tests.registry.Administrators;
import java.util.HashMap;
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

/**
 * The pages about MCP clients, and about who uses them, in the admin console, in a browser, for administrators with
 * different permissions.
 */
@ResourceLock(BrowserTests.BROWSER)
@Tag("once")
final class ConsoleClientsIT {

    /** More than one batch of what the console does at a time. */
    private static final int MANY = 120;

    private static final String OURS = "our-agent";
    private static final String REDIRECT = "https://agent.example.org/callback";
    private static final List<String> FULLY = List.of("view", "manage");

    private static ConsoleRealm console;

    @BeforeAll
    static void prepare() {
        console = ConsoleRealm.create();
        TestRealm realm = console.realm();
        Administrators.useFineGrainedPermissions(realm);
        JsonNode code = realm.registerServer(
                "https://mcp.example.com/code", Map.of("name", "Code search", "scopes_supported", "code:read"));
        realm.registerServer("https://mcp.example.com/mail", Map.of("name", "Mail"));
        realm.createMcpClient(OURS, REDIRECT);
        for (String person : List.of("alice", "bob")) {
            new McpFlow(realm, OURS, REDIRECT).tokens(person, "https://mcp.example.com/code", "code:read");
        }
        console.addRegistered(Stream.concat(
                Stream.of(
                        client("Acme agent", "pending", "https://agent.acme.example/callback"),
                        client("Wild agent", "pending", "https://wild.example.net/callback"),
                        client("Workbench", "active", "http://127.0.0.1/callback"),
                        client("Owned agent", "active", "http://127.0.0.1/owned"),
                        unused("Old agent")),
                IntStream.range(0, MANY)
                        .mapToObj(number -> client("Editor " + number, "active", "http://127.0.0.1/editor"))));
        Administrators.permit(realm, "owner", FULLY, List.of(code, found("Owned agent")));
        Administrators.permit(realm, "owner", List.of("view"), List.of(found("Wild agent"), found("Workbench")));
    }

    private static JsonNode found(String name) {
        String query = "/mcp/clients?search=" + name.replace(" ", "%20");
        return console.realm()
                .admin()
                .get(console.realm().adminPath(query))
                .json()
                .at("/clients/0");
    }

    /** It registered itself so long ago that it is removed at the next clean-up. */
    private static Map<String, Object> unused(String name) {
        Map<String, Object> client = new HashMap<>(client(name, "active", "http://127.0.0.1/old"));
        client.put(
                "attributes",
                Map.of("mcp.client", "dynamic_registration", "mcp.registered_at", "2020-01-01T00:00:00Z"));
        return client;
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

    @Test
    void areSeenWhereTheyAreConnected() {
        console.run("console-connections.test.mjs");
    }
}

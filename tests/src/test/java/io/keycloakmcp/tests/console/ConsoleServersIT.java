/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.console;

import io.keycloakmcp.tests.programs.BrowserTests;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The pages about MCP servers in the admin console, in a browser, for administrators with different permissions. */
@ResourceLock(BrowserTests.BROWSER)
@Tag("once")
final class ConsoleServersIT {

    private static ConsoleRealm console;

    @BeforeAll
    static void prepare() {
        console = ConsoleRealm.create();
        console.add(Map.of(
                "roles",
                Map.of("realm", List.of(Map.of("name", "developer"))),
                "groups",
                List.of(Map.of("name", "engineering", "path", "/engineering"))));
        console.realm().createClient(Map.of("clientId", "agent", "secret", "agent", "serviceAccountsEnabled", true));
    }

    @AfterAll
    static void cleanUp() {
        console.close();
    }

    @Test
    void areUsedByAdministrators() {
        console.run("console-servers.test.mjs");
    }
}

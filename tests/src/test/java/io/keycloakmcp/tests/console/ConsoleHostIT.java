/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.console;

import io.keycloakmcp.tests.keycloak.TestRealm;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the section takes from the console around it: its insides, the realm, and the session of the administrator. */
@Tag("once")
final class ConsoleHostIT {

    private static ConsoleRealm console;
    private static TestRealm other;

    @BeforeAll
    static void prepare() {
        console = ConsoleRealm.create();
        other = TestRealm.create();
        for (TestRealm realm : new TestRealm[] {console.realm(), other}) {
            realm.registerServer("https://mcp.example.com/mcp", Map.of("name", "Server of " + realm.name()));
        }
    }

    @AfterAll
    static void cleanUp() {
        other.close();
        console.close();
    }

    @Test
    void withoutThemTheStockConsoleStaysAsItIs() {
        console.run("console-host.test.mjs");
    }

    @Test
    void theSectionGoesWithTheConsole() {
        console.run("console-session.test.mjs", Map.of("OTHER_REALM", other.name()));
    }
}

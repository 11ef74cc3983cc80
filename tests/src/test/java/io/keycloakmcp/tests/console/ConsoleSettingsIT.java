/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.console;

import io.keycloakmcp.tests.programs.BrowserTests;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * The realm's settings and its doctor in the admin console, in a browser, for administrators with different
 * permissions.
 */
@ResourceLock(BrowserTests.BROWSER)
@Tag("once")
final class ConsoleSettingsIT {

    private static ConsoleRealm console;

    @BeforeAll
    static void prepare() {
        console = ConsoleRealm.create();
        console.realm().registerServer("https://mcp.example.com/code", Map.of("name", "Code search"));
    }

    @AfterAll
    static void cleanUp() {
        console.close();
    }

    @Test
    void settingsAreUsedByAdministrators() {
        console.run("console-settings.test.mjs");
    }

    @Test
    void theDoctorIsAskedByAdministrators() {
        console.run("console-overview.test.mjs");
    }
}

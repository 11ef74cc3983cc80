/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.TestRealm;
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

    private static TestRealm realm;

    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
        realm.change(Map.of("internationalizationEnabled", true, "supportedLocales", List.of("en", "de")));
        Map<String, Object> content = Map.of(
                "ifResourceExists",
                "FAIL",
                "roles",
                Map.of("realm", List.of(Map.of("name", "developer"))),
                "groups",
                List.of(Map.of("name", "engineering", "path", "/engineering")),
                "users",
                List.of(
                        administrator("boss", "realm-admin"),
                        administrator("viewer", "view-clients"),
                        administrator("nobody", "view-events")));
        Answer answer = realm.admin().post(realm.adminPath("/partialImport"), content);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        realm.createClient(Map.of("clientId", "agent", "secret", "agent", "serviceAccountsEnabled", true));
    }

    private static Map<String, Object> administrator(String name, String role) {
        return Map.of(
                "username",
                name,
                "enabled",
                true,
                "email",
                name + "@example.org",
                "firstName",
                name,
                "lastName",
                "Example",
                "credentials",
                List.of(Map.of("type", "password", "value", name)),
                "clientRoles",
                Map.of("realm-management", List.of(role)));
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    @Test
    void areUsedByAdministrators() {
        BrowserTests.run("console-servers.test.mjs", Map.of("KEYCLOAK", realm.base(), "REALM", realm.name()));
    }
}

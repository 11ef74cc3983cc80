/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.connections;

import static io.keycloakmcp.tests.connections.ConnectedRealm.CRM;
import static io.keycloakmcp.tests.connections.ConnectedRealm.FILES;

import io.keycloakmcp.tests.programs.BrowserTests;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The page of connections in a real browser: what it looks like, how it is used, and that it holds out. */
@ResourceLock(BrowserTests.BROWSER)
@Tag("once")
final class ConnectionsBrowserIT {

    /** As bad as 255 characters can be. */
    private static final String HOSTILE_NAME =
            "Claude</h2><script>window.broken=true</script><img src=x onerror=alert(1)> ${doLogIn} \u202Efdp.exe"
                    + "long".repeat(20);

    @Test
    void thePageIsReadableUsableAndSafe() {
        try (ConnectedRealm connected = new ConnectedRealm()) {
            connected.realm.change(Map.of(
                    "displayName",
                    "Example Corporation",
                    "internationalizationEnabled",
                    true,
                    "supportedLocales",
                    List.of("en", "de", "ar")));
            String program = client(connected, "Claude Code", Map.of("mcp.client", "dynamic_registration"));
            String product =
                    client(connected, "Claude", Map.of("mcp.client", "dynamic_registration", "mcp.product", "Claude"));
            String hostile = client(connected, HOSTILE_NAME, Map.of("mcp.client", "dynamic_registration"));
            connected.connect("alice", program, FILES, "files:read files:write offline_access");
            connected.connect("alice", program, CRM, "crm:read");
            connected.connect("alice", product, CRM, "");
            connected.connect("alice", hostile, FILES, "files:read");
            connected.connect("bob", program, FILES, "files:read");
            connected.connect("bob", program, CRM, "crm:read");
            connected.connect("bob", product, FILES, "");
            connected.awaitUsed(program, 4);
            for (String theme : List.of("keycloak.v2", "keycloak", "base")) {
                connected.realm.change(Map.of("loginTheme", theme));
                BrowserTests.run(
                        "connections.test.mjs",
                        Map.of("KEYCLOAK", connected.realm.base(), "REALM", connected.realm.name(), "THEME", theme));
            }
        }
    }

    private static String client(ConnectedRealm connected, String name, Map<String, String> attributes) {
        return connected.newClient(Map.of("name", name, "attributes", attributes));
    }
}

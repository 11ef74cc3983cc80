/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.consent;

import io.keycloakmcp.tests.keycloak.TestRealm;
import io.keycloakmcp.tests.programs.BrowserTests;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The pages of the login in a real browser: what they look like, how they are used, and that they hold out. */
@ResourceLock(BrowserTests.BROWSER)
@Tag("once")
final class ConsentBrowserIT {

    private static final String PROGRAM = "http://localhost:3000/callback";

    /** As bad as 255 characters can be. */
    private static final String HOSTILE_NAME =
            "Claude</strong><script>window.broken=true</script><img src=x onerror=alert(1)> ${doLogIn} \u202Efdp.exe\u200B"
                    + " W\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301" + "long".repeat(20);

    @Test
    void thePagesAreReadableUsableAndSafe() {
        try (TestRealm realm = TestRealm.create()) {
            realm.change(Map.of(
                    "displayName",
                    "Example Corporation",
                    "internationalizationEnabled",
                    true,
                    "supportedLocales",
                    List.of("en", "de", "ar")));
            realm.registerServer(
                    "https://files.example.com/mcp",
                    Map.of(
                            "name",
                            "Alpha Files",
                            "description",
                            "The files of the whole company",
                            "scopes",
                            List.of(
                                    Map.of("name", "files:read", "description", "Read your files"),
                                    Map.of("name", "files:write", "description", "Change and delete your files"))));
            realm.admin().post(realm.adminPath("/roles"), Map.of("name", "payroll-clerk"));
            realm.registerServer(
                    "https://payroll.example.com/mcp",
                    Map.of("name", "Payroll", "required_roles", List.of("payroll-clerk"), "contact", "hr@example.com"));
            create(realm, "program", "Claude Code", PROGRAM, Map.of());
            Stream.of("base", "keycloak", "keycloak.v2")
                    .forEach(theme ->
                            create(realm, "program-" + theme, "Claude Code", PROGRAM, Map.of("login_theme", theme)));
            create(
                    realm,
                    "product",
                    "Claude",
                    "https://claude.ai/api/mcp/auth_callback",
                    Map.of(
                            "mcp.product", "Claude",
                            "policyUri", "https://claude.ai/privacy",
                            "logoUri", "https://claude.ai/logo.png"));
            create(realm, "hostile", HOSTILE_NAME, "https://xn--laude-0ye.ai/callback", Map.of());
            create(realm, "pending", "Some Agent", "https://agent.example/callback", Map.of("mcp.state", "pending"));

            BrowserTests.run("consent.test.mjs", Map.of("KEYCLOAK", realm.base(), "REALM", realm.name()));
        }
    }

    private static void create(
            TestRealm realm, String clientId, String name, String redirectUri, Map<String, String> more) {
        Map<String, String> attributes = new HashMap<>(Map.of("mcp.client", "dynamic_registration"));
        attributes.putAll(more);
        realm.createClient(Map.of(
                "clientId",
                clientId,
                "name",
                name,
                "enabled",
                !more.containsKey("mcp.state"),
                "publicClient",
                true,
                "consentRequired",
                true,
                "redirectUris",
                List.of(redirectUri),
                "defaultClientScopes",
                List.of("basic"),
                "optionalClientScopes",
                List.of("offline_access"),
                "attributes",
                attributes));
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.SharedKeycloak;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is counted, among Keycloak's own metrics. */
final class MetricsIT {

    private static final String REDIRECT = "http://127.0.0.1/callback";
    private static final String FILES = "https://files.example.com/mcp";

    private static TestRealm realm;

    @BeforeAll
    static void prepare() {
        assumeTrue(
                SharedKeycloak.management().isPresent(),
                "a server that runs already has metrics for us only where server.management says");
        realm = TestRealm.create();
        realm.registerServer(FILES, Map.of("scopes_supported", "files:read"));
        realm.createMcpClient("host", REDIRECT);
    }

    @AfterAll
    static void cleanUp() {
        if (realm != null) {
            realm.close();
        }
    }

    private static List<String> lines() {
        return Http.plain()
                .get(SharedKeycloak.management().orElseThrow() + "/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("mcp_") && line.contains("realm=\"" + realm.name() + "\""))
                .toList();
    }

    private static double value(String metric, String label) {
        return lines().stream()
                .filter(line -> line.startsWith(metric + "{") && line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Test
    void tokensRefusalsAndReportsAreCounted() {
        McpFlow flow = new McpFlow(realm, "host", REDIRECT);
        String refreshToken = flow.tokens("alice", FILES, "files:read").text("refresh_token");
        flow.refresh(refreshToken, Map.of());
        flow.logIn("alice", Map.of());
        realm.admin().put(realm.adminPath("/mcp/settings"), Map.of("resource_parameter", "report"));
        flow.logIn("alice", Map.of());

        assertThat(value("mcp_tokens_total", "grant_type=\"authorization_code\""))
                .isEqualTo(1);
        assertThat(value("mcp_tokens_total", "grant_type=\"refresh_token\"")).isEqualTo(1);
        assertThat(value("mcp_refusals_total", "rule=\"resource_missing\"")).isEqualTo(1);
        assertThat(value("mcp_reported_total", "rule=\"resource_missing\"")).isEqualTo(1);
    }

    @Test
    void howManyCountersThereAreDoesNotDependOnWhatAnybodySends() {
        McpFlow flow = new McpFlow(realm, "host", REDIRECT);
        flow.logIn("alice", Map.of("resource", "https://unknown.example.com"));
        int before = lines().size();

        for (int request = 0; request < 20; request++) {
            flow.logIn("alice", Map.of("resource", "https://unknown" + request + ".example.com"));
        }

        assertThat(lines()).hasSize(before);
    }
}

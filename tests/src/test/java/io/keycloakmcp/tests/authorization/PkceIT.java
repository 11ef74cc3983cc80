/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That a code is worth nothing without the verifier of the request it came from (RFC 7636, RFC 9700 §4.8). */
final class PkceIT {

    private static final String REDIRECT = "http://127.0.0.1/callback";
    private static final String FILES = "https://files.example.com/mcp";

    private static TestRealm realm;

    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
        realm.registerServer(FILES, Map.of());
        realm.createMcpClient("mcp-client", REDIRECT);
        realm.createPlainClient("plain-client", REDIRECT);
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    private static McpFlow flow(String client) {
        return new McpFlow(realm, client, REDIRECT);
    }

    private static void invalidGrant(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("invalid_grant");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "another-verifier-that-is-long-enough-for-rfc-7636-but-is-not-it"})
    void aMissingOrWrongVerifierIsRefused(String verifier) {
        for (String client : List.of("mcp-client", "plain-client")) {
            Map<String, String> granted = flow(client).logIn("alice", Map.of("resource", FILES));
            invalidGrant(flow(client).exchange(granted.get("code"), Map.of("code_verifier", verifier)));
        }
    }

    @Test
    void theChallengeItselfIsNoVerifier() {
        Map<String, String> granted = flow("mcp-client").logIn("alice", Map.of("resource", FILES));

        invalidGrant(flow("mcp-client")
                .exchange(granted.get("code"), Map.of("code_verifier", McpFlow.challenge(McpFlow.VERIFIER))));
    }

    @Test
    void aVerifierForACodeWithoutAChallengeIsRefused() {
        Map<String, String> granted = flow("plain-client")
                .logIn("alice", Map.of("scope", "openid", "code_challenge", "", "code_challenge_method", ""));

        invalidGrant(flow("plain-client").exchange(granted.get("code"), Map.of()));
    }

    @Test
    void aCodeIsGoodOnce() {
        Map<String, String> granted = flow("mcp-client").logIn("alice", Map.of("resource", FILES));
        Answer first = flow("mcp-client").exchange(granted.get("code"), Map.of());
        assertThat(first.status()).isEqualTo(200);

        invalidGrant(flow("mcp-client").exchange(granted.get("code"), Map.of()));
        assertThat(flow("mcp-client")
                        .refresh(first.text("refresh_token"), Map.of())
                        .status())
                .as("a replayed code ends what it gave")
                .isEqualTo(400);
    }

    @Test
    void aCodeIsGoodForItsClientAndItsRedirectUriAlone() {
        Map<String, String> granted = flow("mcp-client").logIn("alice", Map.of("resource", FILES));
        invalidGrant(flow("plain-client").exchange(granted.get("code"), Map.of()));

        Map<String, String> again = flow("mcp-client").logIn("alice", Map.of("resource", FILES));
        invalidGrant(flow("mcp-client")
                .exchange(again.get("code"), Map.of("redirect_uri", "http://127.0.0.1:1234/callback")));
    }
}

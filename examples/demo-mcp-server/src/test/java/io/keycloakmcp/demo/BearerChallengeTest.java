/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BearerChallengeTest {

    private static final URI METADATA = URI.create("https://kc.example/realms/r/mcp/.well-known/x/mcp_1");

    @Test
    void namesMetadataAndScopesWithoutAnErrorWhenNoTokenCame() {
        BearerChallenge challenge = BearerChallenge.tokenMissing(METADATA, List.of("mcp:tools"));

        assertThat(challenge.status()).isEqualTo(401);
        assertThat(challenge.headerValue())
                .isEqualTo("Bearer resource_metadata=\"" + METADATA + "\", scope=\"mcp:tools\"");
        assertThat(challenge.body()).containsEntry("error", "unauthorized");
    }

    @Test
    void saysWhatIsWrongWithAToken() {
        BearerChallenge challenge = BearerChallenge.tokenInvalid(METADATA, List.of("mcp:tools"), "It has expired.");

        assertThat(challenge.status()).isEqualTo(401);
        assertThat(challenge.headerValue())
                .isEqualTo("Bearer error=\"invalid_token\", resource_metadata=\"" + METADATA
                        + "\", scope=\"mcp:tools\", error_description=\"It has expired.\"");
    }

    @Test
    void namesAllScopesAtOnce() {
        BearerChallenge challenge =
                BearerChallenge.scopeInsufficient(METADATA, Set.of("stocks:read", "mcp:tools", "another"));

        assertThat(challenge.status()).isEqualTo(403);
        assertThat(challenge.headerValue())
                .startsWith("Bearer error=\"insufficient_scope\", ")
                .contains("scope=\"another mcp:tools stocks:read\", ");
    }

    @Test
    void keepsTheHeaderInOnePiece() {
        BearerChallenge challenge =
                BearerChallenge.tokenInvalid(METADATA, List.of(), "\"quoted\", back\\slash, line\r\nSet-Cookie: é");

        assertThat(challenge.headerValue())
                .endsWith("error_description=\"'quoted', back'slash, line??Set-Cookie: ?\"")
                .doesNotContain("scope=");
    }
}

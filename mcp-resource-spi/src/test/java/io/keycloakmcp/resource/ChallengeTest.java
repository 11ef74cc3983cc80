/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Challenges as header values. */
final class ChallengeTest {

    @Test
    void aSchemeCanStandAlone() {
        assertThat(Challenge.of("Bearer").header()).isEqualTo("Bearer");
    }

    @Test
    void parametersAreQuotedAndKeepTheirOrder() {
        assertThat(Challenge.of("Bearer")
                        .with("scope", "files:read files:write")
                        .with("error", "invalid_token")
                        .header())
                .isEqualTo("Bearer scope=\"files:read files:write\", error=\"invalid_token\"");
    }

    @Test
    void aParameterCanGetAnotherValueInItsPlace() {
        assertThat(Challenge.of("Bearer")
                        .with("a", "1")
                        .with("b", "2")
                        .with("a", "3")
                        .header())
                .isEqualTo("Bearer a=\"3\", b=\"2\"");
    }

    @Test
    void aValueCannotEndItsQuotes() {
        assertThat(Challenge.of("Bearer")
                        .with("error_description", "a\", b=\"\\")
                        .header())
                .isEqualTo("Bearer error_description=\"a\\\", b=\\\"\\\\\"");
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.registration;

import static org.assertj.core.api.Assertions.assertThat;

import io.keycloakmcp.client.ClientState;
import io.keycloakmcp.client.Decision;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client meets that registers again. */
final class RegistrationCheckTest {

    @ParameterizedTest
    @CsvSource({
        "ACTIVE, ACCEPTED, ACCEPTED, known_client",
        "ACTIVE, PENDING, ACCEPTED, present",
        "PENDING, ACCEPTED, ACCEPTED, known_client",
        "PENDING, PENDING, PENDING, approval",
        "BLOCKED, ACCEPTED, REFUSED, client_blocked",
        "BLOCKED, PENDING, REFUSED, client_blocked"
    })
    void whatAnAdministratorDecidedCountsAndWaitingEnds(
            ClientState state, Decision.Outcome decided, Decision.Outcome outcome, String rule) {
        Decision decision = decided == Decision.Outcome.PENDING
                ? Decision.WAITING
                : Decision.accepted("known_client", "", Optional.empty());

        Decision again = RegistrationCheck.again(state, decision);

        assertThat(again.outcome()).isEqualTo(outcome);
        assertThat(again.rule()).isEqualTo(rule);
    }
}

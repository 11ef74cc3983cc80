/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LifeCycleCheckTest {

    @ParameterizedTest
    @CsvSource({
        "PT0S, PT1H, false",
        "PT1H30M, PT1H, false",
        "PT3H, PT1H, false",
        "PT3H1S, PT1H, true",
        "PT59M, PT1S, false",
        "PT2H, PT1S, true",
        "PT48H, PT24H, false"
    })
    void aCleanUpIsOverdueWhenSeveralWereMissed(Duration ago, Duration interval, boolean overdue) {
        assertThat(LifeCycleCheck.isOverdue(ago, interval)).isEqualTo(overdue);
    }
}

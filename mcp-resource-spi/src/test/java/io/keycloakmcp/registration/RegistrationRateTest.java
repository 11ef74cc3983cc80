/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.registration;

import static org.assertj.core.api.Assertions.assertThat;

import io.keycloakmcp.client.ClientSettings;
import io.keycloakmcp.client.RegistrationSettings;
import io.keycloakmcp.client.SourceAddress;
import io.keycloakmcp.resource.InvalidFields;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.keycloak.common.util.Time;

/** How many registrations a minute are too many, and whose they are. */
final class RegistrationRateTest {

    private final RegistrationRate rate = new RegistrationRate();

    @AfterEach
    void backToTheTime() {
        Time.setOffset(0);
    }

    private static RegistrationSettings limits(int perAddress, int perRealm) {
        try {
            return ClientSettings.read("{\"registration\":{\"rate_limit_per_address\":" + perAddress
                            + ",\"rate_limit_per_realm\":" + perRealm + "}}")
                    .registration();
        } catch (InvalidFields e) {
            throw new AssertionError(e);
        }
    }

    private Optional<RegistrationRate.Excess> count(String realm, String address, RegistrationSettings limits) {
        return rate.count(realm, SourceAddress.of(address), limits);
    }

    @Test
    void anAddressHasItsNumberAMinuteInEachRealm() {
        RegistrationSettings limits = limits(2, 0);

        assertThat(count("r1", "192.0.2.1", limits)).isEmpty();
        assertThat(count("r1", "192.0.2.1", limits)).isEmpty();
        assertThat(count("r1", "192.0.2.1", limits)).hasValueSatisfying(excess -> {
            assertThat(excess.rule()).isEqualTo("rate_limit_per_address");
            assertThat(excess.first()).isTrue();
            assertThat(excess.delay()).isBetween(Duration.ofSeconds(50), Duration.ofSeconds(61));
        });
        assertThat(count("r1", "192.0.2.1", limits))
                .hasValueSatisfying(excess -> assertThat(excess.first()).isFalse());
        assertThat(count("r1", "192.0.2.2", limits)).isEmpty();
        assertThat(count("r2", "192.0.2.1", limits)).isEmpty();
    }

    @Test
    void aMinuteLaterItHasThemAgain() {
        RegistrationSettings limits = limits(1, 0);
        count("r1", "192.0.2.1", limits);
        Time.setOffset(59);
        assertThat(count("r1", "192.0.2.1", limits))
                .hasValueSatisfying(
                        excess -> assertThat(excess.delay()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2)));

        Time.setOffset(61);

        assertThat(count("r1", "192.0.2.1", limits)).isEmpty();
        assertThat(count("r1", "192.0.2.1", limits)).isPresent();
    }

    @Test
    void aRealmHasItsNumberAndOneAddressCannotUseItUp() {
        RegistrationSettings limits = limits(2, 3);
        for (int request = 0; request < 10; request++) {
            count("r1", "192.0.2.1", limits);
        }

        assertThat(count("r1", "192.0.2.2", limits)).isEmpty();
        assertThat(count("r1", "192.0.2.3", limits))
                .hasValueSatisfying(excess -> assertThat(excess.rule()).isEqualTo("rate_limit_per_realm"));
        assertThat(count("r2", "192.0.2.3", limits)).isEmpty();
    }

    @Test
    void zeroIsNoLimit() {
        for (int request = 0; request < 1_000; request++) {
            assertThat(count("r1", "192.0.2.1", limits(0, 0))).isEmpty();
        }
    }
}

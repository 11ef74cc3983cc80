/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which senders are one and the same. */
final class SourceAddressTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "::ffff:192.0.2.1, 192.0.2.1",
        "2001:db8:1:2:3:4:5:6, 2001:0db8:0001:0002::/64",
        "2001:db8:1:2::, 2001:0db8:0001:0002::/64",
        "2001:DB8:1:3::1, 2001:0db8:0001:0003::/64",
        "::1, 0000:0000:0000:0000::/64",
        "host.example, host.example",
        "1:2:3, 1:2:3",
        "fe80::1%eth0, fe80::1%eth0",
        "x:y, x:y",
        ":::, :::",
        "[2001:db8:1:2::3], 2001:0db8:0001:0002::/64",
        "[2001:db8:1:2::3, [2001:db8:1:2::3",
        "[host.example], [host.example]",
        "'', unknown",
        "' ', unknown"
    })
    void anIpv6AddressCountsWithAllOfItsNetwork(String address, String counted) {
        assertThat(SourceAddress.of(address).text()).isEqualTo(counted);
    }

    @Test
    void whatIsNoAddressTakesNoMoreRoomThanOne() {
        assertThat(SourceAddress.of("x".repeat(10_000)).text()).hasSize(64);
        assertThat(SourceAddress.of((String) null).text()).isEqualTo("unknown");
    }
}

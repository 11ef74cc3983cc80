/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.cimd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses a document may be fetched from. */
final class ReachTest {

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** One as its bytes are, without the platform's own ideas about it. */
    private static InetAddress mapped(int... lastFour) {
        byte[] bytes = new byte[16];
        bytes[10] = (byte) 0xff;
        bytes[11] = (byte) 0xff;
        for (int place = 0; place < 4; place++) {
            bytes[12 + place] = (byte) lastFour[place];
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.1",
                "160.79.104.10",
                "168.63.129.15",
                "168.63.129.17",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2001:200::1",
                "2003::1",
                "2606:4700::6810:85e5",
                "2a00:1450:4001::1",
                "3ffe:ffff::1",
                // IPv4 addresses as a network of IPv6 alone shows them.
                "64:ff9b::101:101",
                "64:ff9b::8.8.8.8"
            })
    void goesToPublicAddresses(String literal) {
        assertThat(Reach.PUBLIC.admits(address(literal))).isTrue();
        assertThat(Reach.LOOPBACK.admits(address(literal))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // This network, private, shared, loopback, link-local.
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.0",
                "10.255.255.255",
                "100.64.0.1",
                "100.100.100.200",
                "100.127.255.255",
                "127.0.0.1",
                "127.0.0.2",
                "127.255.255.255",
                "169.254.0.1",
                "169.254.169.254",
                "169.254.170.2",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.0.1",
                "192.168.255.255",
                // Of special use.
                "168.63.129.16",
                "192.0.0.1",
                "192.0.0.192",
                "192.0.2.1",
                "192.88.99.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                // The same of IPv6.
                "::",
                "::1",
                "::2",
                "100::1",
                "2001::1",
                "2001:0:53aa:64c:0:0:f5ff:fffe",
                "2001:10::1",
                "2001:20::1",
                "2001:2::1",
                "2001:db8::1",
                "2002::1",
                "2002:7f00:1::1",
                "2002:a9fe:a9fe::1",
                "2002:808:808::1",
                "3fff::1",
                "5f00::1",
                "4000::1",
                "fc00::1",
                "fd00:ec2::254",
                "fdff:ffff::1",
                "fe80::1",
                "fe80::a9fe:a9fe",
                "febf::1",
                "fec0::1",
                "ff02::1",
                // IPv4 within IPv6.
                "::127.0.0.1",
                "::8.8.8.8",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::ffff:169.254.169.254",
                "::ffff:0:127.0.0.1",
                "64:ff9b::127.0.0.1",
                "64:ff9b::10.1.2.3",
                "64:ff9b::169.254.169.254",
                "64:ff9b:1::1",
                "64:ff9b:1::8.8.8.8",
                "64:ff9b:0:1::8.8.8.8"
            })
    void goesNowhereElse(String literal) {
        assertThat(Reach.PUBLIC.admits(address(literal))).isFalse();
    }

    @Test
    void seesThroughAddressesThatAreMappedIntoIpv6() {
        assertThat(Reach.PUBLIC.admits(mapped(127, 0, 0, 1))).isFalse();
        assertThat(Reach.PUBLIC.admits(mapped(169, 254, 169, 254))).isFalse();
        assertThat(Reach.PUBLIC.admits(mapped(8, 8, 8, 8))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "localhost",
                "10.0.0.1",
                "169.254.169.254",
                "[::1]",
                "::1",
                "0",
                "127.1",
                "2130706433",
                "0.0.0.0",
                "fd00::1",
                "::ffff:10.0.0.1"
            })
    void resolvesNoNameOrNumberOfAForbiddenAddress(String host) {
        assertThatExceptionOfType(UnknownHostException.class).isThrownBy(() -> Reach.PUBLIC.resolve(host));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "::1"})
    void goesToThisMachineWhereThatIsAllowedAndNowhereElseThen(String host) throws UnknownHostException {
        assertThat(Reach.LOOPBACK.resolve(host)).isNotEmpty();
        assertThatExceptionOfType(ForbiddenAddress.class).isThrownBy(() -> Reach.LOOPBACK.resolve("8.8.8.8"));
        assertThatExceptionOfType(ForbiddenAddress.class).isThrownBy(() -> Reach.LOOPBACK.resolve("10.0.0.1"));
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.cimd;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.http.conn.DnsResolver;

/**
 * How far a fetch may go. It resolves names for the connection itself, so that what was checked is what is connected to
 * and no name can mean something else a moment later.
 */
enum Reach implements DnsResolver {
    /** Hosts of the public internet, and nothing of special use (RFC 6890). */
    PUBLIC {
        @Override
        boolean admits(InetAddress address) {
            return address.getAddress().length == IPV4_LENGTH ? isPublicIpv4(address) : isPublicIpv6(address);
        }
    },
    /** This very machine, for development. */
    LOOPBACK {
        @Override
        boolean admits(InetAddress address) {
            return address.isLoopbackAddress();
        }
    };

    private static final int IPV4_LENGTH = 4;

    private static final List<AddressBlock> SPECIAL_IPV4 = blocks(
            // This network, private use, shared address space, loopback, link local with the metadata of clouds.
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.168.0.0/16",
            // Protocol assignments, documentation, relays to IPv6, benchmarking, multicast, reserved, broadcast.
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
            // A cloud's own services for its machines, at an address that is not special otherwise.
            "168.63.129.16/32");

    /** All that has been given out for hosts. Mapped, private, link-local and multicast addresses are outside. */
    private static final AddressBlock GLOBAL_IPV6 = AddressBlock.of("2000::/3");

    private static final List<AddressBlock> SPECIAL_IPV6 = blocks(
            // Protocol assignments with Teredo, documentation twice, 6to4: tunnels lead to any IPv4 address.
            "2001::/23", "2001:db8::/32", "3fff::/20", "2002::/16");

    /** RFC 6052 §2.1: the IPv4 address that is behind it counts. */
    private static final AddressBlock TRANSLATED_IPV4 = AddressBlock.of("64:ff9b::/96");

    private static List<AddressBlock> blocks(String... blocks) {
        return Stream.of(blocks).map(AddressBlock::of).toList();
    }

    /** Whether an address may be connected to. */
    abstract boolean admits(InetAddress address);

    private static boolean isPublicIpv4(InetAddress address) {
        return SPECIAL_IPV4.stream().noneMatch(block -> block.contains(address));
    }

    private static boolean isPublicIpv6(InetAddress address) {
        if (TRANSLATED_IPV4.contains(address)) {
            return isPublicIpv4(last(address));
        }
        return GLOBAL_IPV6.contains(address) && SPECIAL_IPV6.stream().noneMatch(block -> block.contains(address));
    }

    private static InetAddress last(InetAddress address) {
        byte[] bytes = address.getAddress();
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, bytes.length - IPV4_LENGTH, bytes.length));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("Four bytes are an address", e);
        }
    }

    /** One address that is not admitted is enough to refuse all: nobody has it there by chance. */
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] addresses = InetAddress.getAllByName(host);
        for (InetAddress address : addresses) {
            if (!admits(address)) {
                throw new ForbiddenAddress(address);
            }
        }
        return addresses;
    }
}

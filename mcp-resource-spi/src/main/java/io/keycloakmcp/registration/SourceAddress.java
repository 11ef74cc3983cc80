/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.registration;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Where a registration comes from, as far as one sender can be told from another: an IPv4 address, or the first 64 bits
 * of an IPv6 address, of which every sender has as many as it likes beyond these (RFC 4291 §2.5.4).
 *
 * @param text the address or prefix
 */
record SourceAddress(String text) {

    private static final Pattern IPV6_LITERAL = Pattern.compile("[0-9A-Fa-f:][0-9A-Fa-f:.]*");
    private static final int PREFIX_BYTES = 8;
    /** Proxies are trusted to send addresses, and yet nothing else must fill the memory. */
    private static final int MAX_LENGTH = 64;

    /** The address of a connection, as Keycloak understands it behind its proxies. */
    static SourceAddress of(String address) {
        String known = address == null ? "" : address;
        if (known.indexOf(':') >= 0 && IPV6_LITERAL.matcher(known).matches()) {
            try {
                // A literal, so no name is looked up.
                InetAddress literal = InetAddress.getByName(known);
                return new SourceAddress(literal instanceof Inet6Address ? prefix(literal) : literal.getHostAddress());
            } catch (UnknownHostException ignored) {
                // It only looks like one.
            }
        }
        return new SourceAddress(known.length() > MAX_LENGTH ? known.substring(0, MAX_LENGTH) : known);
    }

    private static String prefix(InetAddress address) {
        byte[] bits = Arrays.copyOf(address.getAddress(), PREFIX_BYTES);
        StringBuilder prefix = new StringBuilder();
        for (int first = 0; first < PREFIX_BYTES; first += 2) {
            prefix.append(HexFormat.of().formatHex(bits, first, first + 2)).append(':');
        }
        return prefix.append(":/64").toString();
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.keycloak.common.ClientConnection;

/**
 * Where a client comes from, as far as one sender can be told from another: an IPv4 address, or the first 64 bits of an
 * IPv6 address, of which every sender has as many as it likes beyond these (RFC 4291 §2.5.4).
 *
 * @param text the address or prefix
 */
public record SourceAddress(String text) {

    private static final String IPV6 = "[0-9A-Fa-f:][0-9A-Fa-f:.]*";
    private static final Pattern IPV6_LITERAL = Pattern.compile(IPV6 + "|\\[" + IPV6 + "\\]");
    private static final int PREFIX_BYTES = 8;
    /** All of whom nothing is known are one sender. */
    private static final String UNKNOWN = "unknown";

    /** Proxies are trusted to send addresses, and yet nothing else must fill the memory. */
    private static final int MAX_LENGTH = 64;

    /**
     * Tells where a connection comes from, as Keycloak understands it behind its proxies.
     *
     * @param connection the connection
     * @return where it comes from
     */
    public static SourceAddress of(ClientConnection connection) {
        // To Keycloak an IPv6 address in brackets, as some proxies send it, is a name.
        String address = connection.getRemoteAddr();
        return of(address == null || address.isBlank() ? connection.getRemoteHost() : address);
    }

    /**
     * Reads an address.
     *
     * @param address the address; one that is no address is taken as it is, up to 64 characters
     * @return where what has this address comes from
     */
    public static SourceAddress of(String address) {
        String known = address == null || address.isBlank() ? UNKNOWN : address;
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

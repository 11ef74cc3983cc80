/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.cimd;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * A block of IP addresses.
 *
 * @param prefix what the addresses begin with, as a number
 * @param length how many bits of an address are its prefix
 * @param bits how many bits an address has: 32 or 128
 */
record AddressBlock(BigInteger prefix, int length, int bits) {

    /** Reads the notation of RFC 4632 §3.1, such as {@code 10.0.0.0/8}. */
    static AddressBlock of(String text) {
        String[] parts = text.split("/", 2);
        try {
            byte[] address = InetAddress.getByName(parts[0]).getAddress();
            int bits = address.length * Byte.SIZE;
            int length = Integer.parseInt(parts[1]);
            return new AddressBlock(new BigInteger(1, address).shiftRight(bits - length), length, bits);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    boolean contains(InetAddress candidate) {
        byte[] address = candidate.getAddress();
        return address.length * Byte.SIZE == bits
                && new BigInteger(1, address).shiftRight(bits - length).equals(prefix);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.cimd;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Says that a host has an address that no document is fetched from. */
final class ForbiddenAddress extends UnknownHostException {

    private static final long serialVersionUID = 1L;

    ForbiddenAddress(InetAddress address) {
        super("the address " + address.getHostAddress() + " is not a public one");
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.connections;

import java.time.LocalDate;
import java.util.Optional;

/**
 * How much an MCP server is used.
 *
 * @param clients how many clients of the realm got a token for it
 * @param lastTokenOn the day of the last one, in UTC
 */
record ServerUsage(long clients, Optional<LocalDate> lastTokenOn) {

    /** That of a server for which nobody has a token. */
    static final ServerUsage NONE = new ServerUsage(0, Optional.empty());
}

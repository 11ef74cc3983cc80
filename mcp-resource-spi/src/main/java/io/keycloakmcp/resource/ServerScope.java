/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import java.util.List;
import java.util.Optional;

/**
 * A scope as one MCP server means it. Other servers may use the same name in another sense, and for other people.
 *
 * @param name the scope name (RFC 6749 §3.3)
 * @param description what it lets a client do, in a sentence for the person who is asked for consent
 * @param requiredRoles realm roles, or {@code client/role}; who has none of them does not get the scope, unless the
 *     list is empty
 */
public record ServerScope(String name, Optional<String> description, List<String> requiredRoles) {

    static ServerScope plain(String name) {
        return new ServerScope(name, Optional.empty(), List.of());
    }

    boolean isPlain() {
        return description.isEmpty() && requiredRoles.isEmpty();
    }
}

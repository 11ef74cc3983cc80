/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import io.keycloakmcp.resource.InvalidResourceUri;
import io.keycloakmcp.resource.ResourceUri;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How an administrator names an MCP server in Keycloak's own settings: by its resource URI, in any spelling, or its id.
 */
final class ServerName {

    private static final Pattern SERVER_ID = Pattern.compile(ResourceUri.SERVER_ID_PREFIX + "[0-9a-f]{24}");

    private ServerName() {}

    /** The id of the server that a name stands for, registered or not; empty if the name is neither URI nor id. */
    static Optional<String> toServerId(String name) {
        String stripped = name.strip();
        if (SERVER_ID.matcher(stripped).matches()) {
            return Optional.of(stripped);
        }
        try {
            return Optional.of(ResourceUri.parse(stripped).serverId());
        } catch (InvalidResourceUri e) {
            return Optional.empty();
        }
    }
}

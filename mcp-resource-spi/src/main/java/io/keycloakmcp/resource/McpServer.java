/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import java.time.Instant;
import java.time.OffsetDateTime;
import org.keycloak.models.ClientModel;

/**
 * An MCP server of a realm: an OAuth protected resource, kept as a Keycloak client.
 *
 * @param id the UUID of the client
 * @param createdAt when it was registered
 * @param grantsRevokedAt what was granted for it until this moment is revoked
 * @param settings what an administrator decided about it
 */
public record McpServer(String id, OffsetDateTime createdAt, Instant grantsRevokedAt, McpServerSettings settings) {

    /**
     * Its identifier as a resource.
     *
     * @return the resource URI
     */
    public ResourceUri resource() {
        return settings.resource();
    }

    /**
     * Its client id.
     *
     * @return {@code mcp_} and 24 hexadecimal digits
     */
    public String serverId() {
        return settings.resource().serverId();
    }

    /**
     * Tells whether a client may use it: the server lets the client in, and the client may go there.
     *
     * @param client the client
     * @return true if both are so
     */
    public boolean admits(ClientModel client) {
        return settings.access().allows(client) && McpClient.mayUse(client, serverId());
    }

    /**
     * Tells whether it takes part in OAuth at all: is active, protected, and reached over HTTP. Only then it has
     * metadata and tokens.
     *
     * @return true if tokens may be issued for it
     */
    public boolean isProtectedResource() {
        return settings.status() == ServerStatus.ACTIVE
                && settings.authMode() == AuthMode.OAUTH
                && settings.transport() != Transport.STDIO;
    }
}

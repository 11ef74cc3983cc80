/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import org.keycloak.models.ClientModel;

/**
 * The mark of an MCP client: a client that came through one of our own doors, or that an administrator marked. Such a
 * client always names an MCP server in its requests, always uses PKCE, and may ask for the scopes of every MCP server.
 */
public final class McpClient {

    /** The client attribute; its value says which way the client came. */
    public static final String ATTRIBUTE = "mcp.client";

    /** The value for clients that came through the registration endpoint. */
    public static final String DYNAMIC_REGISTRATION = "dynamic_registration";

    private McpClient() {}

    /**
     * Tells whether a client is marked.
     *
     * @param client a client
     * @return true if it is an MCP client
     */
    public static boolean isMarked(ClientModel client) {
        return isMark(client.getAttribute(ATTRIBUTE));
    }

    /**
     * Tells whether a value of {@link #ATTRIBUTE} marks a client.
     *
     * @param value the value, which may be {@code null}
     * @return true if it does
     */
    public static boolean isMark(String value) {
        return value != null && !value.isBlank() && !value.equals("false");
    }
}

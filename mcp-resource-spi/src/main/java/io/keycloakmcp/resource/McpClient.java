/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import java.util.Optional;
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

    /** The value for clients whose id is the URL of their metadata. */
    public static final String CLIENT_ID_METADATA = "client_id_metadata";

    /**
     * How the ids of clients that register themselves begin; a UUID follows. The ids of all others are their own. In no
     * database's order they lie among those of MCP servers, which are walked and watched.
     */
    public static final String REGISTERED_ID_PREFIX = "mc_";

    /** When a client came, an ISO 8601 date and time; for the ones that came by themselves. */
    public static final String REGISTERED_AT = "mcp.registered_at";

    /** The day, in UTC, on which a client last got a token for an MCP server, an ISO 8601 date; absent means never. */
    public static final String LAST_USED_ON = "mcp.last_used_on";

    /** The address that a client registered from; may be absent. */
    public static final String SOURCE = "mcp.source";

    /** The product of the catalogue that a client proved to be. */
    public static final String PRODUCT = "mcp.product";

    /** The only MCP servers that a client may use, by their server ids, separated by spaces; absent means all. */
    public static final String ALLOWED_SERVERS = "mcp.allowed_servers";

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

    /**
     * The product that a client is known to be.
     *
     * @param client a client
     * @return the product's name in the catalogue; empty if the client proved to be none
     */
    public static Optional<String> product(ClientModel client) {
        return Optional.ofNullable(client.getAttribute(PRODUCT)).filter(product -> !product.isBlank());
    }

    /**
     * Tells whether an administrator let a client go to a server. A list that names none lets it go nowhere.
     *
     * @param client a client
     * @param serverId {@code mcp_…}
     * @return true if it may use all servers, or this one
     */
    static boolean mayUse(ClientModel client, String serverId) {
        String allowed = client.getAttribute(ALLOWED_SERVERS);
        return allowed == null || McpScopes.names(allowed).contains(serverId);
    }
}

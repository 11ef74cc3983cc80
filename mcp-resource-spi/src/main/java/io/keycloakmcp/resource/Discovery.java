/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.keycloak.OAuth2Constants;

/**
 * How clients find from an MCP server to its authorization server.
 *
 * @param authorizationServerMetadata the URL of the realm's metadata (RFC 8414 §3)
 * @param protectedResourceMetadata the URL of the server's metadata (RFC 9728 §3)
 * @param challenge what the server answers with status 401 to a request without a token (RFC 9728 §5.1, RFC 6750 §3)
 */
public record Discovery(String authorizationServerMetadata, String protectedResourceMetadata, Challenge challenge) {

    /**
     * Discovery of one server.
     *
     * @param server the server
     * @param urls the addresses of its realm
     * @return what clients need
     */
    public static Discovery of(McpServer server, RealmUrls urls) {
        return of(server.settings(), urls);
    }

    /**
     * Discovery of a server that need not be registered yet.
     *
     * @param server its settings
     * @param urls the addresses of its realm
     * @return what clients need
     */
    public static Discovery of(McpServerSettings server, RealmUrls urls) {
        String metadata = urls.protectedResourceMetadata(server.resource().serverId());
        Challenge challenge = Challenge.of(Challenge.BEARER).with("resource_metadata", metadata);
        List<String> scopes = server.scopeNames().stream()
                .filter(scope -> !scope.equals(OAuth2Constants.OFFLINE_ACCESS))
                .toList();
        return new Discovery(
                urls.authorizationServerMetadata(),
                metadata,
                scopes.isEmpty() ? challenge : challenge.with(OAuth2Constants.SCOPE, String.join(" ", scopes)));
    }

    /**
     * The same as JSON.
     *
     * @return a new JSON object
     */
    public ObjectNode json() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("authorization_server_metadata", authorizationServerMetadata)
                .put("protected_resource_metadata", protectedResourceMetadata)
                .put("www_authenticate_example", challenge.header());
    }
}

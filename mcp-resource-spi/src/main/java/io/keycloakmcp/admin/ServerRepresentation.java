/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.resource.McpServer;
import io.keycloakmcp.resource.McpServerJson;
import io.keycloakmcp.resource.RealmUrls;
import java.util.List;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** An MCP server as administrators see it: every field, and where clients discover it. */
final class ServerRepresentation {

    private final RealmUrls urls;

    ServerRepresentation(KeycloakSession session, RealmModel realm) {
        this.urls = RealmUrls.of(session, realm);
    }

    ObjectNode of(McpServer server) {
        ObjectNode json = McpServerJson.write(server);
        ObjectNode discovery = json.putObject("discovery");
        discovery.put("authorization_server_metadata", urls.authorizationServerMetadata());
        discovery.put("protected_resource_metadata", urls.protectedResourceMetadata(server.serverId()));
        discovery.put("www_authenticate_example", challenge(server));
        return json;
    }

    /** What the MCP server answers with status 401 (RFC 9728 §5.1, RFC 6750 §3). */
    private String challenge(McpServer server) {
        List<String> scopes = server.settings().scopeNames().stream()
                .filter(scope -> !scope.equals(OAuth2Constants.OFFLINE_ACCESS))
                .toList();
        String metadata = "Bearer resource_metadata=\"" + urls.protectedResourceMetadata(server.serverId()) + "\"";
        return scopes.isEmpty() ? metadata : metadata + ", scope=\"" + String.join(" ", scopes) + "\"";
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.resource.Discovery;
import io.keycloakmcp.resource.McpServer;
import io.keycloakmcp.resource.McpServerJson;
import io.keycloakmcp.resource.McpServerSettings;
import io.keycloakmcp.resource.RealmUrls;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** An MCP server as administrators see it: every field, and where clients discover it. */
final class ServerRepresentation {

    private final RealmUrls urls;

    ServerRepresentation(KeycloakSession session, RealmModel realm) {
        this.urls = RealmUrls.of(session, realm);
    }

    /** A server that is not registered yet. */
    ObjectNode of(McpServerSettings settings) {
        ObjectNode json = McpServerJson.write(settings);
        json.put("server_id", settings.resource().serverId());
        json.set("discovery", Discovery.of(settings, urls).json());
        return json;
    }

    ObjectNode of(McpServer server) {
        ObjectNode json = McpServerJson.write(server);
        json.set("discovery", Discovery.of(server, urls).json());
        return json;
    }
}

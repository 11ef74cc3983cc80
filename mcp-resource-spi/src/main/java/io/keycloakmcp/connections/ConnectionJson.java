/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.connections;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.resource.McpClient;
import java.time.LocalDate;
import java.util.function.Function;

/** How connections are written in JSON. */
final class ConnectionJson {

    private ConnectionJson() {}

    /** A connection as administrators see it. */
    static ObjectNode withUser(Connection connection) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", connection.key().id());
        json.putObject("user")
                .put("id", connection.user().getId())
                .put("username", connection.user().getUsername());
        return addGrant(json, connection);
    }

    /** A connection as the person sees it whose it is. */
    static ObjectNode own(Connection connection) {
        return addGrant(
                JsonNodeFactory.instance.objectNode().put("id", connection.key().id()), connection);
    }

    private static ObjectNode addGrant(ObjectNode json, Connection connection) {
        json.putObject("client")
                .put("id", connection.client().getId())
                .put("client_id", connection.client().getClientId())
                .put("name", connection.client().getName())
                .put("product", McpClient.product(connection.client()).orElse(null));
        json.putObject("server")
                .put("server_id", connection.server().serverId())
                .put("name", connection.server().settings().name())
                .put("resource_uri", connection.server().resource().registered());
        ArrayNode scopes = json.putArray("scopes");
        connection.scopes().forEach(scopes::add);
        return json.put("offline", connection.offline())
                .put("granted_at", connection.grantedAt().toString())
                .put(
                        "last_used_on",
                        connection.lastUsedOn().map(LocalDate::toString).orElse(null));
    }

    /** A page of connections. */
    static ObjectNode page(Connections.Page page, Function<Connection, ObjectNode> writer) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode connections = json.putArray("connections");
        page.connections().stream().map(writer).forEach(connections::add);
        return json.put("total", page.total());
    }
}

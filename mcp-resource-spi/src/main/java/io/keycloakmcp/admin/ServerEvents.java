/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.resource.McpServer;
import io.keycloakmcp.resource.McpServerJson;
import io.keycloakmcp.resource.McpServerRegistry;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.resources.admin.AdminEventBuilder;

/**
 * The admin events of changes of MCP servers: {@code {"before":{…},"after":{…}}}, where what is created has no before
 * and what is deleted no after. There is never a secret in them.
 */
final class ServerEvents {

    private static final String RESOURCE_TYPE = "MCP_SERVER";
    private static final String BEFORE = "before";
    private static final String AFTER = "after";

    private final KeycloakSession session;
    private final AdminEventBuilder events;

    ServerEvents(KeycloakSession session, AdminEventBuilder events) {
        this.session = session;
        this.events = events.resource(RESOURCE_TYPE);
    }

    void created(McpServer server) {
        events.operation(OperationType.CREATE)
                .resourcePath(session.getContext().getUri(), server.serverId())
                .representation(change().set(AFTER, McpServerJson.write(server)))
                .success();
    }

    void updated(McpServerRegistry.Updated updated) {
        ObjectNode change = change();
        change.set(BEFORE, McpServerJson.write(updated.before()));
        change.set(AFTER, McpServerJson.write(updated.after()));
        send(OperationType.UPDATE, change);
    }

    void deleted(McpServer server) {
        send(OperationType.DELETE, change().set(BEFORE, McpServerJson.write(server)));
    }

    void secretRenewed(McpServerRegistry.Secret secret) {
        ObjectNode change = change();
        change.set(BEFORE, secretOf(secret.previousCreatedAt()));
        change.set(AFTER, secretOf(Optional.of(secret.createdAt())));
        send(OperationType.ACTION, change);
    }

    /** Whose grants; everybody's where nothing is said. */
    void grantsRevoked(Optional<String> user, Optional<String> client) {
        send(OperationType.ACTION, change().put("user", user.orElse(null)).put("client", client.orElse(null)));
    }

    private static ObjectNode secretOf(Optional<OffsetDateTime> createdAt) {
        return change().put(
                        "secret_created_at",
                        createdAt
                                .map(DateTimeFormatter.ISO_OFFSET_DATE_TIME::format)
                                .orElse(null));
    }

    private static ObjectNode change() {
        return JsonNodeFactory.instance.objectNode();
    }

    private void send(OperationType operation, ObjectNode change) {
        events.operation(operation)
                .resourcePath(session.getContext().getUri())
                .representation(change)
                .success();
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.lifecycle;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.client.ClientApproval;
import io.keycloakmcp.client.ClientState;
import io.keycloakmcp.client.Onboarding;
import io.keycloakmcp.resource.McpClient;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.ClientModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;

/** The admin event of the removal of an MCP client: {@code {"before":{…}}}, as it was while it was there. */
final class RemovalEvent {

    private final String id;
    private final ObjectNode client;

    private RemovalEvent(String id, ObjectNode client) {
        this.id = id;
        this.client = client;
    }

    static RemovalEvent before(ClientModel client) {
        return new RemovalEvent(
                client.getId(),
                JsonNodeFactory.instance
                        .objectNode()
                        .put("client_id", client.getClientId())
                        .put("name", client.getName())
                        .put(
                                "onboarding",
                                Onboarding.of(client).map(Onboarding::wire).orElse(null))
                        .put("state", ClientState.of(client).wire())
                        .put("product", McpClient.product(client).orElse(null)));
    }

    void send(AdminEventBuilder events) {
        events.resource(ClientApproval.EVENT_RESOURCE)
                .operation(OperationType.DELETE)
                .resourcePath("mcp", "clients", id)
                .representation(JsonNodeFactory.instance.objectNode().set("before", client))
                .success();
    }
}

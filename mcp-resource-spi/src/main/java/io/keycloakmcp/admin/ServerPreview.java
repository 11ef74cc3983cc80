/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.resource.FieldError;
import io.keycloakmcp.resource.InvalidFields;
import io.keycloakmcp.resource.McpServer;
import io.keycloakmcp.resource.McpServerJson;
import io.keycloakmcp.resource.McpServerRegistry;
import io.keycloakmcp.resource.McpServerSettings;
import io.keycloakmcp.resource.RealmSettings;
import io.keycloakmcp.resource.RealmUrls;
import java.util.List;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** What would come of registering or changing a server, while somebody still writes it down. */
final class ServerPreview {

    private final RealmModel realm;
    private final RealmUrls urls;
    private final McpServerRegistry registry;
    private final ServerRepresentation representation;

    ServerPreview(
            KeycloakSession session,
            RealmModel realm,
            McpServerRegistry registry,
            ServerRepresentation representation) {
        this.realm = realm;
        this.urls = RealmUrls.of(session, realm);
        this.registry = registry;
        this.representation = representation;
    }

    /** Settings that hold by themselves, for a new server or for one that is there; what is wrong with them here. */
    ObjectNode of(McpServerSettings settings, Optional<McpServer> before) {
        List<FieldError> problems = registry.problems(settings, before.map(McpServer::serverId));
        ObjectNode preview = preview(problems, Optional.of(settings.resource().serverId()));
        if (problems.isEmpty()) {
            preview.set("server", representation.of(settings));
        }
        return preview;
    }

    /** What does not hold by itself, and as much as can be said of the server all the same. */
    ObjectNode of(String body, InvalidFields wrong) {
        return preview(wrong.errors(), McpServerJson.serverId(body));
    }

    private ObjectNode preview(List<FieldError> problems, Optional<String> serverId) {
        ObjectNode preview = JsonNodeFactory.instance.objectNode();
        var errors = preview.putArray("errors");
        problems.forEach(
                problem -> errors.addObject().put("field", problem.field()).put("message", problem.message()));
        preview.put("server_id", serverId.orElse(null));
        preview.put(
                "protected_resource_metadata",
                serverId.map(urls::protectedResourceMetadata).orElse(null));
        preview.put("default_token_lifetime", RealmSettings.of(realm).defaultTokenLifetime());
        preview.putNull("server");
        return preview;
    }
}

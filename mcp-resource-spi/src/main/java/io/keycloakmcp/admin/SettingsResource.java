/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.client.ClientSettings;
import io.keycloakmcp.client.SettingsCheck;
import io.keycloakmcp.resource.AdminError;
import io.keycloakmcp.resource.FieldError;
import io.keycloakmcp.resource.InvalidFields;
import io.keycloakmcp.resource.RealmSettings;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/**
 * What holds for all MCP servers and MCP clients of a realm: {@code /admin/realms/{realm}/mcp/settings}. Who may view
 * or manage the realm may view or manage it; without permission every method answers 403.
 */
@Produces(MediaType.APPLICATION_JSON)
public final class SettingsResource {

    private static final String EVENT_RESOURCE = "MCP_SETTINGS";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AdminPermissionEvaluator permissions;
    private final AdminEventBuilder events;

    SettingsResource(
            KeycloakSession session, RealmModel realm, AdminPermissionEvaluator permissions, AdminEventBuilder events) {
        this.session = session;
        this.realm = realm;
        this.permissions = permissions;
        this.events = events.resource(EVENT_RESOURCE);
    }

    /**
     * Shows the settings.
     *
     * @return 200 with all settings, defaults included, and their {@code ETag}
     */
    @GET
    public Response get() {
        permissions.realm().requireViewRealm();
        return tagged(json(RealmSettings.of(realm), ClientSettings.of(realm)));
    }

    private static Response tagged(ObjectNode settings) {
        return Response.ok(settings).tag(StateTag.of(settings)).build();
    }

    /**
     * Replaces the settings; a member that is missing gets its default.
     *
     * @param body a JSON object
     * @param request which settings are to be replaced, by {@code If-Match} with their {@code ETag}; whatever they are
     *     unless said
     * @return 200 with the settings; 400 with all that is wrong, or 412 if they are no longer those to be replaced, and
     *     nothing is saved then
     */
    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    public Response update(String body, @Context Request request) {
        permissions.realm().requireManageRealm();
        try {
            ObjectNode before = json(RealmSettings.of(realm), ClientSettings.of(realm));
            if (request.evaluatePreconditions(StateTag.of(before)) != null) {
                return ErrorAnswer.settingsChangedMeanwhile();
            }
            RealmSettings settings = RealmSettings.read(body);
            ClientSettings clients = ClientSettings.read(body);
            requireUsable(clients);
            settings.save(realm);
            clients.save(realm);
            ObjectNode after = json(settings, clients);
            ObjectNode change = JsonNodeFactory.instance.objectNode();
            change.set("before", before);
            change.set("after", after);
            events.operation(OperationType.UPDATE)
                    .resourcePath(session.getContext().getUri())
                    .representation(change)
                    .success();
            return tagged(after);
        } catch (InvalidFields e) {
            return AdminError.invalid(e.errors());
        }
    }

    private void requireUsable(ClientSettings clients) throws InvalidFields {
        List<FieldError> errors = session.getAllProviders(SettingsCheck.class).stream()
                .flatMap(check -> check.errors(clients).stream())
                .toList();
        if (!errors.isEmpty()) {
            throw new InvalidFields(errors);
        }
    }

    private static ObjectNode json(RealmSettings settings, ClientSettings clients) {
        ObjectNode json = settings.json();
        json.setAll(clients.json());
        return json;
    }
}

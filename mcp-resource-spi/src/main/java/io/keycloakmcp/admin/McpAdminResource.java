/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.admin;

import io.keycloakmcp.resource.AdminEndpoint;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** The root of the admin REST API of a realm: {@code /admin/realms/{realm}/mcp}. */
public final class McpAdminResource {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AdminPermissionEvaluator permissions;
    private final AdminEventBuilder events;

    McpAdminResource(
            KeycloakSession session, RealmModel realm, AdminPermissionEvaluator permissions, AdminEventBuilder events) {
        this.session = session;
        this.realm = realm;
        this.permissions = permissions;
        this.events = events;
    }

    /**
     * The registry of MCP servers.
     *
     * @return the resource of all servers
     */
    @Path("servers")
    public McpServersResource servers() {
        return new McpServersResource(session, realm, permissions, events);
    }

    /**
     * The settings of the realm for all its MCP servers.
     *
     * @return the resource of the settings
     */
    @Path("settings")
    public SettingsResource settings() {
        return new SettingsResource(session, realm, permissions, events);
    }

    /**
     * The catalogue of known MCP clients.
     *
     * @return the resource of the catalogue
     */
    @Path("known-clients")
    public KnownClientsResource knownClients() {
        return new KnownClientsResource(realm, permissions);
    }

    /**
     * What other tools have done to the MCP servers that does not hold together.
     *
     * @return the resource of the report
     */
    @Path("drift")
    public DriftResource drift() {
        return new DriftResource(session, realm, permissions);
    }

    /**
     * The endpoint that another package brings.
     *
     * @param segment the id of the endpoint's factory
     * @return what answers for everything below
     */
    @Path("{segment}")
    public Object endpoint(@PathParam("segment") String segment) {
        AdminEndpoint endpoint = session.getProvider(AdminEndpoint.class, segment);
        if (endpoint == null) {
            throw new NotFoundException();
        }
        return endpoint.resource(realm, permissions, events);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.endpoint;

import io.keycloakmcp.resource.RealmEndpoint;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.keycloak.models.KeycloakSession;

/** The root of what is public about a realm's MCP servers: {@code /realms/{realm}/mcp}. */
public final class McpRealmResource {

    private final KeycloakSession session;

    McpRealmResource(KeycloakSession session) {
        this.session = session;
    }

    /**
     * The endpoint that a path segment names.
     *
     * @param segment the id of the endpoint's factory
     * @return what answers for everything below
     */
    @Path("{segment}")
    public Object endpoint(@PathParam("segment") String segment) {
        RealmEndpoint endpoint = session.getProvider(RealmEndpoint.class, segment);
        if (endpoint == null) {
            throw new NotFoundException();
        }
        return endpoint.resource();
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.connections;

import com.google.auto.service.AutoService;
import io.keycloakmcp.resource.AdminEndpoint;
import io.keycloakmcp.resource.AdminEndpointFactory;
import org.keycloak.models.KeycloakSession;

/** Serves {@link ConnectionsAdminResource}. */
@AutoService(AdminEndpointFactory.class)
public final class ConnectionsAdminFactory implements AdminEndpointFactory {

    @Override
    public String getId() {
        return "connections";
    }

    @Override
    public AdminEndpoint create(KeycloakSession session) {
        return (realm, permissions, events) -> new ConnectionsAdminResource(session, realm, permissions, events);
    }
}

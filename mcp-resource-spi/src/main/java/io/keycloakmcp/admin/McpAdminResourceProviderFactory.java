/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.admin;

import com.google.auto.service.AutoService;
import io.keycloakmcp.resource.McpServerRegistry;
import io.keycloakmcp.resource.RealmUrls;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.ext.AdminRealmResourceProvider;
import org.keycloak.services.resources.admin.ext.AdminRealmResourceProviderFactory;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** Mounts the admin REST API at {@code /admin/realms/{realm}/mcp}. */
@AutoService(AdminRealmResourceProviderFactory.class)
public final class McpAdminResourceProviderFactory implements AdminRealmResourceProviderFactory {

    @Override
    public String getId() {
        return RealmUrls.ROOT;
    }

    @Override
    public AdminRealmResourceProvider create(KeycloakSession session) {
        return new AdminRealmResourceProvider() {
            @Override
            public Object getResource(
                    KeycloakSession session,
                    RealmModel realm,
                    AdminPermissionEvaluator permissions,
                    AdminEventBuilder events) {
                return new McpAdminResource(session, realm, permissions, events);
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
    }

    @Override
    public void init(Config.Scope config) {
        // There is nothing to configure.
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        McpServerRegistry.follow(factory);
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}

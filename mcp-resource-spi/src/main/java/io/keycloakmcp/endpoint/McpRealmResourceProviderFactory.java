/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.endpoint;

import com.google.auto.service.AutoService;
import io.keycloakmcp.resource.RealmPresence;
import io.keycloakmcp.resource.RealmUrls;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.services.resource.RealmResourceProvider;
import org.keycloak.services.resource.RealmResourceProviderFactory;

/** Mounts what is public at {@code /realms/{realm}/mcp}. */
@AutoService(RealmResourceProviderFactory.class)
public final class McpRealmResourceProviderFactory implements RealmResourceProviderFactory {

    @Override
    public String getId() {
        return RealmUrls.ROOT;
    }

    @Override
    public RealmResourceProvider create(KeycloakSession session) {
        return new RealmResourceProvider() {
            @Override
            public Object getResource() {
                // Without a resource Keycloak answers as if there were no such provider.
                return RealmPresence.hasMcpServers(session.getContext().getRealm())
                        ? new McpRealmResource(session)
                        : null;
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
        // There is nothing to prepare.
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}

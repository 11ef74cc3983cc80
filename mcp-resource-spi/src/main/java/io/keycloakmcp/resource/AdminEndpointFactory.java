/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import org.keycloak.Config;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderFactory;

/** Makes an {@link AdminEndpoint} for each request. Its id is the path segment that follows {@code mcp}. */
public interface AdminEndpointFactory extends ProviderFactory<AdminEndpoint> {

    @Override
    default void init(Config.Scope config) {
        // Most have nothing to configure.
    }

    @Override
    default void postInit(KeycloakSessionFactory factory) {
        // Most have nothing to prepare.
    }

    @Override
    default void close() {
        // Most hold nothing.
    }
}

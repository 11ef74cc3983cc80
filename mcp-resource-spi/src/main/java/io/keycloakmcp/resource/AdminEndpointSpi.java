/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import com.google.auto.service.AutoService;
import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/**
 * Lets each package bring the endpoints of its own to {@code /admin/realms/{realm}/mcp}, without knowing the others.
 */
@AutoService(Spi.class)
public final class AdminEndpointSpi implements Spi {

    @Override
    public boolean isInternal() {
        return false;
    }

    @Override
    public String getName() {
        return "mcp-admin-endpoint";
    }

    @Override
    public Class<? extends Provider> getProviderClass() {
        return AdminEndpoint.class;
    }

    @Override
    public Class<? extends ProviderFactory<?>> getProviderFactoryClass() {
        return AdminEndpointFactory.class;
    }
}

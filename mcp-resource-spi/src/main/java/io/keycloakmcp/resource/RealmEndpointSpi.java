/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import com.google.auto.service.AutoService;
import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** Lets each package bring the endpoints of its own to {@code /realms/{realm}/mcp}, without knowing the others. */
@AutoService(Spi.class)
public final class RealmEndpointSpi implements Spi {

    @Override
    public boolean isInternal() {
        return false;
    }

    @Override
    public String getName() {
        return "mcp-realm-endpoint";
    }

    @Override
    public Class<? extends Provider> getProviderClass() {
        return RealmEndpoint.class;
    }

    @Override
    public Class<? extends ProviderFactory<?>> getProviderFactoryClass() {
        return RealmEndpointFactory.class;
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import com.google.auto.service.AutoService;
import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** Lets each package see the clients that authenticate, without knowing the others. */
@AutoService(Spi.class)
public final class ClientArrivalSpi implements Spi {

    @Override
    public boolean isInternal() {
        return false;
    }

    @Override
    public String getName() {
        return "mcp-client-arrival";
    }

    @Override
    public Class<? extends Provider> getProviderClass() {
        return ClientArrival.class;
    }

    @Override
    public Class<? extends ProviderFactory<?>> getProviderFactoryClass() {
        return ClientArrivalFactory.class;
    }
}

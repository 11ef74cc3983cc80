/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import com.google.auto.service.AutoService;
import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** Lets each package that lets clients in answer for itself whether it would. */
@AutoService(Spi.class)
public final class ClientCheckSpi implements Spi {

    @Override
    public boolean isInternal() {
        return false;
    }

    @Override
    public String getName() {
        return "mcp-client-check";
    }

    @Override
    public Class<? extends Provider> getProviderClass() {
        return ClientCheck.class;
    }

    @Override
    public Class<? extends ProviderFactory<?>> getProviderFactoryClass() {
        return ClientCheckFactory.class;
    }
}

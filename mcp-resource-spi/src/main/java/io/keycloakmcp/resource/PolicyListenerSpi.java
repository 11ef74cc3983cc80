/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import com.google.auto.service.AutoService;
import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** Lets each package see the client policy events that are its business, without knowing the others. */
@AutoService(Spi.class)
public final class PolicyListenerSpi implements Spi {

    @Override
    public boolean isInternal() {
        return false;
    }

    @Override
    public String getName() {
        return "mcp-policy-listener";
    }

    @Override
    public Class<? extends Provider> getProviderClass() {
        return PolicyListener.class;
    }

    @Override
    public Class<? extends ProviderFactory<?>> getProviderFactoryClass() {
        return PolicyListenerFactory.class;
    }
}

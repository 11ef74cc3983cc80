/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import com.google.auto.service.AutoService;
import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** Lets each package say how a realm is in what it knows about, without knowing who asks. */
@AutoService(Spi.class)
public final class RealmCheckSpi implements Spi {

    @Override
    public boolean isInternal() {
        return false;
    }

    @Override
    public String getName() {
        return "mcp-realm-check";
    }

    @Override
    public Class<? extends Provider> getProviderClass() {
        return RealmCheck.class;
    }

    @Override
    public Class<? extends ProviderFactory<?>> getProviderFactoryClass() {
        return RealmCheckFactory.class;
    }
}

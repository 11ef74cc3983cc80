/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import com.google.auto.service.AutoService;
import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** Lets packages have keys from the web without knowing the package that fetches. */
@AutoService(Spi.class)
public final class PublishedKeysSpi implements Spi {

    @Override
    public boolean isInternal() {
        return false;
    }

    @Override
    public String getName() {
        return "mcp-published-keys";
    }

    @Override
    public Class<? extends Provider> getProviderClass() {
        return PublishedKeys.class;
    }

    @Override
    public Class<? extends ProviderFactory<?>> getProviderFactoryClass() {
        return PublishedKeysFactory.class;
    }
}

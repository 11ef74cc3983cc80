/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import com.google.auto.service.AutoService;
import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** Lets packages look at settings without knowing the package that saves them. */
@AutoService(Spi.class)
public final class SettingsCheckSpi implements Spi {

    @Override
    public boolean isInternal() {
        return false;
    }

    @Override
    public String getName() {
        return "mcp-settings-check";
    }

    @Override
    public Class<? extends Provider> getProviderClass() {
        return SettingsCheck.class;
    }

    @Override
    public Class<? extends ProviderFactory<?>> getProviderFactoryClass() {
        return SettingsCheckFactory.class;
    }
}

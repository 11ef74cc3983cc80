/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import org.keycloak.Config;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderFactory;

/** Makes a {@link SettingsCheck} for each request. All of them are asked. */
public interface SettingsCheckFactory extends ProviderFactory<SettingsCheck> {

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

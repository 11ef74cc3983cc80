/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import org.keycloak.Config;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderFactory;

/** Makes a {@link RealmCheck} for each time that somebody asks how a realm is. */
public interface RealmCheckFactory extends ProviderFactory<RealmCheck> {

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

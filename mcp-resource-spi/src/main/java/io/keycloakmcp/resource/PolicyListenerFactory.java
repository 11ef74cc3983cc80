/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import org.keycloak.Config;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderFactory;

/**
 * Makes a {@link PolicyListener} for each request. Of several, the one with the highest {@link #order()} comes first.
 */
public interface PolicyListenerFactory extends ProviderFactory<PolicyListener> {

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

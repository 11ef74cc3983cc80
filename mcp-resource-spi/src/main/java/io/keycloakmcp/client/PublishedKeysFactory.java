/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import org.keycloak.Config;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderFactory;

/** Makes {@link PublishedKeys} for each request. */
public interface PublishedKeysFactory extends ProviderFactory<PublishedKeys> {

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

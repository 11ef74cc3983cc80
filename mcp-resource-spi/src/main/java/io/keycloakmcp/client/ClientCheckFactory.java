/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import org.keycloak.Config;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderFactory;

/**
 * Makes a {@link ClientCheck} for each request. Its id is the kind of question that it answers: {@code client_id} for a
 * URL, {@code document} for the metadata at one, {@code registration} for the body of a registration request.
 */
public interface ClientCheckFactory extends ProviderFactory<ClientCheck> {

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

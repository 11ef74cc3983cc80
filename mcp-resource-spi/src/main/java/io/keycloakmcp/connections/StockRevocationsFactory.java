/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.connections;

import com.google.auto.service.AutoService;
import org.keycloak.Config;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** Makes {@link StockRevocations} hear of every event, whatever listeners a realm has. */
@AutoService(EventListenerProviderFactory.class)
public final class StockRevocationsFactory implements EventListenerProviderFactory {

    @Override
    public String getId() {
        return "mcp-connections";
    }

    @Override
    public boolean isGlobal() {
        return true;
    }

    @Override
    public EventListenerProvider create(KeycloakSession session) {
        return new StockRevocations(session);
    }

    @Override
    public void init(Config.Scope config) {
        // There is nothing to configure.
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        // There is nothing to prepare.
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}

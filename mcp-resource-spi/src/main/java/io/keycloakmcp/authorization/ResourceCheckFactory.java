/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import com.google.auto.service.AutoService;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.protocol.oidc.endpoints.AuthorizationEndpointCheckProvider;
import org.keycloak.protocol.oidc.endpoints.AuthorizationEndpointCheckProviderFactory;

/** Adds {@link ResourceCheck} to the checks of the authorization endpoint. */
@AutoService(AuthorizationEndpointCheckProviderFactory.class)
public final class ResourceCheckFactory implements AuthorizationEndpointCheckProviderFactory {

    @Override
    public String getId() {
        return "mcp-resource";
    }

    @Override
    public AuthorizationEndpointCheckProvider create(KeycloakSession session) {
        return new ResourceCheck(session);
    }

    @Override
    public boolean isSupported(Config.Scope config) {
        return true;
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

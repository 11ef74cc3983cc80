/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import com.google.auto.service.AutoService;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.protocol.oidc.refresh.RefreshTokenProvider;
import org.keycloak.protocol.oidc.refresh.RefreshTokenProviderFactory;

/**
 * Puts {@link RotatingRefreshTokens} before Keycloak's own providers, which are asked about all other refresh tokens.
 */
@AutoService(RefreshTokenProviderFactory.class)
public final class RotatingRefreshTokensFactory implements RefreshTokenProviderFactory {

    @Override
    public String getId() {
        return "mcp-rotation";
    }

    @Override
    public RefreshTokenProvider create(KeycloakSession session) {
        return new RotatingRefreshTokens(session);
    }

    @Override
    public int order() {
        return 20;
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

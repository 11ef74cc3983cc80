/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import com.google.auto.service.AutoService;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.resourceindicators.ResourceIndicatorsPostProcessorFactory;
import org.keycloak.protocol.oidc.token.TokenPostProcessor;
import org.keycloak.protocol.oidc.token.TokenPostProcessorFactory;

/**
 * Puts the binding in the place of Keycloak's own resource indicators (same id, higher order), whether that feature is
 * on or off: two processors that both judge {@code resource} would refuse each other's tokens.
 */
@AutoService(TokenPostProcessorFactory.class)
public final class TokenBindingFactory extends ResourceIndicatorsPostProcessorFactory {

    @Override
    public TokenPostProcessor create(KeycloakSession session) {
        return new TokenBinding(session);
    }

    @Override
    public boolean isSupported(Config.Scope config) {
        return true;
    }

    @Override
    public int order() {
        return 10;
    }
}

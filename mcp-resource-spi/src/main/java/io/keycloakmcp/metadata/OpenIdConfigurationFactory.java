/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.metadata;

import com.google.auto.service.AutoService;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.OIDCWellKnownProviderFactory;
import org.keycloak.utils.KeycloakSessionUtil;
import org.keycloak.wellknown.WellKnownProvider;
import org.keycloak.wellknown.WellKnownProviderFactory;

/**
 * Serves {@link ServerMetadata} in the OpenID place (OpenID Connect Discovery §4), and the path-inserted form that MCP
 * clients try too.
 */
@AutoService(WellKnownProviderFactory.class)
public final class OpenIdConfigurationFactory extends OIDCWellKnownProviderFactory {

    @Override
    public WellKnownProvider create(KeycloakSession session) {
        return ServerMetadata.of(session, super.create(session), getOpenidConfigOverride());
    }

    /** Keycloak itself has no such address, so in realms without MCP servers nor have we. */
    @Override
    public boolean isAvailableViaServerMetadata() {
        return RequestedRealm.hasMcpServers(KeycloakSessionUtil.getKeycloakSession());
    }

    @Override
    public int order() {
        return 10;
    }
}

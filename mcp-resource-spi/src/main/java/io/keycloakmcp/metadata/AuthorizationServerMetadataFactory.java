/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.metadata;

import com.google.auto.service.AutoService;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oauth2.OAuth2WellKnownProviderFactory;
import org.keycloak.wellknown.WellKnownProvider;
import org.keycloak.wellknown.WellKnownProviderFactory;

/** Serves {@link ServerMetadata} in the RFC 8414 place. */
@AutoService(WellKnownProviderFactory.class)
public final class AuthorizationServerMetadataFactory extends OAuth2WellKnownProviderFactory {

    @Override
    public WellKnownProvider create(KeycloakSession session) {
        return ServerMetadata.of(session, super.create(session), getOpenidConfigOverride());
    }

    @Override
    public int order() {
        return 10;
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import com.google.auto.service.AutoService;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.ciba.resolvers.CIBALoginUserResolver;
import org.keycloak.protocol.oidc.grants.ciba.resolvers.CIBALoginUserResolverFactory;
import org.keycloak.protocol.oidc.grants.ciba.resolvers.DefaultCIBALoginUserResolverFactory;

/** Puts {@link BackchannelScopes} in the place of what Keycloak finds people with. */
@AutoService(CIBALoginUserResolverFactory.class)
public final class BackchannelScopesFactory extends DefaultCIBALoginUserResolverFactory {

    @Override
    public CIBALoginUserResolver create(KeycloakSession session) {
        return new BackchannelScopes(session);
    }

    @Override
    public int order() {
        return 10;
    }
}

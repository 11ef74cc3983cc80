/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.endpoint;

import com.google.auto.service.AutoService;
import java.util.List;
import org.keycloak.authentication.ClientAuthenticationFlowContext;
import org.keycloak.authentication.ClientAuthenticatorFactory;
import org.keycloak.authentication.authenticators.client.JWTClientAuthenticator;
import org.keycloak.models.KeycloakSessionFactory;

/**
 * Keycloak's authentication of clients by a JWT (RFC 7523 §2.2), in its place, and it tells of every client that comes.
 */
@AutoService(ClientAuthenticatorFactory.class)
public final class McpClientJwtAuthenticator extends JWTClientAuthenticator {

    private Arrivals arrivals = new Arrivals(List.of());

    @Override
    public void authenticateClient(ClientAuthenticationFlowContext context) {
        arrivals.around(context, super::authenticateClient);
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        super.postInit(factory);
        arrivals = Arrivals.of(factory, this);
    }

    @Override
    public int order() {
        return 10;
    }
}

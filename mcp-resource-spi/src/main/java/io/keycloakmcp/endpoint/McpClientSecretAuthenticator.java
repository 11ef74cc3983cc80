/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.endpoint;

import com.google.auto.service.AutoService;
import java.util.List;
import org.keycloak.authentication.ClientAuthenticationFlowContext;
import org.keycloak.authentication.ClientAuthenticatorFactory;
import org.keycloak.authentication.authenticators.client.ClientIdAndSecretAuthenticator;
import org.keycloak.models.KeycloakSessionFactory;

/** Keycloak's authentication of public clients and by secret, in its place, and it tells of every client that comes. */
@AutoService(ClientAuthenticatorFactory.class)
public final class McpClientSecretAuthenticator extends ClientIdAndSecretAuthenticator {

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

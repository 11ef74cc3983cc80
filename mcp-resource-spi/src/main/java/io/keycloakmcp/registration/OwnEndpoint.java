/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.registration;

import io.keycloakmcp.client.Onboarding;
import io.keycloakmcp.resource.PolicyListener;
import io.keycloakmcp.resource.RealmUrls;
import jakarta.ws.rs.core.Response;
import org.keycloak.OAuthErrorException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.JsonWebToken;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.context.ClientCRUDClientAvailableContext;
import org.keycloak.services.clientregistration.ClientRegistrationTokenUtils;

/**
 * Holds registered MCP clients to the endpoint that they came by. To Keycloak, the token that manages a client's
 * registration is good at all its registration endpoints, and the others know nothing of the rules for MCP clients.
 */
final class OwnEndpoint implements PolicyListener {

    private static final String PATH = "/clients-registrations/" + RealmUrls.ROOT + "/";

    private final KeycloakSession session;

    OwnEndpoint(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void onEvent(ClientPolicyContext context) throws ClientPolicyException {
        if (context instanceof ClientCRUDClientAvailableContext request
                && isManagementToken(request.getToken())
                && request.getTargetClient() != null
                && Onboarding.of(request.getTargetClient())
                        .filter(Onboarding.REGISTRATION::equals)
                        .isPresent()
                && !session.getContext().getUri().getPath().contains(PATH)) {
            throw new ClientPolicyException(
                    OAuthErrorException.ACCESS_DENIED,
                    "The client registered at another endpoint. Use its registration_client_uri",
                    Response.Status.FORBIDDEN);
        }
    }

    private static boolean isManagementToken(JsonWebToken token) {
        return token != null && ClientRegistrationTokenUtils.TYPE_REGISTRATION_ACCESS_TOKEN.equals(token.getType());
    }
}

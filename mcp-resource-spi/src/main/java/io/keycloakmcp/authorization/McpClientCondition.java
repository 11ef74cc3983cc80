/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import io.keycloakmcp.resource.McpClient;
import java.util.Map;
import java.util.Optional;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.idm.ClientPolicyConditionConfigurationRepresentation;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyVote;
import org.keycloak.services.clientpolicy.condition.AbstractClientPolicyConditionProvider;
import org.keycloak.services.clientpolicy.context.ClientCRUDContext;
import org.keycloak.services.clientpolicy.context.ClientModelContext;
import org.keycloak.services.clientpolicy.context.PreAuthorizationRequestContext;

/** The condition that the client is an MCP client ({@link McpClient}), registration and changes of clients included. */
final class McpClientCondition
        extends AbstractClientPolicyConditionProvider<ClientPolicyConditionConfigurationRepresentation> {

    McpClientCondition(KeycloakSession session) {
        super(session);
    }

    @Override
    public String getProviderId() {
        return McpClientConditionFactory.PROVIDER_ID;
    }

    @Override
    public ClientPolicyVote applyPolicy(ClientPolicyContext context) {
        return isMcpClient(context) ? ClientPolicyVote.YES : ClientPolicyVote.NO;
    }

    private boolean isMcpClient(ClientPolicyContext context) {
        if (context instanceof ClientCRUDContext request && becomesMcpClient(request)) {
            return true;
        }
        return client(context).filter(McpClient::isMarked).isPresent();
    }

    /** A new client has no other mark than the one it is about to get. */
    private static boolean becomesMcpClient(ClientCRUDContext request) {
        return Optional.ofNullable(request.getProposedClientRepresentation())
                .map(ClientRepresentation::getAttributes)
                .map((Map<String, String> attributes) -> attributes.get(McpClient.ATTRIBUTE))
                .filter(McpClient::isMark)
                .isPresent();
    }

    private Optional<ClientModel> client(ClientPolicyContext context) {
        if (context instanceof ClientModelContext known) {
            return Optional.ofNullable(known.getClient());
        } else if (context instanceof PreAuthorizationRequestContext request) {
            return Optional.ofNullable(request.getClientId())
                    .map(session.getContext().getRealm()::getClientByClientId);
        } else if (context instanceof ClientCRUDContext request) {
            return Optional.ofNullable(request.getTargetClient());
        }
        return Optional.ofNullable(session.getContext().getClient());
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import io.keycloakmcp.resource.McpServer;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.idm.ClientPolicyConditionConfigurationRepresentation;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.ClientPolicyVote;
import org.keycloak.services.clientpolicy.condition.AbstractClientPolicyConditionProvider;

/** The condition that a request asks for an MCP server, or for one of those listed (see {@link PolicyRequest}). */
final class McpServerCondition
        extends AbstractClientPolicyConditionProvider<ClientPolicyConditionConfigurationRepresentation> {

    McpServerCondition(KeycloakSession session) {
        super(session);
    }

    @Override
    public String getProviderId() {
        return McpServerConditionFactory.PROVIDER_ID;
    }

    @Override
    public ClientPolicyVote applyPolicy(ClientPolicyContext context) throws ClientPolicyException {
        Optional<PolicyRequest> request = PolicyRequest.of(session, context);
        if (request.isEmpty()) {
            return ClientPolicyVote.ABSTAIN;
        }
        ServerSelection selection = ServerSelection.inUse(configuration.getConfigAsMap());
        Optional<McpServer> server = request.get().server();
        return server.filter(selection::includes).isPresent() ? ClientPolicyVote.YES : ClientPolicyVote.NO;
    }
}

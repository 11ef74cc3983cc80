/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import io.keycloakmcp.resource.McpServer;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.idm.ClientPolicyExecutorConfigurationRepresentation;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider;

/**
 * Demands that every request for tokens asks for an MCP server (RFC 8707 §2), as MCP clients have to: for other clients
 * that an administrator chooses by a client policy. It can also keep them to some of the servers.
 */
final class McpResourceExecutor implements ClientPolicyExecutorProvider<McpResourceExecutor.Configuration> {

    private static final Refusal MISSING = Refusal.target(
            "resource_required",
            "This client gets tokens for MCP servers alone. Send the parameter resource with the resource URI of one");
    private static final Refusal NOT_LISTED = Refusal.target(
            "server_not_in_policy",
            "A policy of the realm keeps this client from this MCP server. Ask the administrator of the realm");

    private final KeycloakSession session;
    private Configuration configuration = new Configuration();

    McpResourceExecutor(KeycloakSession session) {
        this.session = session;
    }

    /** The settings, as Keycloak reads and checks them before it saves them. */
    static final class Configuration extends ClientPolicyExecutorConfigurationRepresentation {

        @Override
        public boolean validateConfig() {
            return ServerSelection.read(getConfigAsMap()).isPresent();
        }
    }

    @Override
    public Class<Configuration> getExecutorConfigurationClass() {
        return Configuration.class;
    }

    @Override
    public void setupConfiguration(Configuration settings) {
        this.configuration = settings;
    }

    @Override
    public String getProviderId() {
        return McpResourceExecutorFactory.PROVIDER_ID;
    }

    @Override
    public void executeOnEvent(ClientPolicyContext context) throws ClientPolicyException {
        Optional<PolicyRequest> request = PolicyRequest.of(session, context).filter(PolicyRequest::isPending);
        if (request.isPresent()) {
            requireServer(request.get());
        }
    }

    private void requireServer(PolicyRequest request) throws ClientPolicyException {
        ServerSelection selection = ServerSelection.inUse(configuration.getConfigAsMap());
        Optional<McpServer> server = request.server();
        if (server.isEmpty()) {
            throw request.refuse(MISSING);
        }
        try {
            AccessRules.requireAccess(server.get(), request.client());
        } catch (RefusedException e) {
            throw request.refuse(e.refusal());
        }
        if (!selection.includes(server.get())) {
            throw request.refuse(NOT_LISTED);
        }
    }
}

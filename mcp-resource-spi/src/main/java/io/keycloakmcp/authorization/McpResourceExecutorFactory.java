/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import com.google.auto.service.AutoService;
import java.util.List;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProviderFactory;

/** Offers {@link McpResourceExecutor} to the client profiles of realms. */
@AutoService(ClientPolicyExecutorProviderFactory.class)
public final class McpResourceExecutorFactory implements ClientPolicyExecutorProviderFactory {

    static final String PROVIDER_ID = "mcp-resource";

    @Override
    public McpResourceExecutor create(KeycloakSession session) {
        return new McpResourceExecutor(session);
    }

    @Override
    public String getId() {
        return PROVIDER_ID;
    }

    @Override
    public String getHelpText() {
        return "Every request for tokens must ask for an MCP server that is in use, as MCP clients have to anyway. It can"
                + " be kept to some of the servers.";
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return List.of(ServerSelection.property(
                "Resource URIs or server ids that may be asked for. Empty: every MCP server of the realm."));
    }

    @Override
    public void init(Config.Scope config) {
        // The configuration is the profile's.
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        // There is nothing to prepare.
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}

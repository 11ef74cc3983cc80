/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import com.google.auto.service.AutoService;
import io.keycloakmcp.resource.McpServerRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.condition.ClientPolicyConditionProviderFactory;

/** Offers {@link McpServerCondition} to the client policies of realms. */
@AutoService(ClientPolicyConditionProviderFactory.class)
public final class McpServerConditionFactory extends McpConditionFactory {

    static final String PROVIDER_ID = "mcp-server";

    @Override
    public McpServerCondition create(KeycloakSession session) {
        return new McpServerCondition(session);
    }

    @Override
    public String getId() {
        return PROVIDER_ID;
    }

    @Override
    public String getHelpText() {
        return "The request asks for an MCP server. Votes on authorization, pushed authorization, device and token requests"
                + " of every grant, by the server that the token will be bound to.";
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        List<ProviderConfigProperty> properties = new ArrayList<>();
        addCommonConfigProperties(properties);
        properties.add(ServerSelection.property("Resource URIs or server ids. Empty: every MCP server of the realm."));
        return properties;
    }

    /** A name that stands for no server would make a policy that never applies, and nobody would notice. */
    @Override
    void validate(KeycloakSession session, RealmModel realm, Map<String, Object> settings)
            throws ClientPolicyException {
        ServerSelection selection = ServerSelection.read(settings)
                .orElseThrow(() -> new ClientPolicyException("servers must be a list of resource URIs and server ids"));
        McpServerRegistry registry = new McpServerRegistry(session, realm);
        List<String> unknown = selection.names().entrySet().stream()
                .filter(name -> registry.findByServerId(name.getKey()).isEmpty())
                .map(Map.Entry::getValue)
                .toList();
        if (!unknown.isEmpty()) {
            throw new ClientPolicyException(
                    "servers names MCP servers that the realm does not have: " + String.join(", ", unknown));
        }
    }
}

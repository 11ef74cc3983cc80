/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.services.clientpolicy.condition.ClientPolicyConditionProviderFactory;

/** Offers {@link McpClientCondition} to the client policies of realms. */
@AutoService(ClientPolicyConditionProviderFactory.class)
public final class McpClientConditionFactory extends McpConditionFactory {

    static final String PROVIDER_ID = "mcp-client";

    @Override
    public McpClientCondition create(KeycloakSession session) {
        return new McpClientCondition(session);
    }

    @Override
    public String getId() {
        return PROVIDER_ID;
    }

    @Override
    public String getHelpText() {
        return "The client is an MCP client: it registered itself at the MCP registration endpoint, or has the attribute"
                + " mcp.client. Votes on every event.";
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        List<ProviderConfigProperty> properties = new ArrayList<>();
        addCommonConfigProperties(properties);
        return properties;
    }

    @Override
    void validate(KeycloakSession session, RealmModel realm, Map<String, Object> settings) {
        // There are none of its own.
    }
}

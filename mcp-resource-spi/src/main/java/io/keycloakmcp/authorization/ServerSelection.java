/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import io.keycloakmcp.resource.McpServer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keycloak.OAuthErrorException;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.services.clientpolicy.ClientPolicyException;

/**
 * The MCP servers that a client policy is about: those that its configuration lists, or all where it lists none.
 *
 * @param names the names as they were written, by the ids of the servers
 */
record ServerSelection(Map<String, String> names) {

    private static final String PROPERTY = "servers";

    /** The setting as the admin console shows it. */
    static ProviderConfigProperty property(String help) {
        return new ProviderConfigProperty(
                PROPERTY, "MCP servers", help, ProviderConfigProperty.MULTIVALUED_STRING_TYPE, null);
    }

    /** Reads the configuration of a condition or executor; empty if it cannot be understood. */
    static Optional<ServerSelection> read(Map<String, Object> configuration) {
        Object written = configuration.get(PROPERTY);
        if (written == null) {
            return Optional.of(new ServerSelection(Map.of()));
        }
        if (!(written instanceof List<?> list)) {
            return Optional.empty();
        }
        Map<String, String> names = new LinkedHashMap<>();
        for (Object element : list) {
            if (!(element instanceof String name)) {
                return Optional.empty();
            }
            // An empty line of a form is no name.
            if (!name.isBlank()) {
                Optional<String> serverId = ServerName.toServerId(name);
                if (serverId.isEmpty()) {
                    return Optional.empty();
                }
                names.put(serverId.get(), name);
            }
        }
        return Optional.of(new ServerSelection(names));
    }

    /** The same for a configuration in use: one that got past validation must not let requests pass unjudged. */
    static ServerSelection inUse(Map<String, Object> configuration) throws ClientPolicyException {
        return read(configuration)
                .orElseThrow(() -> new ClientPolicyException(
                        OAuthErrorException.SERVER_ERROR,
                        "A client policy of the realm names MCP servers in a way that cannot be understood"));
    }

    boolean includes(McpServer server) {
        return names.isEmpty() || names.containsKey(server.serverId());
    }
}

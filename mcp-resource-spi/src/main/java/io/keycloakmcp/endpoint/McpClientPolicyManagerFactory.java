/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.endpoint;

import com.google.auto.service.AutoService;
import io.keycloakmcp.resource.PolicyListener;
import io.keycloakmcp.resource.PolicyListenerFactory;
import java.util.Comparator;
import java.util.List;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.services.clientpolicy.ClientPolicyManager;
import org.keycloak.services.clientpolicy.ClientPolicyManagerFactory;
import org.keycloak.services.clientpolicy.DefaultClientPolicyManagerFactory;

/** Puts {@link McpClientPolicyManager} in the place of Keycloak's own. */
@AutoService(ClientPolicyManagerFactory.class)
public final class McpClientPolicyManagerFactory extends DefaultClientPolicyManagerFactory {

    private static final Logger LOG = Logger.getLogger(McpClientPolicyManagerFactory.class);

    private List<String> listeners = List.of();

    @Override
    public ClientPolicyManager create(KeycloakSession session) {
        return new McpClientPolicyManager(session, listeners);
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        super.postInit(factory);
        listeners = factory.getProviderFactoriesStream(PolicyListener.class)
                .map(PolicyListenerFactory.class::cast)
                .sorted(Comparator.comparingInt(PolicyListenerFactory::order)
                        .reversed()
                        .thenComparing(PolicyListenerFactory::getId))
                .map(PolicyListenerFactory::getId)
                .toList();
        if (factory.getProviderFactory(ClientPolicyManager.class) != this) {
            LOG.warn("Another extension replaces the client policy manager: MCP clients cannot ask for scopes that came"
                    + " after them, and device authorization for MCP servers is refused. Remove that extension, or ask"
                    + " its authors to call the manager that was there before.");
        }
    }

    @Override
    public int order() {
        return 10;
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import com.google.auto.service.AutoService;
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

    @Override
    public ClientPolicyManager create(KeycloakSession session) {
        return new McpClientPolicyManager(session);
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        super.postInit(factory);
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

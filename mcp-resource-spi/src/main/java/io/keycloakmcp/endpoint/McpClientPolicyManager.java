/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.endpoint;

import io.keycloakmcp.resource.PolicyListener;
import java.util.List;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.DefaultClientPolicyManager;

/** Tells every client policy event to all {@link PolicyListener}s, and then lets the administrator's policies go on. */
final class McpClientPolicyManager extends DefaultClientPolicyManager {

    private final KeycloakSession session;
    private final List<String> listeners;

    McpClientPolicyManager(KeycloakSession session, List<String> listeners) {
        super(session);
        this.session = session;
        this.listeners = listeners;
    }

    @Override
    public void triggerOnEvent(ClientPolicyContext context) throws ClientPolicyException {
        for (String listener : listeners) {
            session.getProvider(PolicyListener.class, listener).onEvent(context);
        }
        super.triggerOnEvent(context);
    }
}

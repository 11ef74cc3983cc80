/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import org.keycloak.provider.Provider;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyException;

/**
 * Sees every client policy event of every realm before the administrator's own policies do, with nothing configured in
 * the realm. Those that there are see each event in the order of their {@link PolicyListenerFactory}.
 */
public interface PolicyListener extends Provider {

    /**
     * Takes notice of an event, or ends its request.
     *
     * @param context the event
     * @throws ClientPolicyException if the request is refused; Keycloak answers with its error, as the endpoint does
     */
    void onEvent(ClientPolicyContext context) throws ClientPolicyException;

    @Override
    default void close() {
        // Most hold nothing.
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import com.google.auto.service.AutoService;
import io.keycloakmcp.resource.PolicyListener;
import io.keycloakmcp.resource.PolicyListenerFactory;
import org.keycloak.models.KeycloakSession;

/** Makes {@link UnanswerableRequests}. It comes last, when all others have brought in the clients that they know. */
@AutoService(PolicyListenerFactory.class)
public final class UnanswerableRequestsFactory implements PolicyListenerFactory {

    @Override
    public String getId() {
        return "mcp-unanswerable-requests";
    }

    @Override
    public PolicyListener create(KeycloakSession session) {
        return new UnanswerableRequests(session);
    }

    @Override
    public int order() {
        return -10;
    }
}

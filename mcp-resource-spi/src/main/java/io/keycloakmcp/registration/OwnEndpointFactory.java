/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.registration;

import com.google.auto.service.AutoService;
import io.keycloakmcp.resource.PolicyListener;
import io.keycloakmcp.resource.PolicyListenerFactory;
import org.keycloak.models.KeycloakSession;

/** Makes {@link OwnEndpoint}. */
@AutoService(PolicyListenerFactory.class)
public final class OwnEndpointFactory implements PolicyListenerFactory {

    @Override
    public String getId() {
        return "mcp-own-registration-endpoint";
    }

    @Override
    public PolicyListener create(KeycloakSession session) {
        return new OwnEndpoint(session);
    }
}

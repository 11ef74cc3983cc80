/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import com.google.auto.service.AutoService;
import io.keycloakmcp.resource.PolicyListener;
import io.keycloakmcp.resource.PolicyListenerFactory;
import org.keycloak.models.KeycloakSession;

/** Makes {@link RequestPreparation}. */
@AutoService(PolicyListenerFactory.class)
public final class RequestPreparationFactory implements PolicyListenerFactory {

    @Override
    public String getId() {
        return "mcp-request-preparation";
    }

    @Override
    public PolicyListener create(KeycloakSession session) {
        return new RequestPreparation(session);
    }
}

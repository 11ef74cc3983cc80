/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.approval;

import com.google.auto.service.AutoService;
import io.keycloakmcp.resource.PolicyListener;
import io.keycloakmcp.resource.PolicyListenerFactory;
import org.keycloak.models.KeycloakSession;

/**
 * Makes {@link AuthorizationRefusal}, which comes after whatever brings clients in and before whatever does something
 * for those that are in.
 */
@AutoService(PolicyListenerFactory.class)
public final class AuthorizationRefusalFactory implements PolicyListenerFactory {

    @Override
    public String getId() {
        return "mcp-authorization-refusal";
    }

    @Override
    public PolicyListener create(KeycloakSession session) {
        return new AuthorizationRefusal(session);
    }

    @Override
    public int order() {
        return 50;
    }
}

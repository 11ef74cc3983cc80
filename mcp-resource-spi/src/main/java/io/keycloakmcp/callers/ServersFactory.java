/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.callers;

import com.google.auto.service.AutoService;
import io.keycloakmcp.resource.RealmEndpoint;
import io.keycloakmcp.resource.RealmEndpointFactory;
import org.keycloak.models.KeycloakSession;

/** Serves {@link ServersResource}. */
@AutoService(RealmEndpointFactory.class)
public final class ServersFactory implements RealmEndpointFactory {

    @Override
    public String getId() {
        return "servers";
    }

    @Override
    public RealmEndpoint create(KeycloakSession session) {
        return () -> new ServersResource(session);
    }
}

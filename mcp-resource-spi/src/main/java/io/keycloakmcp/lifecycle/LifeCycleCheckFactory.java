/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.lifecycle;

import com.google.auto.service.AutoService;
import io.keycloakmcp.resource.AdminEndpoint;
import io.keycloakmcp.resource.RealmCheck;
import io.keycloakmcp.resource.RealmCheckFactory;
import org.keycloak.models.KeycloakSession;

/** Makes {@link LifeCycleCheck}. */
@AutoService(RealmCheckFactory.class)
public final class LifeCycleCheckFactory implements RealmCheckFactory {

    @Override
    public String getId() {
        return "life-cycle";
    }

    @Override
    public RealmCheck create(KeycloakSession session) {
        var clients = (ClientsAdminFactory)
                session.getKeycloakSessionFactory().getProviderFactory(AdminEndpoint.class, ClientsAdminFactory.ID);
        return new LifeCycleCheck(session, clients.interval());
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import org.keycloak.models.RealmModel;
import org.keycloak.provider.Provider;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/**
 * One of the endpoints for administrators. It lives at {@code /admin/realms/{realm}/mcp/{id}}, where the id is that of
 * its {@link AdminEndpointFactory}, and answers for everything below.
 */
public interface AdminEndpoint extends Provider {

    /**
     * What answers. It is asked for in every realm, for every administrator that Keycloak has let in: what the
     * administrator may do is for each of its methods to check.
     *
     * @param realm the realm that is administered
     * @param permissions what the administrator may do in it
     * @param events where changes are noted
     * @return an object with JAX-RS annotations on its methods and none on its class but {@code @Produces}
     */
    Object resource(RealmModel realm, AdminPermissionEvaluator permissions, AdminEventBuilder events);

    @Override
    default void close() {
        // Most hold nothing.
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import org.keycloak.authorization.fgap.AdminPermissionsSchema;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** Whether an administrator may have a list of MCP servers, or of MCP clients. */
public final class ListPermission {

    private ListPermission() {}

    /**
     * Lets those pass who may view all clients of the realm; and where the realm uses fine-grained permissions also
     * those who may ask for clients, whose lists have what they may view, which may be nothing.
     *
     * @param realm the realm
     * @param permissions what the administrator may do in it
     * @throws jakarta.ws.rs.ForbiddenException for everybody else
     */
    public static void require(RealmModel realm, AdminPermissionEvaluator permissions) {
        if (AdminPermissionsSchema.SCHEMA.isAdminPermissionsEnabled(realm)) {
            permissions.clients().requireList();
        } else {
            permissions.clients().requireView();
        }
    }
}

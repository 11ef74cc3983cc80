/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import java.util.Optional;
import org.keycloak.models.ClientModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;

/** How a role is written in {@code required_roles}: the name of a realm role, or {@code client/role}. */
public final class RequiredRole {

    private RequiredRole() {}

    /**
     * Finds a role.
     *
     * @param realm the realm
     * @param name the role as it is written
     * @return the role; a realm role whose name has a slash in it comes before a client role
     */
    public static Optional<RoleModel> find(RealmModel realm, String name) {
        RoleModel realmRole = realm.getRole(name);
        return realmRole != null ? Optional.of(realmRole) : findClientRole(realm, name);
    }

    /** Client ids can have slashes too: the shortest role name that fits a client wins. */
    private static Optional<RoleModel> findClientRole(RealmModel realm, String name) {
        for (int slash = name.lastIndexOf('/'); slash > 0; slash = name.lastIndexOf('/', slash - 1)) {
            ClientModel client = realm.getClientByClientId(name.substring(0, slash));
            RoleModel role = client == null ? null : client.getRole(name.substring(slash + 1));
            if (role != null) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }
}

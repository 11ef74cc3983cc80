/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import java.util.List;
import java.util.Optional;
import org.keycloak.models.ClientModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;

/**
 * How a role is written where an MCP server or a scope requires it: the name of a realm role, or {@code client/role}.
 */
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

    /**
     * Tells whether a user has one of the roles; composite roles and roles of groups count.
     *
     * @param realm the realm
     * @param user the user
     * @param names the roles as they are written
     * @return true if the user has one of them, or if there is none to have
     */
    static boolean hasOneOf(RealmModel realm, UserModel user, List<String> names) {
        return names.isEmpty()
                || names.stream()
                        .map(name -> find(realm, name))
                        .flatMap(Optional::stream)
                        .anyMatch(user::hasRole);
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

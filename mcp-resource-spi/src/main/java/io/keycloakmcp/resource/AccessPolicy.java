/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import java.util.List;
import java.util.Optional;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.organization.OrganizationProvider;

/**
 * Who may get tokens for an MCP server. Every part that is set must be met; what it names and the realm does not have
 * any more lets nobody in.
 *
 * @param allowedClientIds clients that may come, by their client ids
 * @param allowedProducts products of the catalogue whose clients may come; with neither, every client of the realm may
 * @param requiredRoles realm roles, or {@code client/role}; a user needs one of them, unless the list is empty
 * @param requiredGroups paths of groups; a user needs to be in one of them or below it, unless the list is empty
 * @param organization the alias of an organization that a user needs to be a member of
 */
public record AccessPolicy(
        List<String> allowedClientIds,
        List<String> allowedProducts,
        List<String> requiredRoles,
        List<String> requiredGroups,
        Optional<String> organization) {

    /**
     * Tells whether a client may use the server.
     *
     * @param client the client
     * @return true if it may
     */
    public boolean allows(ClientModel client) {
        return (allowedClientIds.isEmpty() && allowedProducts.isEmpty())
                || allowedClientIds.contains(client.getClientId())
                || McpClient.product(client).filter(allowedProducts::contains).isPresent();
    }

    /**
     * Tells whether a person, or a service account, may use the server.
     *
     * @param session the session
     * @param realm the realm
     * @param user the user
     * @return what the user lacks, or empty if the user may use the server
     */
    public Optional<AccessDenial> denialOf(KeycloakSession session, RealmModel realm, UserModel user) {
        if (!RequiredRole.hasOneOf(realm, user, requiredRoles)) {
            return Optional.of(AccessDenial.ROLE_MISSING);
        }
        if (!isInGroup(session, realm, user)) {
            return Optional.of(AccessDenial.GROUP_MISSING);
        }
        if (!isMember(session, user)) {
            return Optional.of(AccessDenial.NOT_A_MEMBER);
        }
        return Optional.empty();
    }

    /** The groups are compared and not their paths: groups of organizations have paths that look like these. */
    private boolean isInGroup(KeycloakSession session, RealmModel realm, UserModel user) {
        return requiredGroups.isEmpty()
                || requiredGroups.stream()
                        .map(path -> KeycloakModelUtils.findGroupByPath(session, realm, path))
                        .anyMatch(group -> group != null && user.isMemberOf(group));
    }

    /** The organizations of a user are cached; finding an organization by its alias is not. */
    private boolean isMember(KeycloakSession session, UserModel user) {
        if (organization.isEmpty()) {
            return true;
        }
        OrganizationProvider organizations = session.getProvider(OrganizationProvider.class);
        return organizations != null
                && organizations.isEnabled()
                && organizations
                        .getByMember(user)
                        .anyMatch(member ->
                                member.isEnabled() && organization.get().equals(member.getAlias()));
    }
}

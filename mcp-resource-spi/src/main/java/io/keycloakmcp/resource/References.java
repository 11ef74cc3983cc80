/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.organization.OrganizationProvider;

/** What the settings of an MCP server name in the realm around it. */
final class References {

    private final KeycloakSession session;
    private final RealmModel realm;

    References(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /** What the settings name and the realm does not have, or has as something else. */
    List<FieldError> unknown(McpServerSettings settings) {
        List<FieldError> errors = new ArrayList<>();
        AccessPolicy access = settings.access();
        require(errors, McpServerJson.ALLOWED_CLIENT_IDS, "clients", access.allowedClientIds(), this::isClient);
        require(errors, McpServerJson.REQUIRED_ROLES, "roles", access.requiredRoles(), this::isRole);
        require(errors, McpServerJson.REQUIRED_GROUPS, "groups", access.requiredGroups(), this::isGroup);
        require(
                errors,
                McpServerJson.ORGANIZATION,
                "an organization",
                access.organization().stream().toList(),
                this::isOrganization);
        requireExchangeTargets(errors, settings);
        List<String> rolesOfScopes = settings.scopes().stream()
                .flatMap(scope -> scope.requiredRoles().stream())
                .distinct()
                .toList();
        require(errors, McpServerJson.SCOPES, "roles", rolesOfScopes, this::isRole);
        List<String> unusable = McpScopes.ofOtherProtocols(realm, settings.scopeNames());
        if (!unusable.isEmpty()) {
            errors.add(new FieldError(
                    McpServerJson.SCOPES_SUPPORTED,
                    "has names that the realm uses for client scopes of another protocol: " + unusable));
        }
        return errors;
    }

    private static void require(
            List<FieldError> errors, String field, String kind, Collection<String> names, Predicate<String> isKnown) {
        List<String> unknown =
                names.stream().filter(name -> !isKnown.test(name)).toList();
        if (!unknown.isEmpty()) {
            errors.add(new FieldError(field, "names " + kind + " that the realm does not have: " + unknown));
        }
    }

    private boolean isClient(String clientId) {
        return realm.getClientByClientId(clientId) != null;
    }

    private boolean isRole(String name) {
        return RequiredRole.find(realm, name).isPresent();
    }

    private boolean isGroup(String path) {
        return KeycloakModelUtils.findGroupByPath(session, realm, path) != null;
    }

    private boolean isOrganization(String alias) {
        OrganizationProvider organizations = session.getProvider(OrganizationProvider.class);
        return organizations != null && organizations.isEnabled() && organizations.getByAlias(alias) != null;
    }

    private void requireExchangeTargets(List<FieldError> errors, McpServerSettings settings) {
        List<String> targets = settings.exchangeTargets();
        List<String> keycloaks = targets.stream()
                .filter(target -> ExchangeTarget.isKeycloaks(session, realm, target))
                .toList();
        if (!keycloaks.isEmpty()) {
            errors.add(new FieldError(
                    McpServerJson.EXCHANGE_TARGETS,
                    "names clients of Keycloak itself, for which no token is exchanged: " + keycloaks));
        }
        if (targets.stream()
                .map(ExchangeTarget::clientId)
                .anyMatch(settings.resource().serverId()::equals)) {
            errors.add(new FieldError(McpServerJson.EXCHANGE_TARGETS, "names the server itself: leave it out"));
        }
        List<String> others = targets.stream()
                .filter(target -> !keycloaks.contains(target))
                .filter(target -> !ExchangeTarget.clientId(target)
                        .equals(settings.resource().serverId()))
                .toList();
        require(
                errors,
                McpServerJson.EXCHANGE_TARGETS,
                "MCP servers, or clients of OpenID Connect,",
                others,
                target -> ExchangeTarget.find(session, realm, target).isPresent());
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * Everything an administrator decides about an MCP server. {@link McpServerJson#read} makes it, so every instance keeps
 * the rules of the fields.
 *
 * @param name what people call it, 1 to 255 characters
 * @param resource its identifier, unique in the realm
 * @param description a sentence about it
 * @param endpointUrl where it accepts connections, at or below the resource
 * @param transport how clients talk to it
 * @param authMode whether it is protected
 * @param status where it is in its life
 * @param contact whom people ask for access: a name, an address or a sentence
 * @param scopes the scopes it understands, each name once
 * @param tokenLifetime how long its access tokens live, in seconds, 60 to 86400
 * @param access who may get its tokens
 * @param exchangeTargets what its client may exchange the tokens of its users for (RFC 8693): resource URIs of MCP
 *     servers, and client ids
 * @param requirePkce whether authorization requests need PKCE with S256 (RFC 7636)
 * @param requireResourceParam whether requests must name it with {@code resource} (RFC 8707)
 * @param requireDpop whether its tokens must be bound to a key (RFC 9449)
 */
public record McpServerSettings(
        String name,
        ResourceUri resource,
        Optional<String> description,
        Optional<ResourceUri> endpointUrl,
        Transport transport,
        AuthMode authMode,
        ServerStatus status,
        Optional<String> contact,
        List<ServerScope> scopes,
        int tokenLifetime,
        AccessPolicy access,
        List<String> exchangeTargets,
        boolean requirePkce,
        boolean requireResourceParam,
        boolean requireDpop) {

    /**
     * The names of its scopes.
     *
     * @return the names, in their order, each once
     */
    public List<String> scopeNames() {
        return scopes.stream().map(ServerScope::name).toList();
    }

    /**
     * The names of the scopes that a user may have.
     *
     * @param realm the realm
     * @param user the user
     * @return those that require no role, or one that the user has; composite roles and roles of groups count
     */
    public Set<String> scopesOf(RealmModel realm, UserModel user) {
        return scopes.stream()
                .filter(scope -> RequiredRole.hasOneOf(realm, user, scope.requiredRoles()))
                .map(ServerScope::name)
                .collect(Collectors.toSet());
    }
}

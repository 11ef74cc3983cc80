/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import io.keycloakmcp.resource.InvalidResourceUri;
import io.keycloakmcp.resource.McpClient;
import io.keycloakmcp.resource.McpScopes;
import io.keycloakmcp.resource.McpServer;
import io.keycloakmcp.resource.McpServerRegistry;
import io.keycloakmcp.resource.RealmPresence;
import io.keycloakmcp.resource.RealmSettings;
import io.keycloakmcp.resource.ResourceUri;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.common.Profile;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** From a request to the MCP server it means (RFC 8707 §2). */
final class RequestedServer {

    private static final String UNKNOWN =
            "The resource is not an MCP server of this realm. Send the resource URI as it stands in the server's protected"
                    + " resource metadata";

    private static final Refusal MISSING = Refusal.target(
            "resource_missing",
            "The parameter resource is missing. Send the resource URI of the MCP server that the token is for");

    private final RealmModel realm;
    private final ClientModel client;
    private final McpServerRegistry registry;

    RequestedServer(KeycloakSession session, ClientModel client) {
        this.realm = client.getRealm();
        this.client = client;
        this.registry = new McpServerRegistry(session, realm);
    }

    /**
     * Finds the server that a request means.
     *
     * @param resource the {@code resource} parameter, or what a grant was bound to
     * @param scopes the scopes asked for
     * @param audit where it is noted which server that is
     * @return the server, or empty if the request has nothing to do with MCP and is Keycloak's own business
     * @throws RefusedException if it names no server and must, or names one that does not exist
     */
    Optional<McpServer> find(Optional<String> resource, Set<String> scopes, Audit audit) throws RefusedException {
        Optional<McpServer> server = resource.isPresent() ? named(resource.get(), audit) : unnamed(scopes, audit);
        server.ifPresent(audit::means);
        return server;
    }

    private Optional<McpServer> named(String resource, Audit audit) throws RefusedException {
        Optional<McpServer> server = lookUp(resource);
        if (server.isPresent()) {
            return server;
        }
        // Clients that are not MCP clients may name what Keycloak's own experimental feature knows. Without it, and in
        // a realm without MCP servers, a stock server pays no heed to the parameter.
        boolean othersBusiness =
                Profile.isFeatureEnabled(Profile.Feature.RESOURCE_INDICATORS) || !RealmPresence.hasMcpServers(realm);
        if (othersBusiness && !McpClient.isMarked(client)) {
            return Optional.empty();
        }
        audit.names(resource);
        throw new RefusedException(Refusal.target("resource_unknown", UNKNOWN));
    }

    /**
     * Finds the server that a token was bound to earlier. There is no falling back to a token without a server.
     *
     * @param resource the resource that the earlier token remembers
     * @param audit where it is noted which server that is
     * @return the server, or empty if Keycloak's own feature may have bound the token
     * @throws RefusedException if the server is gone
     */
    Optional<McpServer> remembered(String resource, Audit audit) throws RefusedException {
        Optional<McpServer> server = lookUp(resource);
        audit.names(resource);
        server.ifPresent(audit::means);
        if (server.isEmpty()
                && (McpClient.isMarked(client) || !Profile.isFeatureEnabled(Profile.Feature.RESOURCE_INDICATORS))) {
            throw new RefusedException(Refusal.target(
                    "server_gone", "The MCP server of this grant is not registered any more. Ask its administrator"));
        }
        return server;
    }

    Optional<McpServer> lookUp(String resource) {
        return lookUp(registry, resource);
    }

    /** The same for a request whose client may not exist. */
    static Optional<McpServer> lookUp(KeycloakSession session, RealmModel realm, String resource) {
        return lookUp(new McpServerRegistry(session, realm), resource);
    }

    /** One look-up in the client cache, whatever the number of servers. */
    private static Optional<McpServer> lookUp(McpServerRegistry registry, String resource) {
        try {
            return registry.findByResource(ResourceUri.parse(resource));
        } catch (InvalidResourceUri e) {
            return Optional.empty();
        }
    }

    private Optional<McpServer> unnamed(Set<String> scopes, Audit audit) throws RefusedException {
        if (!McpClient.isMarked(client) && !McpScopes.belongToMcpServersAlone(client, scopes)) {
            return Optional.empty();
        }
        List<McpServer> unspoken = registry.withOptionalResourceParameter();
        Set<String> special = ofServers(scopes, unspoken);
        Optional<McpServer> meant = onlyOne(unspoken.stream()
                .filter(server -> server.settings().scopeNames().containsAll(special)));
        if (meant.isPresent()) {
            return meant;
        }
        return switch (RealmSettings.of(realm).resourceParameter()) {
            case ENFORCE -> throw new RefusedException(MISSING);
            case REPORT -> {
                audit.reports(MISSING);
                yield special.isEmpty() ? Optional.empty() : onlyOne(registry.listing(special).stream());
            }
            case OFF -> Optional.empty();
        };
    }

    private Optional<McpServer> onlyOne(Stream<McpServer> servers) {
        List<McpServer> candidates =
                servers.filter(server -> server.admits(client)).toList();
        return candidates.size() == 1 ? Optional.of(candidates.get(0)) : Optional.empty();
    }

    /** What else a client asks for, because some metadata lists it, says nothing about the server that it means. */
    private Set<String> ofServers(Set<String> scopes, List<McpServer> unspoken) {
        return scopes.stream()
                .filter(name -> !McpScopes.OPENID.contains(name))
                .filter(name -> McpScopes.isMcpScope(realm, name)
                        || unspoken.stream()
                                .anyMatch(
                                        server -> server.settings().scopeNames().contains(name)))
                .collect(Collectors.toSet());
    }
}

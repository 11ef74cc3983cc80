/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import io.keycloakmcp.resource.McpClient;
import io.keycloakmcp.resource.McpScopes;
import io.keycloakmcp.resource.McpServer;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.TokenManager;

/**
 * The scopes that a request of MCP's world asks for, without those that it could never get: MCP clients ask for all
 * that some metadata lists, and Keycloak refuses a request for one scope that it does not know. An authorization server
 * may ignore scopes, and says so in its answer (RFC 6749 §3.3). Requests that have nothing to do with MCP are left
 * alone.
 *
 * @param session the session
 * @param client the client
 */
record RequestedScopes(KeycloakSession session, ClientModel client) {

    /**
     * Where an authorization request, and then the login and the client's session, say which scopes were left out;
     * clients cannot say it. Keycloak keeps every parameter with the login that it does not know.
     */
    static final String LEFT_OUT = "mcp.scope_dropped";

    /**
     * Leaves scopes out of the parameters of a request that comes before a login, and makes those that came after the
     * client available to it.
     *
     * @param parameters the parameters; {@code scope} is replaced, or removed if nothing is left of it
     */
    void tidy(MultivaluedMap<String, String> parameters) {
        if (parameters.containsKey(LEFT_OUT)) {
            parameters.remove(LEFT_OUT);
        }
        new SignedRequest(session, client).provideScopes(parameters);
        Optional<McpServer> server = server(Optional.ofNullable(parameters.getFirst(OAuth2Constants.RESOURCE)));
        List<String> values = parameters.getOrDefault(OAuth2Constants.SCOPE, List.of());
        if (!concern(server) || values.size() != 1) {
            return;
        }
        Set<String> asked = McpScopes.names(values.get(0));
        Set<String> kept = keep(asked, server);
        if (!values.get(0).equals(String.join(" ", kept))) {
            replace(parameters, kept);
        }
        Set<String> leftOut = without(asked, kept);
        if (!leftOut.isEmpty()) {
            parameters.putSingle(LEFT_OUT, Audit.scopes(leftOut));
        }
    }

    /**
     * Makes scopes that came after the client available to it, where a request cannot be changed and so none can be
     * left out.
     *
     * @param resource the resource that the request names
     * @param asked the names that it asks for
     */
    void provide(Optional<String> resource, Set<String> asked) {
        Optional<McpServer> server = server(resource);
        if (concern(server)) {
            McpScopes.attach(session, client, asked, server);
        }
    }

    private Optional<McpServer> server(Optional<String> resource) {
        return resource.flatMap(new RequestedServer(session, client)::lookUp)
                .filter(McpServer::isProtectedResource)
                .filter(found -> found.admits(client));
    }

    /** Whether a request is of MCP's world: one of an MCP client, or one that names an MCP server. */
    boolean concern(Optional<McpServer> server) {
        return server.isPresent() || McpClient.isMarked(client);
    }

    /**
     * The scopes that the request can get, as far as that can be told without knowing the user.
     *
     * @param asked the names that it asks for
     * @param server the MCP server that it is for, if it says
     * @return those that it can get, in their order
     */
    Set<String> keep(Set<String> asked, Optional<McpServer> server) {
        Set<String> sensible = new LinkedHashSet<>(asked);
        server.ifPresent(known -> {
            Set<String> possible = new HashSet<>(McpScopes.OPENID);
            possible.addAll(known.settings().scopeNames());
            sensible.retainAll(possible);
        });
        McpScopes.attach(session, client, sensible, server);
        return valid(sensible);
    }

    /** Those that Keycloak does not refuse. */
    Set<String> valid(Set<String> names) {
        if (isValid(names)) {
            return names;
        }
        Set<String> valid = names.stream().filter(name -> isValid(Set.of(name))).collect(ordered());
        return isValid(valid)
                ? valid
                // Each is valid, and yet they exclude one another, as some of organizations do.
                : valid.stream().filter(McpScopes.OPENID::contains).collect(ordered());
    }

    private boolean isValid(Set<String> names) {
        return names.isEmpty() || TokenManager.isValidScope(session, String.join(" ", names), client);
    }

    /** Replaces the parameter. An empty one would be refused as a scope without a name. */
    static void replace(MultivaluedMap<String, String> parameters, Set<String> names) {
        if (names.isEmpty()) {
            parameters.remove(OAuth2Constants.SCOPE);
        } else {
            parameters.putSingle(OAuth2Constants.SCOPE, String.join(" ", names));
        }
    }

    static Set<String> without(Set<String> asked, Set<String> kept) {
        return asked.stream().filter(name -> !kept.contains(name)).collect(ordered());
    }

    private static Collector<String, ?, Set<String>> ordered() {
        return Collectors.toCollection(LinkedHashSet::new);
    }
}

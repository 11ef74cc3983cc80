/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;

/**
 * The scopes of MCP servers as client scopes of the realm. There is one client scope for each distinct name, never one
 * a server, because Keycloak walks all client scopes of a realm at every token; it is attached to a client in the
 * moment the client asks for it, so that scopes which came after the client are no {@code invalid_scope}.
 */
public final class McpScopes {

    /** The scopes of OpenID Connect (Core §5.4, §11), which go with every MCP server. */
    public static final Set<String> OPENID = Set.of(
            OAuth2Constants.SCOPE_OPENID, "profile", "email", "address", "phone", OAuth2Constants.OFFLINE_ACCESS);

    /**
     * From so many client scopes on, all tokens of a realm are noticeably slower (measured; 1,000 cost two thirds
     * more).
     */
    public static final int MANY = 300;

    /** Marks the client scopes that exist for MCP servers alone. */
    private static final String MARK = "mcp.scope";

    private static final Logger LOG = Logger.getLogger(McpScopes.class);

    private static final int ATTEMPTS = 5;

    private McpScopes() {}

    /**
     * Splits a {@code scope} parameter (RFC 6749 §3.3); order, duplicates and stray spaces do not matter.
     *
     * @param scope the parameter, which may be {@code null}
     * @return the names, each once
     */
    public static Set<String> names(String scope) {
        return scope == null
                ? Set.of()
                : Arrays.stream(scope.split("\\s+"))
                        .filter(name -> !name.isEmpty())
                        .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /**
     * Tells whether a client scope exists for MCP servers alone.
     *
     * @param scope a client scope
     * @return true if the registry made it
     */
    public static boolean isMcpScope(ClientScopeModel scope) {
        return "true".equals(scope.getAttribute(MARK));
    }

    /**
     * Tells whether a name is that of a client scope which exists for MCP servers alone.
     *
     * @param realm the realm
     * @param name the name
     * @return true if the registry made the scope
     */
    public static boolean isMcpScope(RealmModel realm, String name) {
        return find(realm, name).filter(McpScopes::isMcpScope).isPresent();
    }

    /**
     * Tells whether what a client asks for belongs to MCP servers alone: at least one scope of an MCP server, and
     * besides those only scopes of OpenID Connect.
     *
     * @param client the client
     * @param asked the names it asks for
     * @return true if the request makes sense for an MCP server only
     */
    public static boolean belongToMcpServersAlone(ClientModel client, Set<String> asked) {
        Set<String> special =
                asked.stream().filter(name -> !OPENID.contains(name)).collect(Collectors.toSet());
        if (special.isEmpty()) {
            return false;
        }
        Map<String, ClientScopeModel> optional = client.getClientScopes(false);
        return special.stream()
                .allMatch(name -> Optional.ofNullable(optional.get(name))
                        .filter(McpScopes::isMcpScope)
                        .isPresent());
    }

    /**
     * Attaches the MCP scopes that a client asks for and does not have yet. What no MCP server knows is left alone, for
     * Keycloak to judge; and so is a scope of the realm that a server lists but the registry did not make, unless the
     * client is an MCP client, which has tokens for MCP servers alone: another client could ask for it elsewhere then.
     * A scope that the server lists and the realm does not have is made: its client may have come from another tool or
     * realm, or the scope may have gone with another server in the moment this one came. It happens in a transaction of
     * its own: the request that loses a race with its twin goes on.
     *
     * @param session the session
     * @param client the client
     * @param asked the names it asks for
     * @param server the MCP server it asks for, if the request names one
     */
    public static void attach(
            KeycloakSession session, ClientModel client, Set<String> asked, Optional<McpServer> server) {
        if (asked.isEmpty() || (server.isEmpty() && !McpClient.isMarked(client))) {
            return;
        }
        Set<String> missing = new LinkedHashSet<>(asked);
        missing.remove(OAuth2Constants.SCOPE_OPENID);
        missing.removeAll(client.getClientScopes(true).keySet());
        missing.removeAll(client.getClientScopes(false).keySet());
        if (missing.isEmpty()) {
            return;
        }
        Set<String> listed =
                server.map(known -> Set.copyOf(known.settings().scopeNames())).orElse(Set.of());
        Set<String> names = missing.stream()
                .filter(name -> find(client.getRealm(), name)
                        .map(scope -> isMcpScope(scope) || (McpClient.isMarked(client) && listed.contains(name)))
                        .orElse(listed.contains(name)))
                .collect(Collectors.toSet());
        if (!names.isEmpty()) {
            attachInOwnTransaction(session, client, names);
        }
    }

    private static void attachInOwnTransaction(KeycloakSession session, ClientModel client, Set<String> names) {
        String realmId = client.getRealm().getId();
        String clientUuid = client.getId();
        for (int attempt = 1; ; attempt++) {
            try {
                KeycloakModelUtils.runJobInTransaction(session.getKeycloakSessionFactory(), own -> {
                    RealmModel realm = own.realms().getRealm(realmId);
                    own.getContext().setRealm(realm);
                    ClientModel target = realm.getClientById(clientUuid);
                    ensure(realm, names);
                    names.stream()
                            .flatMap(name -> find(realm, name).stream())
                            .forEach(scope -> target.addClientScope(scope, false));
                });
                return;
            } catch (ModelException e) {
                // Another request made or attached the same scope first: that may be all this one wanted.
                if (client.getClientScopes(false).keySet().containsAll(names)) {
                    return;
                }
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    static Optional<ClientScopeModel> find(RealmModel realm, String name) {
        return Optional.ofNullable(KeycloakModelUtils.getClientScopeByName(realm, name))
                .filter(scope -> OIDCLoginProtocol.LOGIN_PROTOCOL.equals(scope.getProtocol()));
    }

    /** Client scopes share their names across protocols, so those of SAML stand in the way of scopes of OAuth. */
    static List<String> ofOtherProtocols(RealmModel realm, Collection<String> names) {
        if (names.isEmpty()) {
            return List.of();
        }
        return realm.getClientScopesStream()
                .filter(scope -> !OIDCLoginProtocol.LOGIN_PROTOCOL.equals(scope.getProtocol()))
                .map(ClientScopeModel::getName)
                .filter(names::contains)
                .toList();
    }

    /** Makes the client scopes that are not there yet; scopes that the realm has already are used as they are. */
    static void ensure(RealmModel realm, Collection<String> names) {
        Set<String> existing =
                realm.getClientScopesStream().map(ClientScopeModel::getName).collect(Collectors.toSet());
        List<String> missing = names.stream()
                .filter(name -> !existing.contains(name) && !name.equals(OAuth2Constants.SCOPE_OPENID))
                // In one order whoever makes them: two that make the same ones at once must not wait for each other.
                .sorted()
                .toList();
        missing.forEach(name -> create(realm, name));
        if (!missing.isEmpty() && existing.size() + missing.size() > MANY) {
            LOG.warnf(
                    "Realm %s has %d client scopes. Keycloak looks at all of them for every token: let MCP servers share"
                            + " names of scopes",
                    realm.getName(), existing.size() + missing.size());
        }
    }

    private static void create(RealmModel realm, String name) {
        ClientScopeModel scope = realm.addClientScope(name);
        scope.setProtocol(OIDCLoginProtocol.LOGIN_PROTOCOL);
        scope.setDescription("A scope of MCP servers");
        scope.setDisplayOnConsentScreen(true);
        scope.setConsentScreenText(name);
        scope.setIncludeInTokenScope(true);
        scope.setAttribute(MARK, "true");
    }

    /**
     * The names of all scopes that exist for MCP servers.
     *
     * @param realm the realm
     * @return the names, in the realm's order
     */
    public static Stream<String> all(RealmModel realm) {
        return realm.getClientScopesStream().filter(McpScopes::isMcpScope).map(ClientScopeModel::getName);
    }

    /** Removes the client scopes among these that the registry made and that no MCP server uses any more. */
    static void removeUnused(RealmModel realm, Collection<String> names, ServerQueries queries) {
        names.stream()
                .flatMap(name -> find(realm, name).stream())
                .filter(scope -> isMcpScope(scope) && !queries.isScopeUsed(scope.getName()))
                .toList()
                .forEach(scope -> realm.removeClientScope(scope.getId()));
    }
}

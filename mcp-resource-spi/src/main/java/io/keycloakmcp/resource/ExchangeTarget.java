/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import java.util.Collection;
import java.util.Optional;
import org.keycloak.Config;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;

/**
 * What a token may be exchanged for (RFC 8693): another MCP server, or an ordinary client of the realm that is an API.
 *
 * @param client the client, which is the server's own if there is a server
 * @param server the MCP server; empty for an ordinary client
 */
public record ExchangeTarget(ClientModel client, Optional<McpServer> server) {

    /** The attribute of a server's client that names its targets. */
    public static final String ATTRIBUTE = "mcp.exchange_targets";

    private static final String REALM_CLIENT_SUFFIX = "-realm";

    /**
     * Finds what a name means. A URI always means an MCP server: an ordinary client whose id is one could otherwise
     * stand in for a server that bears it, or will.
     *
     * @param session the session
     * @param realm the realm
     * @param name the resource URI of an MCP server in any spelling, its id, or the id of another client
     * @return the target, or empty if nothing of that name is one; a client of Keycloak itself never is
     */
    public static Optional<ExchangeTarget> find(KeycloakSession session, RealmModel realm, String name) {
        String clientId = clientId(name);
        ClientModel client = realm.getClientByClientId(clientId);
        if (client == null || isKeycloaks(session, realm, clientId)) {
            return Optional.empty();
        }
        if (clientId.startsWith(ResourceUri.SERVER_ID_PREFIX)) {
            return ServerAttributes.read(client).map(server -> new ExchangeTarget(client, Optional.of(server)));
        }
        return client.isEnabled() && OIDCLoginProtocol.LOGIN_PROTOCOL.equals(client.getProtocol())
                ? Optional.of(new ExchangeTarget(client, Optional.empty()))
                : Optional.empty();
    }

    /**
     * Tells whether this is one of the targets that an administrator named.
     *
     * @param names resource URIs and client ids
     * @return true if one of them means this target
     */
    public boolean isAmong(Collection<String> names) {
        return names.stream().map(ExchangeTarget::clientId).anyMatch(client.getClientId()::equals);
    }

    /** The id of the client that a name means. */
    static String clientId(String name) {
        try {
            return ResourceUri.parse(name).serverId();
        } catch (InvalidResourceUri e) {
            return name;
        }
    }

    /** Whether a client stands for an API of Keycloak's: in the master realm there is one for each realm. */
    static boolean isKeycloaks(KeycloakSession session, RealmModel realm, String clientId) {
        return Constants.defaultClients.contains(clientId)
                || (realm.getName().equals(Config.getAdminRealm())
                        && clientId.endsWith(REALM_CLIENT_SUFFIX)
                        && session.realms()
                                        .getRealmByName(
                                                clientId.substring(0, clientId.length() - REALM_CLIENT_SUFFIX.length()))
                                != null);
    }
}

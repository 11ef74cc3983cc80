/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.common.util.Time;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;

/**
 * Takes back what was granted for one MCP server and leaves the clients' other servers alone. Nothing is searched for
 * and removed: the moment is noted once, where the token hook and introspection come by anyway, and what was granted
 * earlier is refused from then on. All of a server's grants are noted at the server, those of one client at that
 * client, and those of one user in the user's sessions.
 */
public final class GrantRevocation {

    /** At the server's own client: the moment. At another client, and in sessions, the server id follows. */
    static final String ATTRIBUTE = "mcp.grants_revoked_at";

    private final KeycloakSession session;
    private final RealmModel realm;

    /**
     * Revocation in a realm, within one request.
     *
     * @param session the session
     * @param realm the realm
     */
    public GrantRevocation(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /**
     * Revokes what was granted for a server until now: all of it, or what one user, one client, or one user to one
     * client has.
     *
     * @param server the server
     * @param user whose grants; empty for everybody's
     * @param client which client's grants; empty for those of all clients
     */
    public void revoke(McpServer server, Optional<UserModel> user, Optional<ClientModel> client) {
        String now = Long.toString(Time.currentTimeMillis());
        if (user.isPresent()) {
            loginsOf(user.get()).forEach(login -> revoke(server, login, client, now));
        } else if (client.isPresent()) {
            client.get().setAttribute(name(server), now);
        } else {
            realm.getClientById(server.id()).setAttribute(ATTRIBUTE, now);
        }
    }

    /** What a client got by exchange has no client session; for its sake the user's session says it too. */
    private static void revoke(McpServer server, UserSessionModel login, Optional<ClientModel> client, String now) {
        login.setNote(client.map(whose -> name(server, whose)).orElse(name(server)), now);
        login.getAuthenticatedClientSessions().values().stream()
                .filter(grants -> client.isEmpty()
                        || grants.getClient().getId().equals(client.get().getId()))
                .forEach(grants -> grants.setNote(name(server), now));
    }

    private Stream<UserSessionModel> loginsOf(UserModel user) {
        return Stream.concat(
                session.sessions().getUserSessionsStream(realm, user),
                session.sessions().getOfflineUserSessionsStream(realm, user))
                .toList()
                .stream();
    }

    /**
     * Tells whether a grant was revoked.
     *
     * @param server the server that it is for
     * @param client the client that has it
     * @param login the client's session with the user; empty if there is none any more
     * @param since when it was given, or last renewed
     * @return true if it gives nothing any more
     */
    public static boolean isRevoked(
            McpServer server, ClientModel client, Optional<AuthenticatedClientSessionModel> login, Instant since) {
        return !since.isAfter(server.grantsRevokedAt())
                || !since.isAfter(moment(client.getAttribute(name(server))))
                || login.filter(grants -> !since.isAfter(moment(grants.getNote(name(server)))))
                        .isPresent();
    }

    /**
     * Tells whether what a client got by exchanging a token (RFC 8693) was revoked.
     *
     * @param server a server that the exchanged token is for, or came through
     * @param client the client that made the exchange
     * @param login the user's session, or a copy of it
     * @param since when the token was issued
     * @return true if it gives nothing any more
     */
    public static boolean isExchangeRevoked(
            McpServer server, ClientModel client, UserSessionModel login, Instant since) {
        return isRevoked(server, client, Optional.empty(), since)
                || Stream.of(name(server), name(server, client))
                        .anyMatch(name -> !since.isAfter(moment(login.getNote(name))));
    }

    private static String name(McpServer server) {
        return ATTRIBUTE + "." + server.serverId();
    }

    private static String name(McpServer server, ClientModel client) {
        return name(server) + "." + client.getClientId();
    }

    /** What somebody wrote by hand and is no number revokes everything. */
    static Instant moment(String millis) {
        try {
            return millis == null ? Instant.MIN : Instant.ofEpochMilli(Long.parseLong(millis));
        } catch (NumberFormatException e) {
            return Instant.MAX;
        }
    }
}

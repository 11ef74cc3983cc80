/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.connections;

import io.keycloakmcp.resource.McpServer;
import io.keycloakmcp.resource.ServerConsent;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * A client that may act at an MCP server for a person: because the person allowed it, or because it needs no consent
 * and did so.
 *
 * @param user the person, or the service account
 * @param client the client
 * @param server the server
 * @param scopes the scopes that it may have there without asking again, sorted; besides what a login is
 * @param offline whether access goes on while the person is not signed in
 * @param grantedAt since when
 * @param lastUsedOn the day of its last token, in UTC; empty if it has not had one
 */
record Connection(
        UserModel user,
        ClientModel client,
        McpServer server,
        Set<String> scopes,
        boolean offline,
        Instant grantedAt,
        Optional<LocalDate> lastUsedOn) {

    /** What there is now between the three; empty if the person has taken it back, or never allowed it. */
    static Optional<Connection> of(KeycloakSession session, UserModel user, ClientModel client, McpServer server) {
        RealmModel realm = client.getRealm();
        Optional<ConnectionUse> use = new ConnectionUses(session, realm, user).find(server, client);
        if (!ServerConsent.isNeeded(client, user)) {
            return use.map(known -> new Connection(
                    user,
                    client,
                    server,
                    known.scopes(),
                    known.offline(),
                    known.firstAt(),
                    Optional.of(known.lastOn())));
        }
        ServerConsent consent = new ServerConsent(session, server, client, user);
        return consent.grantedAt().map(given -> consented(user, client, server, consent.allowed(), given, use));
    }

    /** A use from before the consent belongs to one that was taken back. */
    private static Connection consented(
            UserModel user,
            ClientModel client,
            McpServer server,
            Set<String> allowed,
            Instant given,
            Optional<ConnectionUse> use) {
        Set<String> scopes = new TreeSet<>(allowed);
        boolean offline = scopes.remove(OAuth2Constants.OFFLINE_ACCESS);
        Instant since = Stream.concat(Stream.of(given), use.map(ConnectionUse::firstAt).stream())
                .max(Instant::compareTo)
                .orElse(given);
        LocalDate day = LocalDate.ofInstant(given, ZoneOffset.UTC);
        return new Connection(
                user,
                client,
                server,
                scopes,
                offline,
                since,
                use.map(ConnectionUse::lastOn).filter(last -> !last.isBefore(day)));
    }

    ConnectionKey key() {
        return new ConnectionKey(user.getId(), client.getId(), server.serverId());
    }
}

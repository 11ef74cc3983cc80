/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.connections;

import io.keycloakmcp.resource.McpServer;
import io.keycloakmcp.resource.McpServerRegistry;
import io.keycloakmcp.resource.PersonRecords;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** The {@link ConnectionUse}s of one person. */
final class ConnectionUses {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final PersonRecords records;

    ConnectionUses(KeycloakSession session, RealmModel realm, UserModel user) {
        this.session = session;
        this.realm = realm;
        this.records = new PersonRecords(session, realm, user, PersonRecords.Kind.CONNECTIONS);
    }

    Optional<ConnectionUse> find(McpServer server, ClientModel client) {
        return find(records.values(), server, client);
    }

    /** This is asked for every token, so that only what it is about is read. */
    private static Optional<ConnectionUse> find(Stream<String> values, McpServer server, ClientModel client) {
        return values.filter(value -> value.startsWith(server.serverId()))
                .flatMap(ConnectionUse::read)
                .filter(use -> use.isOf(server.serverId(), client.getId()))
                .findFirst();
    }

    /** Tells whether a use says anything that is not noted yet. */
    boolean isNews(McpServer server, ClientModel client, Instant now, boolean offline, Set<String> scopes) {
        return find(server, client)
                .filter(known -> known.covers(now, offline, scopes))
                .isEmpty();
    }

    /** Notes a use. Uses of clients and servers that are gone go. */
    void note(McpServer server, ClientModel client, Instant now, boolean offline, Set<String> scopes) {
        McpServerRegistry registry = new McpServerRegistry(session, realm);
        records.replace(values -> {
            List<String> before = values.toList();
            ConnectionUse use = find(before.stream(), server, client)
                    .orElseGet(() -> ConnectionUse.first(server, client, now))
                    .again(now, offline, scopes);
            return Stream.concat(
                            before.stream()
                                    .flatMap(ConnectionUse::read)
                                    .filter(other -> !other.isOf(server.serverId(), client.getId()))
                                    .filter(other -> realm.getClientById(other.clientUuid()) != null)
                                    .filter(other ->
                                            registry.clientOf(other.serverId()).isPresent()),
                            Stream.of(use))
                    .map(ConnectionUse::write);
        });
    }

    /** Forgets one connection. */
    void forget(McpServer server, ClientModel client) {
        forget(use -> use.isOf(server.serverId(), client.getId()));
    }

    /** Forgets all connections of a client. */
    void forget(ClientModel client) {
        forget(use -> use.clientUuid().equals(client.getId()));
    }

    private void forget(Predicate<ConnectionUse> which) {
        if (records.values().flatMap(ConnectionUse::read).anyMatch(which)) {
            records.replace(values ->
                    values.flatMap(ConnectionUse::read).filter(which.negate()).map(ConnectionUse::write));
        }
    }
}

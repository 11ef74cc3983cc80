/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.connections;

import io.keycloakmcp.resource.McpServerRegistry;
import java.util.List;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** The connections of a realm. */
final class Connections {

    private final KeycloakSession session;
    private final RealmModel realm;

    Connections(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /**
     * A page of connections.
     *
     * @param connections those of the page
     * @param total how many there are on all pages
     */
    record Page(List<Connection> connections, long total) {}

    /**
     * Lists connections, always in the same order: first those that the person allowed, then those of clients that need
     * no consent.
     */
    Page page(ConnectionFilter filter, int first, int max) {
        ConnectionQueries queries = new ConnectionQueries(session, realm);
        List<Connection> found = queries.page(filter, first, max).stream()
                .flatMap(key -> find(key).stream())
                .toList();
        return new Page(found, queries.count(filter));
    }

    boolean isAny(ConnectionFilter filter) {
        return !new ConnectionQueries(session, realm).page(filter, 0, 1).isEmpty();
    }

    /** The connection of an id, if there is one. */
    Optional<Connection> find(String id) {
        return ConnectionKey.of(id).flatMap(this::find);
    }

    /** The connection of a key, if there is one. */
    Optional<Connection> find(ConnectionKey key) {
        return Optional.ofNullable(session.users().getUserById(realm, key.userId()))
                .flatMap(user -> Optional.ofNullable(realm.getClientById(key.clientUuid()))
                        .flatMap(client -> new McpServerRegistry(session, realm)
                                .findByServerId(key.serverId())
                                .flatMap(server -> Connection.of(session, user, client, server))));
    }
}

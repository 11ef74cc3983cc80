/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.connections;

import io.keycloakmcp.resource.AuditTerms;
import io.keycloakmcp.resource.McpServer;
import java.util.List;
import java.util.Optional;
import org.keycloak.OAuth2Constants;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * The connections of one person, for that person. Each that is taken back is an event {@code REVOKE_GRANT} with the
 * detail {@link AuditTerms#SERVER}, which tells it from one about a whole client.
 */
final class OwnConnections {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final UserModel user;
    private final Connections all;

    OwnConnections(KeycloakSession session, UserModel user) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.user = user;
        this.all = new Connections(session, realm);
    }

    Connections.Page page(int first, int max) {
        return all.page(ConnectionFilter.of(user), first, max);
    }

    /** The connection of an id, if there is one and it is this person's. */
    Optional<Connection> find(String id) {
        return ConnectionKey.of(id)
                .filter(key -> key.userId().equals(user.getId()))
                .flatMap(all::find);
    }

    void revoke(Connection connection) {
        new Revocation(session, realm).revoke(connection);
        McpServer server = connection.server();
        new EventBuilder(realm, session, session.getContext().getConnection())
                .event(EventType.REVOKE_GRANT)
                .user(user)
                .detail(Details.REVOKED_CLIENT, connection.client().getClientId())
                .detail(AuditTerms.SERVER, server.serverId())
                .detail(OAuth2Constants.RESOURCE, server.resource().registered())
                .success();
    }

    /** Takes back all that a client has; all that there is, if none is named. */
    int revoke(Optional<ClientModel> client, int max) {
        ConnectionFilter filter = new ConnectionFilter(Optional.of(user), client, Optional.empty());
        List<Connection> found = all.page(filter, 0, max).connections();
        found.forEach(this::revoke);
        return found.size();
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.connections;

import io.keycloakmcp.resource.GrantRevocation;
import io.keycloakmcp.resource.McpClient;
import io.keycloakmcp.resource.McpServer;
import io.keycloakmcp.resource.ServerConsent;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.services.managers.UserConsentManager;

/**
 * Takes connections back: the consent, the refresh and offline tokens, and the note of the use. What the client may do
 * at other servers, or for other people, stays.
 */
final class Revocation {

    /** How many are taken back at once: each costs a few changes of the database, and of the user's sessions. */
    private static final int BATCH = 50;

    private final KeycloakSession session;
    private final RealmModel realm;

    Revocation(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /** Takes one back. With an MCP client's last one goes all that the client still had of the person. */
    void revoke(Connection connection) {
        new ServerConsent(session, connection.server(), connection.client(), connection.user()).revoke();
        new ConnectionUses(session, realm, connection.user()).forget(connection.server(), connection.client());
        ConnectionFilter others = ConnectionFilter.of(connection.user()).with(connection.client());
        if (McpClient.isMarked(connection.client()) && !new Connections(session, realm).isAny(others)) {
            UserConsentManager.revokeConsentToClient(session, connection.client(), connection.user());
        }
    }

    /**
     * Takes many back, a part at a time, each in a transaction of its own. If they are everybody's at one server, their
     * tokens end at once.
     *
     * @param filter which
     * @param max how many at most
     * @return how many there were
     */
    int revoke(ConnectionFilter filter, int max) {
        if (filter.user().isEmpty()) {
            filter.server().ifPresent(server -> endTokens(server, filter.client()));
        }
        int revoked = 0;
        int leftOut = 0;
        boolean more = true;
        while (more && revoked < max) {
            int first = leftOut;
            int count = Math.min(BATCH, max - revoked);
            Batch batch = inOwnTransaction(own -> own.revokeSome(filter, first, count));
            revoked += batch.revoked();
            leftOut += batch.found() - batch.revoked();
            more = batch.found() == count;
        }
        return revoked;
    }

    /** Long before the last of many consents is gone. */
    private void endTokens(McpServer server, Optional<ClientModel> client) {
        inOwnTransaction(own -> {
            Optional<ClientModel> sameClient = client.map(whose -> own.realm.getClientById(whose.getId()));
            new GrantRevocation(own.session, own.realm).revoke(server, Optional.empty(), sameClient);
            return true;
        });
    }

    private <T> T inOwnTransaction(Function<Revocation, T> job) {
        return KeycloakModelUtils.runJobInTransactionWithResult(
                session.getKeycloakSessionFactory(),
                session.getContext(),
                own -> job.apply(new Revocation(own, own.getContext().getRealm())),
                "Revocation of MCP connections");
    }

    private record Batch(int found, int revoked) {}

    /** What is no connection, such as one to a server that somebody broke by hand, is found and stays. */
    private Batch revokeSome(ConnectionFilter filter, int first, int max) {
        List<ConnectionKey> keys = new ConnectionQueries(session, realm).page(filter, first, max);
        List<Connection> found = keys.stream()
                .flatMap(key -> new Connections(session, realm).find(key).stream())
                .toList();
        found.forEach(this::revoke);
        return new Batch(keys.size(), found.size());
    }
}

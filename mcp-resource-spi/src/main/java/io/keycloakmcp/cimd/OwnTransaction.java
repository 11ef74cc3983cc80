/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.cimd;

import java.util.Optional;
import java.util.function.Function;
import org.keycloak.common.ClientConnection;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.services.clientpolicy.ClientPolicyException;

/**
 * Reads and writes a client of the realm in transactions of their own. Of several requests that come first only one can
 * make the client, and none may fail for that; and a request must not have looked at a client, and so keep what it saw,
 * before the client is up to date.
 *
 * @param session the session of the request
 * @param clientId the client
 */
record OwnTransaction(KeycloakSession session, String clientId) {

    /** What is to be done with what there is. */
    interface Change {
        void apply(ImportedClients clients, Optional<ClientModel> client) throws ClientPolicyException, RefusedClient;
    }

    /**
     * Looks at the client.
     *
     * @return what is read; empty if there is no such client
     */
    <T> Optional<T> read(Function<ClientModel, T> reader) {
        return KeycloakModelUtils.runJobInTransactionWithResult(
                session.getKeycloakSessionFactory(), own -> client(own).map(reader));
    }

    /**
     * Makes the client, or changes it.
     *
     * @throws RefusedClient if something is against it, a policy of the administrator included; nothing has changed
     *     then
     */
    void write(Change change) throws RefusedClient {
        ClientConnection connection = session.getContext().getConnection();
        Optional<RefusedClient> refusal =
                KeycloakModelUtils.runJobInTransactionWithResult(session.getKeycloakSessionFactory(), own -> {
                    try {
                        Optional<ClientModel> client = client(own);
                        change.apply(new ImportedClients(own, connection), client);
                        return Optional.empty();
                    } catch (RefusedClient e) {
                        own.getTransactionManager().setRollbackOnly();
                        return Optional.of(e);
                    } catch (ClientPolicyException e) {
                        own.getTransactionManager().setRollbackOnly();
                        return Optional.of(RefusedClient.byPolicy(e.getErrorDetail()));
                    }
                });
        if (refusal.isPresent()) {
            throw refusal.get();
        }
    }

    /** Makes the client, unless a request at another node has just done so. */
    void make(Change change) throws RefusedClient {
        try {
            write(change);
        } catch (ModelException e) {
            if (read(client -> true).isEmpty()) {
                throw e;
            }
        }
    }

    private Optional<ClientModel> client(KeycloakSession own) {
        RealmModel realm = own.realms().getRealm(session.getContext().getRealm().getId());
        own.getContext().setRealm(realm);
        return Optional.ofNullable(realm.getClientByClientId(clientId));
    }
}

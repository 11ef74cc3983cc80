/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.lifecycle;

import io.keycloakmcp.client.ClientSettings;
import java.util.Collection;
import java.util.Set;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.managers.ClientManager;
import org.keycloak.services.managers.RealmManager;

/** Removes MCP clients as Keycloak's own admin API does, with their sessions and consents. */
final class Removal {

    private final KeycloakSession session;
    private final RealmModel realm;

    Removal(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /**
     * Which of some clients stay because somebody has an offline session with them.
     *
     * @param clientUuids the clients
     * @return those of them that the administrator wants to stay
     */
    Set<String> heldOffline(Collection<String> clientUuids) {
        return ClientSettings.of(realm).lifeCycle().keepOffline()
                ? new ClientUse(session).offlineSessions(clientUuids).keySet()
                : Set.of();
    }

    /**
     * Removes a client.
     *
     * @param client the client
     * @return false if another one was first
     */
    boolean remove(ClientModel client) {
        return new ClientManager(new RealmManager(session)).removeClient(realm, client);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.lifecycle;

import jakarta.persistence.EntityManager;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.cache.CacheRealmProvider;
import org.keycloak.models.jpa.entities.ClientEntity;

/**
 * Removes some MCP clients in one transaction as Keycloak removes each, and at half the price, because most of them
 * have never been used and have nothing of what Keycloak looks for:
 *
 * <ul>
 *   <li>What belongs to a client is read for all of them at once. Keycloak asks for it, and deletes it, one by one and
 *       part by part, unless it knows that there is none.
 *   <li>Keycloak's cache of realms searches all that it holds for the roles of a client that goes, on every node. A
 *       client without roles is forgotten by its id and its client id instead.
 * </ul>
 *
 * <p>A client that has roles or a service account goes Keycloak's whole way.
 */
final class JointRemoval {

    private static final String PART = "select c from ClientEntity c left join fetch c.%s where c.id in :clients";

    private static final List<String> PARTS = List.of(
            "attributes", "protocolMappers", "webOrigins", "scopeMappingIds", "authFlowBindings", "registeredNodes");

    /** What must go along with a client, and is in Keycloak's caches. */
    private static final List<String> FOLLOWERS = List.of(
            "select distinct r.clientId from RoleEntity r where r.clientId in :clients",
            "select distinct u.serviceAccountClientLink from UserEntity u where u.serviceAccountClientLink in :clients");

    private final KeycloakSession session;
    private final RealmModel realm;
    private final ClientProvider database;
    private final Optional<CacheRealmProvider> cache;
    private final Set<String> followed = new HashSet<>();

    /**
     * Prepares the removal.
     *
     * @param clientUuids the clients; few, as all that is read here is looked through again at each removal
     */
    JointRemoval(KeycloakSession session, RealmModel realm, Collection<String> clientUuids) {
        this.session = session;
        this.realm = realm;
        this.database = session.getProvider(ClientProvider.class);
        this.cache = Optional.ofNullable(session.getProvider(CacheRealmProvider.class));
        EntityManager entities =
                session.getProvider(JpaConnectionProvider.class).getEntityManager();
        PARTS.forEach(part -> entities.createQuery(PART.formatted(part), ClientEntity.class)
                .setParameter("clients", clientUuids)
                .getResultList());
        FOLLOWERS.stream()
                .map(query -> entities.createQuery(query, String.class))
                .forEach(query -> followed.addAll(
                        query.setParameter("clients", clientUuids).getResultList()));
    }

    /** A client of these as it is in the database, past the cache, which is for clients that stay. */
    Optional<ClientModel> find(String clientUuid) {
        return Optional.ofNullable(database.getClientById(realm, clientUuid));
    }

    void remove(ClientModel client) {
        if (cache.isEmpty() || followed.contains(client.getId())) {
            new Removal(session, realm).remove(client);
        } else if (database.removeClient(realm, client.getId())) {
            cache.get().registerClientInvalidation(client.getId(), client.getClientId(), realm.getId());
            session.sessions().onClientRemoved(realm, client);
        }
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.connections;

import io.keycloakmcp.resource.McpServer;
import io.keycloakmcp.resource.PersonRecords;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.List;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * Finds connections in the database. One that needed consent is there as long as the consent is; one that needed none,
 * as long as its use is noted. Of people whom the realm has no copy of, Keycloak keeps both in other tables. What is
 * kept for a client, server or person that is gone is not found.
 */
final class ConnectionQueries {

    /**
     * One of the places where connections are.
     *
     * @param from the rest of a query whose client is {@code c} and whose server's client is {@code s}
     * @param user the id of the person in it
     */
    private record Place(String from, String user) {}

    private static final String CLIENTS =
            ", ClientEntity s, ClientEntity c where s.realmId = :realm and c.realmId = :realm"
                    // A range that holds all ids of servers in the order of every language, for the index.
                    + " and s.clientId >= 'mcp' and s.clientId < 'mcq' and s.clientId like 'mcp!_%' escape '!'";
    private static final String CONSENT =
            CLIENTS + " and s.id = g.scopeId and c.id = consent.clientId and c.consentRequired = true";
    /** What a {@link ConnectionUse} begins with; the attribute is {@code a}. */
    static final String USE = CLIENTS
            + " and a.name = '%s' and s.clientId = substring(a.value, 1, %d) and c.id = trim(substring(a.value, %d, %d))"
                    .formatted(
                            PersonRecords.Kind.CONNECTIONS.attribute(),
                            ConnectionUse.CLIENT_UUID_AT - 1,
                            ConnectionUse.CLIENT_UUID_AT + 1,
                            ConnectionUse.CLIENT_UUID_LENGTH);

    private static final List<Place> PLACES = List.of(
            new Place(
                    " from UserConsentClientScopeEntity g join g.userConsent consent join consent.user u" + CONSENT
                            + " and u.realmId = :realm",
                    "u.id"),
            new Place(
                    " from FederatedUserConsentClientScopeEntity g join g.userConsent consent" + CONSENT
                            + " and consent.realmId = :realm",
                    "consent.userId"),
            new Place(
                    " from UserAttributeEntity a join a.user u" + USE
                            + " and u.realmId = :realm and (c.consentRequired = false or u.serviceAccountClientLink = c.id)",
                    "u.id"),
            new Place(
                    " from FederatedUserAttributeEntity a" + USE
                            + " and a.realmId = :realm and c.consentRequired = false",
                    "a.userId"));

    private final EntityManager entities;
    private final RealmModel realm;

    ConnectionQueries(KeycloakSession session, RealmModel realm) {
        this.entities = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.realm = realm;
    }

    /** How many there are. */
    long count(ConnectionFilter filter) {
        return PLACES.stream().mapToLong(place -> count(place, filter)).sum();
    }

    private long count(Place place, ConnectionFilter filter) {
        // A use may be noted twice if it was noted by two at once.
        String key = "concat(%s, c.id, s.id)".formatted(place.user());
        return query("select count(distinct " + key + ")", place, filter, "", Long.class)
                .getSingleResult();
    }

    /** A page of them, always in the same order. */
    List<ConnectionKey> page(ConnectionFilter filter, int first, int max) {
        List<ConnectionKey> page = new ArrayList<>();
        int leftOut = first;
        for (Place place : PLACES) {
            if (page.size() < max) {
                List<ConnectionKey> found = page(place, filter, leftOut, max - page.size());
                leftOut = found.isEmpty() ? leftOut - (int) count(place, filter) : 0;
                page.addAll(found);
            }
        }
        return page;
    }

    private List<ConnectionKey> page(Place place, ConnectionFilter filter, int first, int max) {
        String select = "select distinct " + place.user() + ", c.id, s.clientId";
        String order = " order by " + place.user() + ", c.id, s.clientId";
        return query(select, place, filter, order, Object[].class)
                .setFirstResult(first)
                .setMaxResults(max)
                .getResultStream()
                .map(row -> new ConnectionKey((String) row[0], (String) row[1], (String) row[2]))
                .toList();
    }

    private <T> TypedQuery<T> query(String select, Place place, ConnectionFilter filter, String order, Class<T> type) {
        StringBuilder text = new StringBuilder(select).append(place.from());
        filter.user()
                .ifPresent(user -> text.append(" and ").append(place.user()).append(" = :user"));
        filter.client().ifPresent(client -> text.append(" and c.id = :client"));
        filter.server().ifPresent(server -> text.append(" and s.id = :server"));
        TypedQuery<T> query =
                entities.createQuery(text.append(order).toString(), type).setParameter("realm", realm.getId());
        filter.user().map(UserModel::getId).ifPresent(id -> query.setParameter("user", id));
        filter.client().map(ClientModel::getId).ifPresent(id -> query.setParameter("client", id));
        filter.server().map(McpServer::id).ifPresent(id -> query.setParameter("server", id));
        return query;
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.lifecycle;

import io.keycloakmcp.client.ClientIdRange;
import io.keycloakmcp.client.ClientSettings;
import io.keycloakmcp.client.ClientState;
import io.keycloakmcp.client.LifeCycleSettings;
import io.keycloakmcp.resource.McpClient;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Looks through the clients of a realm that came by themselves for those whose time is over, a page at a time. Clients
 * are not loaded for it, so that those which nobody uses do not take the place of others in Keycloak's cache.
 */
final class ExpiredClients {

    private static final int PAGE = 1_000;

    private static final List<String> PLACES = List.of(ClientIdRange.REGISTERED, ClientIdRange.URL);

    private static final List<String> ATTRIBUTES = List.of(
            McpClient.ATTRIBUTE,
            ClientState.ATTRIBUTE,
            ClientState.SINCE,
            McpClient.REGISTERED_AT,
            McpClient.LAST_USED_ON);

    private static final String ROWS = "select c.id, c.clientId, c.enabled, c.createdTimestamp, "
            + IntStream.range(0, ATTRIBUTES.size())
                    .mapToObj(number -> "a%d.value".formatted(number))
                    .collect(Collectors.joining(", "))
            + " from ClientEntity c"
            + IntStream.range(0, ATTRIBUTES.size())
                    .mapToObj(number ->
                            " left join ClientAttributeEntity a%1$d on a%1$d.client = c and a%1$d.name = '%2$s'"
                                    .formatted(number, ATTRIBUTES.get(number)))
                    .collect(Collectors.joining())
            + " where c.realmId = :realm and c.clientId > :after and %s order by c.clientId";

    private static final int FIXED_COLUMNS = 4;

    private final EntityManager entities;
    private final RealmModel realm;
    private final LifeCycleSettings settings;
    private final Instant now;

    ExpiredClients(KeycloakSession session, RealmModel realm, Instant now) {
        this.entities = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.realm = realm;
        this.settings = ClientSettings.of(realm).lifeCycle();
        this.now = now;
    }

    /**
     * Where the next page begins.
     *
     * @param place the number of the range of ids
     * @param after the last client id that was looked at there
     */
    record Position(int place, String after) {

        static final Position START = new Position(0, "");
    }

    /**
     * What was found in a page.
     *
     * @param expired the clients whose time is over, with the reasons
     * @param next where the next page begins; empty if there is none
     */
    record Page(List<Outcome> expired, Optional<Position> next) {}

    Page page(Position position) {
        List<Object[]> rows = entities.createQuery(ROWS.formatted(PLACES.get(position.place())), Object[].class)
                .setParameter("realm", realm.getId())
                .setParameter("after", position.after())
                .setMaxResults(PAGE)
                .getResultList();
        List<Outcome> expired =
                rows.stream().flatMap(row -> expired(row).stream()).toList();
        return new Page(expired, next(position, rows));
    }

    private static Optional<Position> next(Position position, List<Object[]> rows) {
        if (rows.size() == PAGE) {
            return Optional.of(new Position(position.place(), (String) rows.get(PAGE - 1)[1]));
        }
        return Optional.of(new Position(position.place() + 1, "")).filter(place -> place.place() < PLACES.size());
    }

    private Optional<Outcome> expired(Object[] row) {
        Map<String, String> attributes = new HashMap<>();
        for (int number = 0; number < ATTRIBUTES.size(); number++) {
            attributes.put(ATTRIBUTES.get(number), (String) row[FIXED_COLUMNS + number]);
        }
        return Expiry.of(Standing.of(attributes::get, (Boolean) row[2], Optional.ofNullable((Long) row[3])), settings)
                .filter(expiry -> !expiry.at().isAfter(now))
                .map(expiry -> new Outcome(
                        (String) row[0], (String) row[1], true, expiry.reason().wire()));
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.connections;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * How much MCP servers are used, by the {@link ConnectionUse}s of all people and service accounts: they are noted
 * already, so that no token costs anything more for this, and nothing is written to a server. What was taken back, and
 * what clients and people used that are gone, does not count any more.
 */
final class UsageQueries {

    /**
     * Uses begin with the id of the server, so these few ranges of the index on attributes and their values are all
     * that is read.
     */
    private static final String RANGE = "a.value >= :from%1$d and a.value < :to%1$d";

    private static final String DAY =
            "max(substring(a.value, %d, %d))".formatted(ConnectionUse.LAST_ON_AT + 1, ConnectionUse.LAST_ON_LENGTH);

    private static final String SELECT = "select s.clientId, c.id, " + DAY;
    private static final String OF_SERVERS = " and s.clientId in (:servers) and (%s) group by s.clientId, c.id";

    /** Where uses are. */
    private static final List<String> PLACES = List.of(
            SELECT + " from UserAttributeEntity a join a.user u" + ConnectionQueries.USE + " and u.realmId = :realm",
            // Of people whose directory does not let Keycloak keep them.
            SELECT + " from FederatedUserAttributeEntity a" + ConnectionQueries.USE + " and a.realmId = :realm");

    /** Each character of an id, and last what follows them. */
    private static final String DIGITS = "0123456789abcdefg";

    /** The last use of a server by one client, whoever it was for. */
    private record ClientUse(String serverId, String clientUuid, Optional<LocalDate> lastOn) {}

    private final EntityManager entities;
    private final RealmModel realm;

    UsageQueries(KeycloakSession session, RealmModel realm) {
        this.entities = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.realm = realm;
    }

    /** The usage of some servers, by their ids; servers that nobody uses are not among the keys. */
    Map<String, ServerUsage> of(Collection<String> serverIds) {
        if (serverIds.isEmpty()) {
            return Map.of();
        }
        List<String> servers = List.copyOf(serverIds);
        return PLACES.stream()
                .flatMap(place -> query(place, servers).getResultStream())
                .map(row -> new ClientUse((String) row[0], (String) row[1], day((String) row[2])))
                .collect(Collectors.groupingBy(
                        ClientUse::serverId, Collectors.collectingAndThen(Collectors.toList(), UsageQueries::sum)));
    }

    /** A client may be known from both places. */
    private static ServerUsage sum(List<ClientUse> uses) {
        return new ServerUsage(
                uses.stream().map(ClientUse::clientUuid).distinct().count(),
                uses.stream().flatMap(use -> use.lastOn().stream()).max(Comparator.naturalOrder()));
    }

    private TypedQuery<Object[]> query(String place, List<String> servers) {
        String ranges =
                IntStream.range(0, servers.size()).mapToObj(RANGE::formatted).collect(Collectors.joining(" or "));
        TypedQuery<Object[]> query = entities.createQuery(place + OF_SERVERS.formatted(ranges), Object[].class)
                .setParameter("realm", realm.getId())
                .setParameter("servers", servers);
        IntStream.range(0, servers.size())
                .forEach(server -> query.setParameter("from" + server, servers.get(server))
                        .setParameter("to" + server, after(servers.get(server))));
        return query;
    }

    /**
     * A text that follows everything that begins with an id, in the order of every language: a dictionary leaves out
     * {@code _} and spaces, has digits before letters, and may take {@code aa} for one letter.
     */
    static String after(String serverId) {
        int last = serverId.length() - 1;
        while (serverId.charAt(last) == 'a') {
            last--;
        }
        return serverId.substring(0, last) + DIGITS.charAt(DIGITS.indexOf(serverId.charAt(last)) + 1);
    }

    /** What somebody wrote by hand may be no day. */
    private static Optional<LocalDate> day(String text) {
        try {
            return Optional.of(LocalDate.parse(Objects.requireNonNullElse(text, "")));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.lifecycle;

import io.keycloakmcp.resource.ResourceUri;
import jakarta.persistence.EntityManager;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/**
 * Who uses MCP clients, and for which MCP servers: for a page of clients at once. People are known by the consents they
 * gave, and by their sessions with clients that need none; servers by the consents.
 */
final class ClientUse {

    private static final String OFFLINE = "1";

    private final EntityManager entities;

    ClientUse(KeycloakSession session) {
        this.entities = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    /** How many people let each of some clients act for them; clients that nobody does are not among the keys. */
    Map<String, Long> consenting(Collection<String> clientUuids) {
        return Stream.of(
                        "select u.clientId, count(u) from UserConsentEntity u where u.clientId in :clients"
                                + " group by u.clientId",
                        // Of people whose directory does not let Keycloak keep them.
                        "select u.clientId, count(u) from FederatedUserConsentEntity u where u.clientId in :clients"
                                + " group by u.clientId")
                .flatMap(query -> counted(query, clientUuids))
                .collect(Collectors.toMap(row -> (String) row[0], row -> (Long) row[1], Long::sum));
    }

    /** How many people have a session with each of some clients. */
    Map<String, Long> loggedIn(Collection<String> clientUuids) {
        return counted(
                        "select s.clientId, count(distinct u.userId) from PersistentClientSessionEntity s"
                                + " join PersistentUserSessionEntity u on u.userSessionId = s.userSessionId"
                                + " and u.offline = s.offline where s.clientId in :clients group by s.clientId",
                        clientUuids)
                .collect(Collectors.toMap(row -> (String) row[0], row -> (Long) row[1]));
    }

    /** How many offline sessions each of some clients has; clients that have none are not among the keys. */
    Map<String, Long> offlineSessions(Collection<String> clientUuids) {
        return counted(
                        "select s.clientId, count(s) from PersistentClientSessionEntity s where s.offline = '" + OFFLINE
                                + "' and s.clientId in :clients group by s.clientId",
                        clientUuids)
                .collect(Collectors.toMap(row -> (String) row[0], row -> (Long) row[1]));
    }

    /** The ids of the MCP servers that people let each of some clients use. */
    Map<String, Set<String>> servers(Collection<String> clientUuids) {
        Map<String, Set<String>> servers = new HashMap<>();
        Stream.of("UserConsentClientScopeEntity", "FederatedUserConsentClientScopeEntity")
                .flatMap(scopes -> counted(
                        "select distinct s.userConsent.clientId, c.clientId from " + scopes + " s"
                                + " join ClientEntity c on c.id = s.scopeId"
                                + " where s.userConsent.clientId in :clients",
                        clientUuids))
                .filter(row -> ResourceUri.isServerId((String) row[1]))
                .forEach(row -> servers.computeIfAbsent((String) row[0], client -> new TreeSet<>())
                        .add((String) row[1]));
        return servers;
    }

    private Stream<Object[]> counted(String query, Collection<String> clientUuids) {
        return clientUuids.isEmpty()
                ? Stream.empty()
                : entities.createQuery(query, Object[].class)
                        .setParameter("clients", List.copyOf(clientUuids))
                        .getResultStream();
    }
}

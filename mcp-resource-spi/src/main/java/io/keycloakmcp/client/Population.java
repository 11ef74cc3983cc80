/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import io.keycloakmcp.resource.McpClient;
import jakarta.persistence.EntityManager;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** How many clients of a realm came by themselves, and from where: counted once, and kept up with from then on. */
final class Population {

    private static final String BY_SOURCE = "select cast(source.value as string), count(c) from ClientEntity c"
            + " join ClientAttributeEntity mark on mark.client = c and mark.name = '" + McpClient.ATTRIBUTE
            + "' left join ClientAttributeEntity source on source.client = c and source.name = '"
            + McpClient.SOURCE + "' where c.realmId = :realm and %s group by cast(source.value as string)";

    private final Map<String, Long> bySource = new HashMap<>();
    private long all;

    private Population() {}

    static Population count(KeycloakSession session, String realmId) {
        EntityManager entities =
                session.getProvider(JpaConnectionProvider.class).getEntityManager();
        Population population = new Population();
        // One query for each range: a database does not walk an index for two at once.
        for (String range : new String[] {ClientIdRange.REGISTERED, ClientIdRange.URL}) {
            entities.createQuery(BY_SOURCE.formatted(range), Object[].class)
                    .setParameter("realm", realmId)
                    .getResultStream()
                    .forEach(row -> population.add(Optional.ofNullable((String) row[0]), (Long) row[1]));
        }
        return population;
    }

    synchronized void add(Optional<String> source, long clients) {
        all += clients;
        source.ifPresent(address -> bySource.merge(address, clients, Long::sum));
    }

    synchronized long all() {
        return all;
    }

    synchronized long from(String source) {
        return bySource.getOrDefault(source, 0L);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.lifecycle;

import io.keycloakmcp.client.ClientIdRange;
import io.keycloakmcp.client.ClientState;
import io.keycloakmcp.client.Onboarding;
import io.keycloakmcp.resource.McpClient;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import jakarta.persistence.criteria.CriteriaBuilder;
import jakarta.persistence.criteria.CriteriaQuery;
import jakarta.persistence.criteria.Predicate;
import jakarta.persistence.criteria.Root;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.authorization.fgap.AdminPermissionsSchema;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.jpa.entities.ClientEntity;

/**
 * The questions about many MCP clients that Keycloak's own client look-ups cannot answer at scale. Clients that came by
 * themselves are found in the ranges of their ids; all others that are marked are few, as somebody made each.
 */
final class ClientQueries {

    private static final String ATTRIBUTE =
            "exists (select a from ClientAttributeEntity a where a.client = c and a.name = '%s'%s)";
    /** Some databases keep the values of attributes where they cannot be compared. */
    private static final String VALUE = " and cast(a.value as string) ";

    private static final String MARKED =
            ATTRIBUTE.formatted(McpClient.ATTRIBUTE, " and a.value is not null" + VALUE + "not in ('', 'false')");
    private static final String ELSEWHERE =
            "not (" + ClientIdRange.REGISTERED + ") and not (" + ClientIdRange.URL + ")";

    /** Where MCP clients are; each is asked for itself, because a database walks an index for one range at a time. */
    private static final List<String> PLACES = List.of(ClientIdRange.REGISTERED, ClientIdRange.URL, ELSEWHERE);

    private static final String CLIENTS = " from ClientEntity c where c.realmId = :realm and %s and " + MARKED;

    private static final String IN_ORDER = " order by c.clientId";

    private final KeycloakSession session;
    private final EntityManager entities;
    private final RealmModel realm;

    ClientQueries(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.entities = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.realm = realm;
    }

    /**
     * Some of the clients that a filter asks for.
     *
     * @param ids their UUIDs
     * @param total how many there are in all
     */
    record Page(List<String> ids, long total) {}

    /** A page of clients: place after place, and in each in the order of their ids. */
    Page page(ClientFilter filter, int first, int max) {
        Optional<Set<String>> viewable = viewable();
        if (viewable.isEmpty()) {
            return page(new Conditions(filter), first, max);
        }
        List<String> all = page(new Conditions(filter), 0, Integer.MAX_VALUE).ids().stream()
                .filter(viewable.get()::contains)
                .toList();
        return new Page(all.stream().skip(first).limit(max).toList(), all.size());
    }

    private static Page page(Conditions conditions, int first, int max) {
        List<String> ids = new ArrayList<>();
        long total = 0;
        for (String place : PLACES) {
            long here =
                    conditions.query("select count(c)", place, "", Long.class).getSingleResult();
            long skipped = Math.max(0, first - total);
            if (skipped < here && ids.size() < max) {
                ids.addAll(conditions
                        .query("select c.id", place, IN_ORDER, String.class)
                        .setFirstResult((int) skipped)
                        .setMaxResults(max - ids.size())
                        .getResultList());
            }
            total += here;
        }
        return new Page(ids, total);
    }

    /** What the administrator of this request may view, if fine-grained permissions decide it: within a query. */
    private Optional<Set<String>> viewable() {
        CriteriaBuilder builder = entities.getCriteriaBuilder();
        CriteriaQuery<String> query = builder.createQuery(String.class);
        Root<ClientEntity> client = query.from(ClientEntity.class);
        List<Predicate> permitted = AdminPermissionsSchema.SCHEMA.applyAuthorizationFilters(
                session, AdminPermissionsSchema.CLIENTS, realm, builder, query, client);
        if (permitted.isEmpty()) {
            return Optional.empty();
        }
        query.select(client.get("id"))
                .where(Stream.concat(Stream.of(builder.equal(client.get("realmId"), realm.getId())), permitted.stream())
                        .toArray(Predicate[]::new));
        return Optional.of(new HashSet<>(entities.createQuery(query).getResultList()));
    }

    /** How many clients came by themselves. */
    long came() {
        return Stream.of(ClientIdRange.REGISTERED, ClientIdRange.URL)
                .mapToLong(place -> count(place, ""))
                .sum();
    }

    /** How many clients an administrator has not decided about. */
    long waiting() {
        return PLACES.stream()
                .mapToLong(place -> count(place, " and " + condition(ClientState.PENDING)))
                .sum();
    }

    private long count(String place, String condition) {
        return entities.createQuery("select count(c)" + CLIENTS.formatted(place) + condition, Long.class)
                .setParameter("realm", realm.getId())
                .getSingleResult();
    }

    /** The realms that have clients which came by themselves. */
    static List<String> realmsWithClientsThatCame(KeycloakSession session) {
        String came = "exists (select c from ClientEntity c where c.realmId = r.id and %s and " + MARKED + ")";
        return session.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .createQuery(
                        "select r.id from RealmEntity r where " + came.formatted(ClientIdRange.REGISTERED) + " or "
                                + came.formatted(ClientIdRange.URL),
                        String.class)
                .getResultList();
    }

    /** The same as {@link ClientState} reads. */
    private static String condition(ClientState state) {
        String pending = ATTRIBUTE.formatted(ClientState.ATTRIBUTE, VALUE + "= '" + ClientState.PENDING.wire() + "'");
        return switch (state) {
            case ACTIVE -> "c.enabled = true";
            case PENDING -> "c.enabled = false and " + pending;
            case BLOCKED -> "c.enabled = false and not " + pending;
        };
    }

    /** The text and the parameters of a filter. */
    private final class Conditions {

        private final StringBuilder text = new StringBuilder();
        private final Map<String, Object> parameters = new HashMap<>();

        Conditions(ClientFilter filter) {
            filter.search().ifPresent(part -> {
                add("(lower(c.name) like :part escape '!' or lower(c.clientId) like :part escape '!' or c.id = :id)");
                parameters.put("part", "%" + escaped(part.toLowerCase(Locale.ROOT)) + "%");
                parameters.put("id", part);
            });
            filter.product().ifPresent(name -> {
                add(ATTRIBUTE.formatted(McpClient.PRODUCT, VALUE + "= :product"));
                parameters.put("product", name);
            });
            filter.onboarding().ifPresent(this::add);
            if (!filter.states().isEmpty()) {
                add(filter.states().stream()
                        .map(ClientQueries::condition)
                        .collect(Collectors.joining(" or ", "(", ")")));
            }
            filter.server().ifPresent(server -> {
                add("exists (select s from UserConsentClientScopeEntity s where s.scopeId = :server"
                        + " and s.userConsent.clientId = c.id)");
                parameters.put("server", server);
            });
            if (filter.unused()) {
                add("not " + ATTRIBUTE.formatted(McpClient.LAST_USED_ON, ""));
            }
            filter.idleSince().ifPresent(day -> {
                add("(" + ATTRIBUTE.formatted(McpClient.LAST_USED_ON, VALUE + "<= :day") + " or not "
                        + ATTRIBUTE.formatted(McpClient.LAST_USED_ON, "") + " and "
                        + ATTRIBUTE.formatted(McpClient.REGISTERED_AT, VALUE + "< :dayAfter") + ")");
                parameters.put("day", day.toString());
                parameters.put("dayAfter", day.plusDays(1).toString());
            });
        }

        private void add(Onboarding way) {
            List<String> came = Stream.of(Onboarding.REGISTRATION, Onboarding.CLIENT_ID_METADATA)
                    .map(Onboarding::wire)
                    .toList();
            boolean manual = way == Onboarding.MANUAL;
            add(ATTRIBUTE.formatted(McpClient.ATTRIBUTE, VALUE + (manual ? "not in :ways" : "in :ways")));
            parameters.put("ways", manual ? came : List.of(way.wire()));
        }

        private void add(String condition) {
            text.append(" and ").append(condition);
        }

        <T> TypedQuery<T> query(String select, String place, String order, Class<T> type) {
            TypedQuery<T> query = entities.createQuery(select + CLIENTS.formatted(place) + text + order, type)
                    .setParameter("realm", realm.getId());
            parameters.forEach(query::setParameter);
            return query;
        }

        private static String escaped(String text) {
            return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
        }
    }
}

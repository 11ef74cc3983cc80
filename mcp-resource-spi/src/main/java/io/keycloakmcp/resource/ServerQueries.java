/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * The questions about many MCP servers that Keycloak's own client look-ups cannot answer at scale. All of them walk the
 * unique key on (realm, client id) from {@code mcp} on, so clients that are no MCP servers cost nothing. Look-ups of
 * one server never come here: they are cached by Keycloak.
 */
final class ServerQueries {

    /**
     * A range that holds all ids of servers in the order of every language: many databases sort as a dictionary does,
     * in which {@code _} counts for nothing.
     */
    static final String FROM = "mcp";

    static final String TO = "mcq";

    private static final String SERVERS = " from ClientEntity c where c.realmId = :realm and c.clientId >= '" + FROM
            + "' and c.clientId < '" + TO + "' and c.clientId like 'mcp!_%' escape '!'";
    private static final String ATTRIBUTE =
            "exists (select a from ClientAttributeEntity a where a.client = c and a.name = '%s'%s)";
    private static final String MATCHES = " and (lower(c.name) like :text escape '!' or c.clientId = :exact or "
            + ATTRIBUTE.formatted(
                    ServerAttributes.RESOURCE_URL, " and lower(cast(a.value as string)) like :text escape '!'")
            + ")";
    private static final String LISTS = ATTRIBUTE.formatted(
            ServerAttributes.SCOPES, " and concat(' ', cast(a.value as string), ' ') like :scope%d escape '!'");
    private static final String HAS_STATUS =
            ATTRIBUTE.formatted(ServerAttributes.STATUS, " and cast(a.value as string) = :status");
    private static final String HAS_OTHER_STATUS =
            ATTRIBUTE.formatted(ServerAttributes.STATUS, " and cast(a.value as string) <> :status");

    private final EntityManager entities;
    private final RealmModel realm;

    ServerQueries(KeycloakSession session, RealmModel realm) {
        this.entities = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.realm = realm;
    }

    /** The UUIDs of a page of clients that carry an MCP server's id, in the order of their ids. */
    List<String> page(Optional<String> search, Optional<ServerStatus> status, int first, int max) {
        return query("select c.id", String.class, search, status, " order by c.clientId")
                .setFirstResult(first)
                .setMaxResults(max)
                .getResultList();
    }

    long count(Optional<String> search, Optional<ServerStatus> status) {
        return query("select count(c)", Long.class, search, status, "").getSingleResult();
    }

    private <T> TypedQuery<T> query(
            String select, Class<T> type, Optional<String> search, Optional<ServerStatus> status, String order) {
        String where = search.map(text -> MATCHES).orElse("")
                + status.map(ServerQueries::isIn).orElse("");
        TypedQuery<T> query = entities.createQuery(select + SERVERS + where + order, type);
        query.setParameter("realm", realm.getId());
        search.ifPresent(text -> {
            query.setParameter("text", "%" + escaped(text.toLowerCase(Locale.ROOT)) + "%");
            query.setParameter("exact", text);
        });
        status.ifPresent(wanted -> query.setParameter("status", wanted.wire()));
        return query;
    }

    /** The same as {@link ServerAttributes} reads: active unless it says otherwise, suspended if it is disabled. */
    private static String isIn(ServerStatus status) {
        return switch (status) {
            case ACTIVE -> " and c.enabled = true and not " + HAS_OTHER_STATUS;
            case DRAFT -> " and c.enabled = true and " + HAS_STATUS;
            case SUSPENDED -> " and (c.enabled = false or " + HAS_STATUS + ")";
        };
    }

    private static String escaped(String text) {
        return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }

    /** The servers that requests need not name, at most so many. */
    List<String> withOptionalResourceParameter(int max) {
        return entities.createQuery(
                        "select c.id" + SERVERS + " and "
                                + ATTRIBUTE.formatted(ServerAttributes.RESOURCE_PARAM_OPTIONAL, "")
                                + " order by c.clientId",
                        String.class)
                .setParameter("realm", realm.getId())
                .setMaxResults(max)
                .getResultList();
    }

    boolean isScopeUsed(String name) {
        return !listing(List.of(name), 1).isEmpty();
    }

    /** The servers that list all of some scopes, at most so many. */
    List<String> listing(Collection<String> scopes, int max) {
        List<String> names = List.copyOf(scopes);
        String where = IntStream.range(0, names.size())
                .mapToObj(scope -> " and " + LISTS.formatted(scope))
                .collect(Collectors.joining());
        TypedQuery<String> query = entities.createQuery("select c.id" + SERVERS + where, String.class)
                .setParameter("realm", realm.getId());
        IntStream.range(0, names.size())
                .forEach(scope -> query.setParameter("scope" + scope, "% " + escaped(names.get(scope)) + " %"));
        return query.setMaxResults(max).getResultList();
    }

    boolean isAny() {
        return !entities.createQuery("select c.id" + SERVERS, String.class)
                .setParameter("realm", realm.getId())
                .setMaxResults(1)
                .getResultList()
                .isEmpty();
    }
}

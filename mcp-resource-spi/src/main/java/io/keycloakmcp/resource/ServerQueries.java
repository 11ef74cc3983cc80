/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import jakarta.persistence.criteria.CriteriaBuilder;
import jakarta.persistence.criteria.CriteriaQuery;
import jakarta.persistence.criteria.Expression;
import jakarta.persistence.criteria.Root;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.keycloak.authorization.fgap.AdminPermissionsSchema;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.jpa.entities.ClientAttributeEntity;
import org.keycloak.models.jpa.entities.ClientEntity;

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

    private static final String RANGE = "c.clientId >= '" + FROM + "' and c.clientId < '" + TO + "'";
    private static final String IN_RANGE = " where c.realmId = :realm and " + RANGE;
    /** What the ids of servers, and of few other clients in the range, look like. */
    private static final String PATTERN = "mcp!_%";

    private static final String SERVER_ID = RANGE + " and c.clientId like '" + PATTERN + "' escape '!'";
    private static final String SERVERS = " from ClientEntity c where c.realmId = :realm and " + SERVER_ID;
    private static final String CHANGED = "coalesce(c.lastModifiedTimestamp, 0)";
    private static final String ENTRIES =
            "select c.clientId, " + CHANGED + ", c.name, c.enabled, resource.value, status.value from ClientEntity c"
                    + joined("resource", ServerAttributes.RESOURCE_URL) + joined("status", ServerAttributes.STATUS)
                    + IN_RANGE;
    private static final String ATTRIBUTE =
            "exists (select a from ClientAttributeEntity a where a.client = c and a.name = '%s'%s)";
    private static final String LISTS = ATTRIBUTE.formatted(
            ServerAttributes.SCOPES, " and concat(' ', cast(a.value as string), ' ') like :scope%d escape '!'");

    private final KeycloakSession session;
    private final EntityManager entities;
    private final RealmModel realm;

    ServerQueries(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.entities = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.realm = realm;
    }

    /** What tells one state of the clients in the range of the servers' ids from another. */
    ServerDirectory.Stamp stamp() {
        Object[] stamp = entities.createQuery(
                        "select count(c), coalesce(sum(" + CHANGED + "), 0) from ClientEntity c" + IN_RANGE,
                        Object[].class)
                .setParameter("realm", realm.getId())
                .getSingleResult();
        return new ServerDirectory.Stamp((Long) stamp[0], (Long) stamp[1]);
    }

    /** All clients in the range. */
    List<ServerDirectory.Entry> entries() {
        return entries(entities.createQuery(ENTRIES, Object[].class));
    }

    /** The clients in the range that were changed at a time, in milliseconds, or later. */
    List<ServerDirectory.Entry> entriesChangedSince(long time) {
        return entries(entities.createQuery(ENTRIES + " and c.lastModifiedTimestamp >= :time", Object[].class)
                .setParameter("time", time));
    }

    private List<ServerDirectory.Entry> entries(TypedQuery<Object[]> query) {
        return query.setParameter("realm", realm.getId())
                .getResultStream()
                .map(ServerQueries::entry)
                .toList();
    }

    /**
     * Which of the clients in the range the administrator of this request may view, as Keycloak decides it for its own
     * lists: within a query.
     *
     * @return tells by the client id; where fine-grained permissions do not decide, all may be viewed
     */
    Predicate<String> viewable() {
        CriteriaBuilder builder = entities.getCriteriaBuilder();
        CriteriaQuery<String> query = builder.createQuery(String.class);
        Root<ClientEntity> client = query.from(ClientEntity.class);
        Expression<String> clientId = client.get("clientId");
        List<jakarta.persistence.criteria.Predicate> permitted =
                AdminPermissionsSchema.SCHEMA.applyAuthorizationFilters(
                        session, AdminPermissionsSchema.CLIENTS, realm, builder, query, client);
        if (permitted.isEmpty()) {
            return serverId -> true;
        }
        List<jakarta.persistence.criteria.Predicate> conditions = new ArrayList<>(permitted);
        conditions.add(builder.equal(client.get("realmId"), realm.getId()));
        conditions.add(builder.between(clientId, FROM, TO));
        query.select(clientId).where(conditions.toArray(jakarta.persistence.criteria.Predicate[]::new));
        Set<String> viewable = new HashSet<>(entities.createQuery(query).getResultList());
        return viewable::contains;
    }

    private static String joined(String alias, String attribute) {
        return " left join ClientAttributeEntity %1$s on %1$s.client = c and %1$s.name = '%2$s'"
                .formatted(alias, attribute);
    }

    /** The same as {@link ServerAttributes} reads: active unless it says otherwise, suspended if it is disabled. */
    private static ServerDirectory.Entry entry(Object[] row) {
        boolean enabled = (Boolean) row[3];
        String written = enabled ? (String) row[5] : ServerStatus.SUSPENDED.wire();
        Optional<ServerStatus> status = written == null ? Optional.of(ServerStatus.ACTIVE) : ServerStatus.of(written);
        String clientId = (String) row[0];
        String resource = (String) row[4];
        return new ServerDirectory.Entry(
                clientId,
                (Long) row[1],
                lowerCase((String) row[2]),
                // A client with another id or a status that there is not is no MCP server.
                isIdOf(clientId, resource) && status.isPresent() ? lowerCase(resource) : "",
                status.orElse(ServerStatus.SUSPENDED));
    }

    private static boolean isIdOf(String clientId, String resource) {
        try {
            return ResourceUri.isServerId(clientId)
                    && resource != null
                    && ResourceUri.parse(resource).serverId().equals(clientId);
        } catch (InvalidResourceUri e) {
            return false;
        }
    }

    private static String lowerCase(String text) {
        return text == null ? "" : text.toLowerCase(Locale.ROOT);
    }

    /**
     * A server as the database has it, past Keycloak's cache. Who asks for the same one then waits until this
     * transaction ends.
     */
    Optional<McpServer> locked(String id) {
        return Optional.ofNullable(entities.find(ClientEntity.class, id, LockModeType.PESSIMISTIC_WRITE))
                .flatMap(client -> ServerAttributes.read(client, realm));
    }

    /** Notes that a client was changed. */
    void noteChange(String id) {
        ClientEntity client = entities.find(ClientEntity.class, id);
        if (client != null) {
            client.updateLastModifiedTimestamp();
        }
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

    private static String escaped(String text) {
        return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }

    boolean isAny() {
        return !entities.createQuery("select c.id" + SERVERS, String.class)
                .setParameter("realm", realm.getId())
                .setMaxResults(1)
                .getResultList()
                .isEmpty();
    }

    /** The next servers after one, at most so many, with their attributes already loaded. */
    List<ClientEntity> after(String clientId, int max) {
        List<String> ids = entities.createQuery(
                        "select c.id" + SERVERS + " and c.clientId > :after order by c.clientId", String.class)
                .setParameter("realm", realm.getId())
                .setParameter("after", clientId)
                .setMaxResults(max)
                .getResultList();
        return ids.isEmpty()
                ? List.of()
                : entities.createQuery(
                                "select distinct c from ClientEntity c left join fetch c.attributes where c.id in :ids"
                                        + " order by c.clientId",
                                ClientEntity.class)
                        .setParameter("ids", ids)
                        .getResultList();
    }

    /** The resources of clients that do not have the id of a server, at most so many, from after one of them on. */
    List<ClientAttributeEntity> resourcesOfOthersAfter(String clientId, int max) {
        return entities.createQuery(
                        "select a from ClientAttributeEntity a join fetch a.client c where c.realmId = :realm"
                                + " and a.name = '" + ServerAttributes.RESOURCE_URL
                                + "' and a.value is not null"
                                + " and c.clientId not like '"
                                + PATTERN + "' escape '!' and c.clientId > :after order by c.clientId",
                        ClientAttributeEntity.class)
                .setParameter("realm", realm.getId())
                .setParameter("after", clientId)
                .setMaxResults(max)
                .getResultList();
    }

    /** The realms whose mark does not say whether they have servers. */
    static List<String> wronglyMarkedRealms(KeycloakSession session, String mark) {
        String present = "exists (select c from ClientEntity c where c.realmId = r.id and " + SERVER_ID + ")";
        String marked = "exists (select a from RealmAttributeEntity a where a.realm = r and a.name = :mark)";
        return session.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .createQuery(
                        "select r.id from RealmEntity r where (" + present + " and not " + marked + ") or (" + marked
                                + " and not " + present + ")",
                        String.class)
                .setParameter("mark", mark)
                .getResultList();
    }
}

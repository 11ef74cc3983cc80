/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.ProviderEvent;

/**
 * What lists of a realm's MCP servers are looked up in: the little of each server that one can search for, in memory.
 * No database finds a part of a text among 100,000 without reading them all, each time, and there is no index to add.
 *
 * <p>A node keeps the directory of a realm while it is asked for lists, and asks the database each time whether it is
 * still true, by the number of the clients and the sum of the times at which they were changed. What changed is read
 * then. Thus every node sees at once what any other one has committed through Keycloak; what was written past it, such
 * as by SQL, shows after {@link #LIFETIME}.
 */
final class ServerDirectory {

    private static final Duration LIFETIME = Duration.ofMinutes(10);

    /** Realms of which nobody lists the servers take no memory; and before memory runs out, no realm does. */
    private static final Cache<String, ServerDirectory> KEPT = Caffeine.newBuilder()
            .softValues()
            .expireAfterAccess(Duration.ofMinutes(10))
            .build();

    /** Times of change come from the clocks of all nodes, and are older than the commit. */
    private static final long MILLIS_BETWEEN_CLOCKS = 5_000;

    private static final int ATTEMPTS = 3;

    /**
     * A client that may be a server.
     *
     * @param serverId its client id
     * @param changed when it was changed, in milliseconds
     * @param name its name in lower case
     * @param resource its resource URI in lower case; empty if it is no MCP server
     * @param status its status
     */
    record Entry(String serverId, long changed, String name, String resource, ServerStatus status) {

        private boolean isServer() {
            return !resource.isEmpty();
        }

        private boolean matches(String part, String id) {
            return name.contains(part) || resource.contains(part) || serverId.equals(id);
        }
    }

    /**
     * What two states of the clients are told apart by.
     *
     * @param clients how many there are
     * @param changes the sum of the times at which they were changed
     */
    record Stamp(long clients, long changes) {}

    private final List<Entry> entries;
    private final Stamp stamp;
    private final long readAt;

    private ServerDirectory(Stream<Entry> entries, long readAt) {
        this.entries = entries.sorted(Comparator.comparing(Entry::serverId)).toList();
        this.stamp = new Stamp(
                this.entries.size(),
                this.entries.stream().mapToLong(Entry::changed).sum());
        this.readAt = readAt;
    }

    /** The directory of a realm as the database has it now. */
    static ServerDirectory of(RealmModel realm, ServerQueries queries) {
        ServerDirectory kept = KEPT.getIfPresent(realm.getId());
        return kept != null && kept.isTrue(queries.stamp())
                ? kept
                // Of several requests that find it out of date one brings it up to date.
                : KEPT.asMap().compute(realm.getId(), (id, old) -> upToDate(Optional.ofNullable(old), queries));
    }

    private static ServerDirectory upToDate(Optional<ServerDirectory> old, ServerQueries queries) {
        return old.flatMap(directory -> directory.broughtUpToDate(queries))
                .orElseGet(() -> new ServerDirectory(queries.entries().stream(), System.nanoTime()));
    }

    /** Empty if more happened than servers coming and changing. */
    private Optional<ServerDirectory> broughtUpToDate(ServerQueries queries) {
        ServerDirectory directory = this;
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            if (directory.isTrue(queries.stamp())) {
                return Optional.of(directory);
            }
            directory = directory.with(queries.entriesChangedSince(directory.latestChange() - MILLIS_BETWEEN_CLOCKS));
        }
        return directory.isTrue(queries.stamp()) ? Optional.of(directory) : Optional.empty();
    }

    private boolean isTrue(Stamp now) {
        return stamp.equals(now) && System.nanoTime() - readAt < LIFETIME.toNanos();
    }

    private long latestChange() {
        return entries.stream().mapToLong(Entry::changed).max().orElse(0);
    }

    private ServerDirectory with(Collection<Entry> changed) {
        Map<String, Entry> byId = changed.stream().collect(Collectors.toMap(Entry::serverId, Function.identity()));
        return new ServerDirectory(
                Stream.concat(
                        entries.stream().filter(entry -> !byId.containsKey(entry.serverId())), byId.values().stream()),
                readAt);
    }

    /**
     * Looks for servers.
     *
     * @param search a part of the name or of the resource URI, or a whole server id
     * @param status only servers with this status
     * @param viewable tells by its id whether a server is for the eyes of this reader
     * @return the ids of all of them, in their order
     */
    List<String> find(Optional<String> search, Optional<ServerStatus> status, Predicate<String> viewable) {
        Optional<String> part = search.map(text -> text.toLowerCase(Locale.ROOT));
        return entries.stream()
                .filter(Entry::isServer)
                .filter(entry -> status.isEmpty() || entry.status() == status.get())
                .filter(entry -> viewable.test(entry.serverId()))
                .filter(entry -> part.isEmpty() || entry.matches(part.get(), search.get()))
                .map(Entry::serverId)
                .toList();
    }

    static void follow(KeycloakSessionFactory factory) {
        factory.register(ServerDirectory::onEvent);
    }

    /** Keycloak notes when a client was changed, but not if it was in its attributes alone. */
    private static void onEvent(ProviderEvent event) {
        if (event instanceof ClientModel.ClientUpdatedEvent updated) {
            ClientModel client = updated.getUpdatedClient();
            KeycloakSession session = updated.getKeycloakSession();
            if (ResourceUri.isServerId(client.getClientId())) {
                new ServerQueries(session, client.getRealm()).noteChange(client.getId());
            }
        }
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.keycloakmcp.resource.McpClient;
import java.time.Duration;
import java.util.Optional;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * How many clients that come by themselves a realm takes, in all and from one source, as its administrator set it.
 *
 * <p>Counting 100,000 clients takes a database a while, so each node counts at most once a minute, and keeps up with
 * what it does itself. What other nodes let in is known a minute later at most: so much more than the limit may come.
 */
public final class Capacity {

    /** How long a node goes without counting anew. */
    static final Duration COUNT_LIFETIME = Duration.ofMinutes(1);

    private static final Cache<String, Population> COUNTED = Caffeine.newBuilder()
            .maximumSize(1_000)
            .expireAfterWrite(COUNT_LIFETIME)
            .build();

    private final KeycloakSession session;
    private final RealmModel realm;
    private final LifeCycleSettings limits;

    /**
     * The capacity of a realm.
     *
     * @param session the session
     * @param realm the realm
     */
    public Capacity(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
        this.limits = ClientSettings.of(realm).lifeCycle();
    }

    /**
     * Tells whether one more client would be too many, without letting it in.
     *
     * @param source where it comes from: the address of its registration; empty if that is not known
     * @return the refusal, of rule {@code realm_full} or {@code source_full}, or empty if there is room
     */
    public Optional<Decision> refusal(Optional<String> source) {
        return isLimited() ? refusal(source, population()) : Optional.empty();
    }

    /**
     * Takes a place for a client that is about to be created. If it is not created after all, the place is free again
     * when the node counts anew.
     *
     * @param source where it comes from: the address of its registration; empty if that is not known
     * @return the refusal, of rule {@code realm_full} or {@code source_full}, or empty if the client may be created
     */
    public Optional<Decision> take(Optional<String> source) {
        if (!isLimited()) {
            return Optional.empty();
        }
        Population population = population();
        synchronized (population) {
            Optional<Decision> refusal = refusal(source, population);
            if (refusal.isEmpty()) {
                population.add(source, 1);
            }
            return refusal;
        }
    }

    private boolean isLimited() {
        return limits.maxClients() > 0 || limits.maxClientsPerSource() > 0;
    }

    private Optional<Decision> refusal(Optional<String> source, Population population) {
        if (limits.maxClients() > 0 && population.all() >= limits.maxClients()) {
            return Optional.of(Decision.refused(
                    "realm_full",
                    "The realm has as many MCP clients as it takes. Try again later, or ask the administrator of the"
                            + " realm to make room"));
        }
        if (limits.maxClientsPerSource() > 0
                && source.filter(address -> population.from(address) >= limits.maxClientsPerSource())
                        .isPresent()) {
            return Optional.of(Decision.refused(
                    "source_full",
                    "As many MCP clients have registered from this address as the realm takes from one. Use one of"
                            + " these, or ask the administrator of the realm to make room"));
        }
        return Optional.empty();
    }

    /**
     * Gives back the place of a client that has been removed.
     *
     * @param client the client; nothing happens if it did not come by itself
     */
    public static void free(ClientModel client) {
        Population population = COUNTED.getIfPresent(client.getRealm().getId());
        // Where nobody counts, nothing of the client is looked up either: whole realms are removed too.
        if (population != null
                && Onboarding.of(client).filter(way -> way != Onboarding.MANUAL).isPresent()) {
            population.add(source(client), -1);
        }
    }

    private static Optional<String> source(ClientModel client) {
        return Optional.ofNullable(client.getAttribute(McpClient.SOURCE));
    }

    private Population population() {
        return COUNTED.get(realm.getId(), realmId -> Population.count(session, realmId));
    }
}

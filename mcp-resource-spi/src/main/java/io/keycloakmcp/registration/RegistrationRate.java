/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.registration;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.keycloakmcp.client.RegistrationSettings;
import io.keycloakmcp.client.SourceAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.keycloak.common.util.Time;

/**
 * Counts the registration requests of a minute, those of one address and those of a realm. Each node counts for itself,
 * so a cluster takes at most as many times the limit as it has nodes. The memory is bounded: of more than 100,000
 * addresses within a minute the rarest are forgotten, and then the limit of the realm is what holds.
 */
final class RegistrationRate {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int MAX_COUNTED = 100_000;
    private final Cache<Key, Window> windows = Caffeine.newBuilder()
            .maximumSize(MAX_COUNTED)
            .expireAfterWrite(MINUTE)
            .build();

    /** Without an address it is the whole realm. */
    private record Key(String realmId, Optional<SourceAddress> address) {}

    private record Window(long beginsAt, AtomicInteger requests) {}

    /**
     * Why a request must wait.
     *
     * @param rule which limit is reached
     * @param delay how long it is until it may be tried again, at least a second
     * @param first whether this is the first request in this minute that has to
     */
    record Excess(String rule, Duration delay, boolean first) {}

    /**
     * Counts a request. What an address has too many of does not count for the realm, so that one sender does not use
     * up what is there for all.
     *
     * @param realmId the realm
     * @param address where it comes from
     * @param limits what the administrator set
     * @return why it must wait; empty if it need not
     */
    Optional<Excess> count(String realmId, SourceAddress address, RegistrationSettings limits) {
        return count(new Key(realmId, Optional.of(address)), limits.rateLimitPerAddress(), "rate_limit_per_address")
                .or(() ->
                        count(new Key(realmId, Optional.empty()), limits.rateLimitPerRealm(), "rate_limit_per_realm"));
    }

    private Optional<Excess> count(Key key, int limit, String rule) {
        if (limit == 0) {
            return Optional.empty();
        }
        long now = Time.currentTimeMillis();
        Window window = windows.asMap()
                .compute(
                        key,
                        (counted, current) -> current == null || current.beginsAt + MINUTE.toMillis() <= now
                                ? new Window(now, new AtomicInteger())
                                : current);
        int requests = window.requests.incrementAndGet();
        return requests <= limit
                ? Optional.empty()
                : Optional.of(new Excess(
                        rule,
                        Duration.ofSeconds(Math.max(
                                1,
                                Duration.ofMillis(window.beginsAt + MINUTE.toMillis() - now)
                                                .toSeconds()
                                        + 1)),
                        requests == limit + 1));
    }
}

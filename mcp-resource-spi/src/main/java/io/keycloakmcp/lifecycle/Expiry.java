/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.lifecycle;

import io.keycloakmcp.client.ClientState;
import io.keycloakmcp.client.LifeCycleSettings;
import io.keycloakmcp.client.Onboarding;
import io.keycloakmcp.resource.WireValue;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * When the time of an MCP client is over. Only clients that came by themselves have one: what an administrator made is
 * his to remove. Those that he blocked stay too, because they would come again.
 *
 * @param at the first moment at which it may be removed
 * @param reason why
 */
record Expiry(Instant at, Reason reason) {

    /**
     * A client that waits for approval waits over a weekend and a day at least, however short the time of others is.
     */
    private static final Duration LEAST_WAIT = Duration.ofDays(7);

    /** Why a client's time is over. */
    enum Reason implements WireValue {
        /** It never got a token. */
        UNUSED("unused"),
        /** It got none for a long time. */
        IDLE("idle"),
        /** Nobody approved it. */
        PENDING("pending");

        private final String wire;

        Reason(String wire) {
            this.wire = wire;
        }

        @Override
        public String wire() {
            return wire;
        }
    }

    /**
     * Tells when a client's time is over.
     *
     * @param client the client
     * @param settings how long clients stay
     * @return when, and why; empty if it stays
     */
    static Optional<Expiry> of(Standing client, LifeCycleSettings settings) {
        boolean came = client.way().filter(way -> way != Onboarding.MANUAL).isPresent();
        if (!came || client.since().isEmpty() || client.state() == ClientState.BLOCKED) {
            return Optional.empty();
        }
        Instant since = client.since().get();
        Duration unused = Duration.ofHours(settings.unusedHours());
        if (client.state() == ClientState.PENDING) {
            return Optional.of(
                    new Expiry(since.plus(unused.compareTo(LEAST_WAIT) > 0 ? unused : LEAST_WAIT), Reason.PENDING));
        }
        Expiry neverUsed = new Expiry(since.plus(unused), Reason.UNUSED);
        return Optional.of(client.lastUsedOn()
                .map(day ->
                        day.plusDays(1L + settings.idleDays()).atStartOfDay().toInstant(ZoneOffset.UTC))
                .map(at -> new Expiry(later(at, neverUsed.at()), Reason.IDLE))
                .orElse(neverUsed));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}

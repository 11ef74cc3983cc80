/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.lifecycle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a clean-up has done so far, or would do. */
final class CleanUpReport {

    /** So many clients are named; of all there is the number. */
    private static final int NAMED = 100;

    private final boolean dryRun;
    private final Instant startedAt;
    private final List<Outcome> removed = new ArrayList<>();
    private final List<Outcome> spared = new ArrayList<>();
    private long removedCount;
    private long sparedCount;
    private Optional<Instant> finishedAt = Optional.empty();

    CleanUpReport(boolean dryRun, Instant startedAt) {
        this.dryRun = dryRun;
        this.startedAt = startedAt;
    }

    void add(Outcome outcome) {
        List<Outcome> named = outcome.done() ? removed : spared;
        if (named.size() < NAMED) {
            named.add(outcome);
        }
        if (outcome.done()) {
            removedCount++;
        } else {
            sparedCount++;
        }
    }

    void finish(Instant at) {
        finishedAt = Optional.of(at);
    }

    Instant startedAt() {
        return startedAt;
    }

    long removedCount() {
        return removedCount;
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("dry_run", dryRun);
        write(removed, json.putArray("removed"));
        json.put("removed_count", removedCount);
        write(spared, json.putArray("spared"));
        return json.put("spared_count", sparedCount)
                .put("started_at", startedAt.toString())
                .put("finished_at", finishedAt.map(Instant::toString).orElse(null));
    }

    private static void write(List<Outcome> outcomes, ArrayNode array) {
        outcomes.forEach(outcome -> array.add(outcome.json()));
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.lifecycle;

import io.keycloakmcp.client.ClientSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.keycloak.cluster.ClusterProvider;
import org.keycloak.common.util.Time;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;

/**
 * Removes the MCP clients of a realm whose time is over, in small transactions, one after the other with a short rest
 * in between, so that whoever asks for tokens meanwhile hardly notices. In a cluster a realm is cleaned up by one node
 * at a time.
 */
final class CleanUp {

    private static final Logger LOG = Logger.getLogger(CleanUp.class);

    /** A run ends after so long, before its lock does; the next one goes on. */
    private static final Duration LONGEST_RUN = Duration.ofMinutes(45);

    private static final int LOCK_SECONDS = 3_600;

    private static final int WORK_TO_REST = 2;

    /** So many clients are read together. */
    private static final int JOINT = 10;

    private final KeycloakSessionFactory factory;
    private final String realmId;
    private final SmallTransactions transactions;

    CleanUp(KeycloakSessionFactory factory, String realmId) {
        this.factory = factory;
        this.realmId = realmId;
        this.transactions = new SmallTransactions(factory, realmId);
    }

    /**
     * Tells what a run would do now.
     *
     * @return the report
     */
    CleanUpReport preview() {
        CleanUpReport report = new CleanUpReport(true, now());
        walk(report, batch -> transactions.on(batch, CleanUp::foreseen));
        return report;
    }

    /**
     * Cleans up.
     *
     * @return the report; empty if the realm is being cleaned up already
     */
    Optional<CleanUpReport> run() {
        // Without a transaction: a clean-up may take longer than one may.
        try (KeycloakSession session = factory.create()) {
            return Optional.ofNullable(session.getProvider(ClusterProvider.class)
                    .executeIfNotExecuted("mcp-clean-up." + realmId, LOCK_SECONDS, this::cleanUp)
                    .getResult());
        }
    }

    private CleanUpReport cleanUp() {
        CleanUpReport report = new CleanUpReport(false, now());
        keep(report);
        walk(report, batch -> {
            long begin = System.nanoTime();
            List<Outcome> outcomes = transactions.on(batch, CleanUp::remove);
            LockSupport.parkNanos((System.nanoTime() - begin) / WORK_TO_REST);
            return outcomes;
        });
        keep(report);
        return report;
    }

    private void keep(CleanUpReport report) {
        transactions.inRealm((session, realm) -> {
            new LastCleanUp(session, realm).keep(report);
            if (report.removedCount() > 0) {
                LOG.infof("Removed %d MCP clients of realm %s", report.removedCount(), realm.getName());
            }
            return realm;
        });
    }

    private void walk(CleanUpReport report, Function<List<Outcome>, List<Outcome>> work) {
        long begin = System.nanoTime();
        Optional<ExpiredClients.Position> next = Optional.of(ExpiredClients.Position.START);
        while (next.isPresent() && System.nanoTime() - begin < LONGEST_RUN.toNanos()) {
            ExpiredClients.Position from = next.get();
            Optional<ExpiredClients.Page> page = transactions.inRealm(
                    (session, realm) -> new ExpiredClients(session, realm, report.startedAt()).page(from));
            page.stream()
                    .flatMap(found -> SmallTransactions.batches(found.expired()))
                    .flatMap(batch -> work.apply(batch).stream())
                    .forEach(report::add);
            next = page.flatMap(ExpiredClients.Page::next);
        }
        report.finish(now());
    }

    private static List<Outcome> foreseen(KeycloakSession session, RealmModel realm, List<Outcome> batch) {
        Set<String> held = new Removal(session, realm)
                .heldOffline(batch.stream().map(Outcome::id).toList());
        return batch.stream()
                .map(client -> held.contains(client.id()) ? client.spared(Outcome.OFFLINE_SESSIONS) : client)
                .toList();
    }

    private static List<Outcome> remove(KeycloakSession session, RealmModel realm, List<Outcome> batch) {
        return SmallTransactions.split(foreseen(session, realm, batch), JOINT)
                .flatMap(some -> removeJointly(session, realm, some).stream())
                .toList();
    }

    private static List<Outcome> removeJointly(KeycloakSession session, RealmModel realm, List<Outcome> some) {
        JointRemoval removal =
                new JointRemoval(session, realm, some.stream().map(Outcome::id).toList());
        List<Outcome> outcomes = new ArrayList<>();
        for (Outcome outcome : some) {
            // It may have been used, blocked or removed since it was found.
            Optional<ClientModel> client = removal.find(outcome.id()).filter(found -> isOver(found, realm));
            client.filter(found -> outcome.done()).ifPresent(found -> {
                removal.remove(found);
                new EventBuilder(realm, session)
                        .event(EventType.CLIENT_DELETE)
                        .client(outcome.clientId())
                        .detail(Details.REASON, outcome.reason())
                        .success();
            });
            client.ifPresent(found -> outcomes.add(outcome));
        }
        return outcomes;
    }

    private static boolean isOver(ClientModel client, RealmModel realm) {
        return Expiry.of(Standing.of(client), ClientSettings.of(realm).lifeCycle())
                .filter(expiry -> !expiry.at().isAfter(now()))
                .isPresent();
    }

    static Instant now() {
        return Instant.ofEpochMilli(Time.currentTimeMillis()).truncatedTo(ChronoUnit.SECONDS);
    }
}

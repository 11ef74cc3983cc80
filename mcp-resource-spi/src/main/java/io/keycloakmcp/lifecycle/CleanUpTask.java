/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.lifecycle;

import io.keycloakmcp.client.ClientSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.keycloak.executors.ExecutorsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.timer.ScheduledTask;

/**
 * What the timer of each node does: it finds the realms whose clean-up no other node has claimed, and has them cleaned
 * up, one after the other, in a thread that may take its time.
 */
final class CleanUpTask implements ScheduledTask {

    /** Timers are not exact: a claim must be over when the same node comes again. */
    private static final int TENTHS_OF_INTERVAL = 9;

    private static final int TENTHS = 10;

    static final String EXECUTOR = "mcp-clean-up";

    private final Duration interval;

    CleanUpTask(Duration interval) {
        this.interval = interval;
    }

    @Override
    public void run(KeycloakSession session) {
        Duration claim = Duration.ofSeconds(Math.max(1, interval.toSeconds() * TENTHS_OF_INTERVAL / TENTHS));
        List<String> due = ClientQueries.realmsWithClientsThatCame(session).stream()
                .map(session.realms()::getRealm)
                .flatMap(realm -> Optional.ofNullable(realm).stream())
                .filter(realm -> ClientSettings.of(realm).lifeCycle().cleanUp())
                .filter(realm -> new LastCleanUp(session, realm).claim(claim))
                .map(RealmModel::getId)
                .toList();
        if (!due.isEmpty()) {
            KeycloakSessionFactory factory = session.getKeycloakSessionFactory();
            session.getProvider(ExecutorsProvider.class)
                    .getExecutor(EXECUTOR)
                    .execute(() -> due.forEach(realmId -> new CleanUp(factory, realmId).run()));
        }
    }

    @Override
    public String getTaskName() {
        return EXECUTOR;
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import io.keycloakmcp.client.ClientSettings;
import io.keycloakmcp.client.LifeCycleSettings;
import io.keycloakmcp.client.SettingsRemedy;
import io.keycloakmcp.resource.FindingTexts;
import io.keycloakmcp.resource.RealmCheck;
import io.keycloakmcp.resource.RealmFinding;
import io.keycloakmcp.resource.RealmPresence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Whether MCP clients that came by themselves go again, whether there is room for more, and whether some wait to be let
 * in.
 */
final class LifeCycleCheck implements RealmCheck {

    private static final String SWITCH_ON = "switch_clean_up_on";
    private static final double NEARLY = 0.9;

    private static final int INTERVALS_MISSED = 3;
    private static final Duration LEAST_PATIENCE = Duration.ofHours(1);

    private final KeycloakSession session;
    private final Duration interval;

    /**
     * The check.
     *
     * @param session the session
     * @param interval how often clean-ups are due
     */
    LifeCycleCheck(KeycloakSession session, Duration interval) {
        this.session = session;
        this.interval = interval;
    }

    @Override
    public List<RealmFinding> look(RealmModel realm, Locale locale) {
        ClientQueries queries = new ClientQueries(session, realm);
        long came = queries.came();
        if (came == 0 && !RealmPresence.hasMcpServers(realm)) {
            return List.of();
        }
        FindingTexts texts = new FindingTexts(getClass(), locale);
        LifeCycleSettings settings = ClientSettings.of(realm).lifeCycle();
        List<RealmFinding> findings = new ArrayList<>();
        findings.add(
                settings.cleanUp()
                        ? cleanUp(realm, came > 0, texts)
                        : texts.warning("clean_up_off", came).with(SWITCH_ON));
        if (settings.maxClients() > 0 && came >= settings.maxClients() * NEARLY) {
            findings.add(texts.warning("clients_full", came, settings.maxClients()));
        }
        long waiting = queries.waiting();
        if (waiting > 0) {
            findings.add(texts.info("clients_waiting", waiting));
        }
        return findings;
    }

    private RealmFinding cleanUp(RealmModel realm, boolean hasWork, FindingTexts texts) {
        Optional<JsonNode> last = new LastCleanUp(session, realm).report();
        if (last.isEmpty()) {
            return texts.ok("clean_up_next");
        }
        Instant started = Instant.parse(last.get().path("started_at").asText());
        Duration ago = Duration.between(started, Instant.ofEpochMilli(Time.currentTimeMillis()));
        return hasWork && isOverdue(ago, interval)
                ? texts.warning("clean_up_overdue", ago.toHours())
                : texts.ok(
                        "clean_up",
                        ago.toMinutes(),
                        last.get().path("removed_count").asLong());
    }

    /** A clean-up may take its time, and so may the node that has claimed it. */
    static boolean isOverdue(Duration ago, Duration interval) {
        return ago.compareTo(LEAST_PATIENCE) > 0 && ago.compareTo(interval.multipliedBy(INTERVALS_MISSED)) > 0;
    }

    @Override
    public Map<String, Remedy> remedies() {
        return Map.of(
                SWITCH_ON,
                new SettingsRemedy(settings -> settings.withObject("life_cycle").put("clean_up", true)));
    }
}

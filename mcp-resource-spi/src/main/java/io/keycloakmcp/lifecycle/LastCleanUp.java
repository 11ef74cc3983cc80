/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.SingleUseObjectProvider;
import org.keycloak.util.JsonSerialization;

/**
 * The report of the last clean-up of a realm. It is where Keycloak keeps what all nodes share for a while, and not in
 * the database: writing it changes nothing that a request reads, and it is gone when all nodes have been down at once.
 */
final class LastCleanUp {

    private static final Duration LIFETIME = Duration.ofDays(30);
    private static final String REPORT = "report";

    private final SingleUseObjectProvider shared;
    private final String key;

    LastCleanUp(KeycloakSession session, RealmModel realm) {
        this.shared = session.singleUseObjects();
        this.key = "mcp-clean-up." + realm.getId();
    }

    void keep(CleanUpReport report) {
        shared.put(key, LIFETIME.toSeconds(), Map.of(REPORT, report.json().toString()));
    }

    Optional<JsonNode> report() {
        return Optional.ofNullable(shared.get(key)).map(notes -> {
            try {
                return JsonSerialization.mapper.readTree(notes.get(REPORT));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /**
     * Claims the next clean-up on the timer.
     *
     * @param interval how long the claim holds
     * @return false if another node has claimed it
     */
    boolean claim(Duration interval) {
        return shared.putIfAbsent(key + ".claimed", interval.toSeconds());
    }
}

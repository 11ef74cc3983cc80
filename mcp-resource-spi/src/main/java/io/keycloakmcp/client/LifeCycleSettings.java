/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.resource.JsonFields;

/**
 * How long MCP clients that came by themselves stay. Clients that an administrator made stay for ever.
 *
 * @param cleanUp whether those whose time is over are removed
 * @param unusedHours after how many hours one goes that never got a token
 * @param idleDays after how many days without a token one goes
 * @param keepOffline whether one stays that somebody has an offline session with
 * @param maxClients how many of them the realm takes; 0 for any number
 * @param maxClientsPerSource how many of them may come from one address; 0 for any number
 */
public record LifeCycleSettings(
        boolean cleanUp, int unusedHours, int idleDays, boolean keepOffline, int maxClients, int maxClientsPerSource) {

    static final LifeCycleSettings INITIAL = new LifeCycleSettings(true, 24, 90, true, 10_000, 200);

    private static final int HOURS_OF_A_YEAR = 8_760;
    private static final int TEN_YEARS = 3_650;
    private static final int MAX_CLIENTS = 1_000_000;

    static LifeCycleSettings read(JsonFields fields) {
        return new LifeCycleSettings(
                fields.flag("clean_up", INITIAL.cleanUp),
                fields.number("unused_hours", INITIAL.unusedHours, 1, HOURS_OF_A_YEAR, "hours"),
                fields.number("idle_days", INITIAL.idleDays, 1, TEN_YEARS, "days"),
                fields.flag("keep_offline", INITIAL.keepOffline),
                fields.number("max_clients", INITIAL.maxClients, 0, MAX_CLIENTS, "clients"),
                fields.number("max_clients_per_source", INITIAL.maxClientsPerSource, 0, MAX_CLIENTS, "clients"));
    }

    ObjectNode json() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("clean_up", cleanUp)
                .put("unused_hours", unusedHours)
                .put("idle_days", idleDays)
                .put("keep_offline", keepOffline)
                .put("max_clients", maxClients)
                .put("max_clients_per_source", maxClientsPerSource);
    }
}

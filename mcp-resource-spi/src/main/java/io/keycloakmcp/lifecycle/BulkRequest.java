/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.lifecycle;

import io.keycloakmcp.resource.InvalidFields;
import io.keycloakmcp.resource.JsonFields;
import java.util.List;
import java.util.Optional;
import org.keycloak.models.RealmModel;

/**
 * What shall be done with which MCP clients.
 *
 * @param action what
 * @param ids the UUIDs of the clients, if they are named
 * @param filter what they have in common, if they are not named
 * @param max how many clients it shall be done with at most
 * @param dryRun whether it is only asked what would happen
 */
record BulkRequest(BulkAction action, List<String> ids, Optional<ClientFilter> filter, int max, boolean dryRun) {

    /** One request does so much, and names so many that were spared; for the rest it can be sent again. */
    static final int MOST = 1_000;

    private static final String ACTION = "action";
    private static final String IDS = "ids";
    private static final String FILTER = "filter";
    private static final int TEN_YEARS = 3_650;

    static BulkRequest read(RealmModel realm, String body) throws InvalidFields {
        JsonFields fields = JsonFields.of(body);
        if (fields.requiredText(ACTION).isPresent()) {
            fields.constant(ACTION, BulkAction.BLOCK, BulkAction.values(), BulkAction::of);
        }
        BulkAction action = fields.string(ACTION).flatMap(BulkAction::of).orElse(BulkAction.BLOCK);
        List<String> ids = fields.list(IDS);
        boolean filtered = fields.member(FILTER).isPresent();
        if (ids.isEmpty() != filtered) {
            fields.error(IDS, "or filter must be given, and not both");
        }
        Optional<ClientFilter> filter =
                filtered ? Optional.of(filter(realm, action, fields.object(FILTER))) : Optional.empty();
        int max = fields.number("max", MOST, 1, MOST, "clients");
        boolean dryRun = fields.flag("dry_run", false);
        fields.complete();
        return new BulkRequest(action, ids, filter, max, dryRun);
    }

    private static ClientFilter filter(RealmModel realm, BulkAction action, JsonFields fields) {
        int idleDays = fields.number("idle_days", 0, 0, TEN_YEARS, "days");
        ClientFilter filter = ClientFilter.read(
                        realm, field -> fields.text(field).orElse(null), fields::error)
                .unusedOrIdle(
                        fields.flag("unused", false),
                        idleDays == 0
                                ? Optional.empty()
                                : Optional.of(LastUse.today().minusDays(idleDays)));
        return filter.states().isEmpty() ? filter.inStates(action.meant()) : filter;
    }
}

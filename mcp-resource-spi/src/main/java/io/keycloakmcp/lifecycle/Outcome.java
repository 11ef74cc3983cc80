/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.lifecycle;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What became, or would become, of one of many clients.
 *
 * @param id its UUID
 * @param clientId its client id; empty if there is no such client
 * @param done whether it was done what was to be done
 * @param reason why, or why not
 */
record Outcome(String id, String clientId, boolean done, String reason) {

    /** Somebody has an offline session with it. */
    static final String OFFLINE_SESSIONS = "offline_sessions";

    /** An administrator made it. */
    static final String MANUAL = "manual";

    /** The realm has no such MCP client. */
    static final String NOT_FOUND = "not_found";

    /** Whoever asks may not manage it. */
    static final String ACCESS_DENIED = "access_denied";

    /** It is in no state that the action is for; what waits for approval is not unblocked, for example. */
    static final String UNCHANGED = "unchanged";

    /** The database, or another extension, was against it; the log says why. */
    static final String FAILED = "failed";

    Outcome spared(String why) {
        return new Outcome(id, clientId, false, why);
    }

    ObjectNode json() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("client_id", clientId)
                .put("reason", reason);
    }
}

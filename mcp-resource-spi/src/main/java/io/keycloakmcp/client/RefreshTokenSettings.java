/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.resource.JsonFields;

/**
 * What becomes of the refresh tokens of public MCP clients (OAuth 2.1 §4.3.1).
 *
 * @param rotation whether each is good for one use, whatever the realm's own switch says
 * @param graceSeconds how long one may be used again after its use, in seconds, 0 to 300, because clients race with
 *     themselves
 */
public record RefreshTokenSettings(boolean rotation, int graceSeconds) {

    static final RefreshTokenSettings INITIAL = new RefreshTokenSettings(true, 30);

    private static final int MAX_GRACE = 300;

    static RefreshTokenSettings read(JsonFields fields) {
        return new RefreshTokenSettings(
                fields.flag("rotation", INITIAL.rotation),
                fields.number("grace_seconds", INITIAL.graceSeconds, 0, MAX_GRACE, "seconds"));
    }

    ObjectNode json() {
        return JsonNodeFactory.instance.objectNode().put("rotation", rotation).put("grace_seconds", graceSeconds);
    }
}

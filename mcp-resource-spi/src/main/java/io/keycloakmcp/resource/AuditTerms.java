/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import io.micrometer.core.instrument.Metrics;
import org.keycloak.models.RealmModel;

/** What is called the same in all events and metrics that have to do with MCP, whoever writes them. */
public final class AuditTerms {

    /** The detail of events that names an MCP server, by its server id. */
    public static final String SERVER = "mcp_server";

    /** The detail of events that names the rule which decided. */
    public static final String RULE = "mcp_rule";

    /** More of what somebody sent is of no use in an event. */
    private static final int MAX_DETAIL = 255;

    private AuditTerms() {}

    /**
     * As much of a text that somebody sent as an event has room for.
     *
     * @param text the text
     * @return its first 255 characters
     */
    public static String start(String text) {
        return text.length() > MAX_DETAIL ? text.substring(0, MAX_DETAIL) : text;
    }

    /**
     * Counts a refusal among Keycloak's own metrics, as {@code mcp.refusals}.
     *
     * @param realm the realm that refused
     * @param rule the rule that did
     */
    public static void countRefusal(RealmModel realm, String rule) {
        Metrics.counter("mcp.refusals", "realm", realm.getName(), "rule", rule).increment();
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import io.keycloakmcp.resource.AuditTerms;
import io.keycloakmcp.resource.McpServer;
import io.micrometer.core.instrument.Metrics;
import java.util.Optional;
import java.util.Set;
import org.keycloak.OAuth2Constants;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * What becomes known of a request that has to do with MCP: as details of the event that Keycloak writes about the
 * request, and as counters among Keycloak's own metrics. The counters' labels are realms, rules and grant types, so
 * that their number does not grow with servers, clients or what anybody sends.
 */
final class Audit {

    private static final String SCOPE = "mcp_scope";
    private static final String SCOPE_DROPPED = "mcp_scope_dropped";
    private static final String SUBJECT_SERVER = "mcp_subject_server";
    private static final String REPORTED = "mcp_reported";

    private final RealmModel realm;
    private final Optional<EventBuilder> event;
    private final boolean counts;

    private Audit(KeycloakSession session, Optional<EventBuilder> event, boolean counts) {
        this.realm = session.getContext().getRealm();
        this.event = event;
        this.counts = counts;
    }

    /** For a request that ends with an event. */
    static Audit of(KeycloakSession session, EventBuilder event) {
        return new Audit(session, Optional.of(event), true);
    }

    /** For a request whose event is out of reach. */
    static Audit withoutEvent(KeycloakSession session) {
        return new Audit(session, Optional.empty(), true);
    }

    /** For a step that is taken several times, of a request that was counted already. */
    static Audit withoutCount(KeycloakSession session, EventBuilder event) {
        return new Audit(session, Optional.of(event), false);
    }

    /** For a question about a request that another part judges. */
    static Audit silent(KeycloakSession session) {
        return new Audit(session, Optional.empty(), false);
    }

    private void count(String counter, String label, String value) {
        if (counts) {
            Metrics.counter(counter, "realm", realm.getName(), label, value).increment();
        }
    }

    private void detail(String name, String value) {
        event.ifPresent(builder -> builder.detail(name, value));
    }

    /** The request names a resource. */
    void names(String resource) {
        detail(OAuth2Constants.RESOURCE, AuditTerms.start(resource));
    }

    /** The request means a server. */
    void means(McpServer server) {
        detail(AuditTerms.SERVER, server.serverId());
        detail(OAuth2Constants.RESOURCE, server.resource().registered());
    }

    /** The request exchanges a token of a server's user. */
    void exchangesFor(McpServer server) {
        detail(SUBJECT_SERVER, server.serverId());
    }

    /** The scopes that were granted. Keycloak has the last word on its own detail, and counts default scopes in. */
    void grants(String scope) {
        detail(Details.SCOPE, scope);
        detail(SCOPE, scope);
    }

    /** The scopes that were asked for and left out. */
    void drops(Set<String> scopes) {
        if (!scopes.isEmpty()) {
            detail(SCOPE_DROPPED, scopes(scopes));
        }
    }

    /** Names of scopes that nobody may know, as far as an event has them. */
    static String scopes(Set<String> names) {
        return AuditTerms.start(String.join(" ", names));
    }

    /** A token was issued. */
    void issued(String scope, String grantType) {
        grants(scope);
        count("mcp.tokens", "grant_type", grantType);
    }

    /** The request goes on, though a rule is against it. */
    void reports(Refusal refusal) {
        detail(REPORTED, refusal.rule());
        count("mcp.reported", "rule", refusal.rule());
    }

    /** The request is refused; ends the event. */
    void refuses(Refusal refusal) {
        event.ifPresent(builder -> builder.detail(AuditTerms.RULE, refusal.rule())
                .detail(Details.REASON, refusal.description())
                .error(refusal.error()));
        if (counts) {
            AuditTerms.countRefusal(realm, refusal.rule());
        }
    }
}

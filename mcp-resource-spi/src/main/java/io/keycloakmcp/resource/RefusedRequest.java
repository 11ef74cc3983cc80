/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.keycloak.OAuth2Constants;
import org.keycloak.common.util.SecretGenerator;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.ErrorPageException;

/**
 * An authorization request that ends on a page, which tells the person what happened and what to do, and has a
 * reference by which an administrator finds the event.
 *
 * @param problem what the page is about
 * @param rule the rule that refused, for the event
 * @param reason why, in a sentence for administrators; for the event alone
 * @param clientId the {@code client_id} of the request
 * @param server the server that the request names, if it names one
 */
public record RefusedRequest(Problem problem, String rule, String reason, String clientId, Optional<McpServer> server) {

    private static final int MAX_NAME = 80;
    private static final int MAX_CONTACT = 255;

    private static final int REFERENCE_LENGTH = 12;
    /** No two that look alike, because people read it to each other. */
    private static final char[] REFERENCE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789".toCharArray();

    /**
     * Writes the event and makes the page.
     *
     * @param session the session
     * @return what ends the request, with status 400; to be thrown
     */
    public WebApplicationException end(KeycloakSession session) {
        RealmModel realm = session.getContext().getRealm();
        String reference = SecretGenerator.getInstance().randomString(REFERENCE_LENGTH, REFERENCE_LETTERS);
        EventBuilder event = new EventBuilder(
                        realm, session, session.getContext().getConnection())
                .event(EventType.LOGIN)
                .client(AuditTerms.start(clientId))
                .detail(AuditTerms.RULE, rule)
                .detail("mcp_reference", reference)
                .detail(Details.REASON, reason);
        server.ifPresent(named -> event.detail(AuditTerms.SERVER, named.serverId())
                .detail(
                        OAuth2Constants.RESOURCE,
                        AuditTerms.start(named.resource().registered())));
        event.error(problem.error());
        AuditTerms.countRefusal(realm, rule);
        return new ErrorPageException(
                session,
                Response.Status.BAD_REQUEST,
                problem.message(),
                page(realm, reference).parameters());
    }

    private ProblemPage page(RealmModel realm, String reference) {
        return new ProblemPage(
                problem,
                Optional.ofNullable(realm.getClientByClientId(clientId))
                        .map(client -> PlainText.of(client.getName(), MAX_NAME))
                        .orElse(""),
                server.map(named -> PlainText.of(named.settings().name(), MAX_NAME))
                        .orElse(""),
                server.map(named -> AuditTerms.start(named.resource().registered()))
                        .orElse(""),
                server.flatMap(named -> named.settings().contact())
                        .map(contact -> PlainText.of(contact, MAX_CONTACT))
                        .orElse(""),
                reference);
    }
}

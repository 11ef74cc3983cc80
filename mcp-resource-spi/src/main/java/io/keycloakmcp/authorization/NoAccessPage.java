/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import io.keycloakmcp.resource.AccessDenial;
import io.keycloakmcp.resource.AccessPolicy;
import io.keycloakmcp.resource.McpServer;
import io.keycloakmcp.resource.PlainText;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.authentication.RequiredActionContext;

/**
 * What the page says that tells a person why they may not use an MCP server. The template has a sentence for each
 * reason; everything else is shown as it is, escaped.
 *
 * @param reason the end of the message key that says why
 * @param serverName what the server is called; empty if it is not registered any more
 * @param resource the server's resource URI; empty likewise
 * @param needed the names of what the person lacks, any one of which would do
 * @param contact whom to ask; empty means the administrator of the realm
 * @param username who is logged in
 * @param reference by which an administrator finds the event
 */
public record NoAccessPage(
        String reason,
        String serverName,
        String resource,
        List<String> needed,
        String contact,
        String username,
        String reference) {

    private static final String UNAVAILABLE = "server_unavailable";
    private static final String NOT_ALLOWED = "client_not_allowed";
    private static final int MAX_NAME = 80;

    static NoAccessPage of(RequiredActionContext context, String rule, Optional<McpServer> server) {
        Optional<AccessDenial> denial = Stream.of(AccessDenial.values())
                .filter(reason -> reason.wire().equals(rule))
                .findFirst();
        return new NoAccessPage(
                denial.map(AccessDenial::wire).orElse(rule.equals(NOT_ALLOWED) ? NOT_ALLOWED : UNAVAILABLE),
                server.map(found -> PlainText.of(found.settings().name(), MAX_NAME))
                        .orElse(""),
                server.map(found -> found.resource().registered()).orElse(""),
                server.flatMap(found ->
                                denial.map(reason -> needed(found.settings().access(), reason)))
                        .orElse(List.of()),
                server.flatMap(found -> found.settings().contact()).orElse(""),
                PlainText.of(context.getUser().getUsername(), MAX_NAME),
                context.getAuthenticationSession().getParentSession().getId());
    }

    private static List<String> needed(AccessPolicy access, AccessDenial denial) {
        return switch (denial) {
            case ROLE_MISSING -> access.requiredRoles();
            case GROUP_MISSING -> access.requiredGroups();
            case NOT_A_MEMBER -> access.organization().stream().toList();
        };
    }
}

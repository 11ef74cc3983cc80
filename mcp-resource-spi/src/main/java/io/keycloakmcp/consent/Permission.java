/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.consent;

import io.keycloakmcp.resource.McpScopes;
import io.keycloakmcp.resource.McpServer;
import io.keycloakmcp.resource.PlainText;
import io.keycloakmcp.resource.ServerScope;
import org.keycloak.models.ClientScopeModel;

/**
 * One thing that a client asks to be allowed.
 *
 * @param name the scope's name if it is one of the server's; otherwise empty
 * @param text what it lets the client do
 * @param translated whether the text may be a message key, as Keycloak's own client scopes have
 */
public record Permission(String name, String text, boolean translated) {

    private static final int MAX = 300;

    /**
     * A scope as this server means it.
     *
     * @param scope the client scope
     * @param server the server
     * @return what to show
     */
    static Permission of(ClientScopeModel scope, McpServer server) {
        String name = scope.getName();
        boolean own = server.settings().scopeNames().contains(name);
        return server.settings().scopes().stream()
                .filter(listed -> listed.name().equals(name))
                .map(ServerScope::description)
                .flatMap(description -> description.stream())
                .findFirst()
                .map(description -> new Permission(name, PlainText.of(description, MAX), false))
                .orElseGet(() -> new Permission(
                        own ? name : "",
                        PlainText.of(scope.getConsentScreenText(), MAX),
                        !McpScopes.isMcpScope(scope)));
    }
}

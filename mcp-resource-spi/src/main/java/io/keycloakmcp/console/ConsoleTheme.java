/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.console;

import org.keycloak.models.KeycloakSession;
import org.keycloak.theme.DefaultThemeSelectorProvider;
import org.keycloak.theme.Theme;

/**
 * Chooses themes as Keycloak does, but for the admin console of a realm that has chosen none: where Keycloak's own
 * console is the default, it is that console with the section for MCP servers.
 */
final class ConsoleTheme extends DefaultThemeSelectorProvider {

    /** The theme in this JAR: the stock console, which is its parent, and one script. */
    static final String NAME = "mcp";

    private static final String STOCK = "keycloak.v2";

    private final KeycloakSession session;

    ConsoleTheme(KeycloakSession session) {
        super(session);
        this.session = session;
    }

    @Override
    public String getThemeName(Theme.Type type) {
        return type == Theme.Type.ADMIN && hasNoChoice() ? NAME : super.getThemeName(type);
    }

    private boolean hasNoChoice() {
        String chosen = session.getContext().getRealm().getAdminTheme();
        return (chosen == null || chosen.isEmpty()) && STOCK.equals(getDefaultThemeName(Theme.Type.ADMIN));
    }
}

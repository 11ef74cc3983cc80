/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.console;

import io.keycloakmcp.resource.RealmPresence;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.theme.DefaultThemeSelectorProvider;
import org.keycloak.theme.Theme;

/**
 * Chooses themes as Keycloak does, but for the consoles of a realm that has chosen none: where Keycloak's own admin
 * console is the default, it is that console with the section for MCP servers; and where its own account console is,
 * and the realm has MCP servers, it is that console with a way to the person's connections.
 */
final class ConsoleTheme extends DefaultThemeSelectorProvider {

    /** The theme in this JAR: the stock consoles, which are its parents, and one script each. */
    static final String NAME = "mcp";

    private static final String STOCK_ADMIN = "keycloak.v2";
    private static final String STOCK_ACCOUNT = "keycloak.v3";

    private final KeycloakSession session;

    ConsoleTheme(KeycloakSession session) {
        super(session);
        this.session = session;
    }

    @Override
    public String getThemeName(Theme.Type type) {
        RealmModel realm = session.getContext().getRealm();
        boolean ours = switch (type) {
            case ADMIN -> isStock(type, realm.getAdminTheme(), STOCK_ADMIN);
            case ACCOUNT -> RealmPresence.hasMcpServers(realm) && isStock(type, realm.getAccountTheme(), STOCK_ACCOUNT);
            default -> false;
        };
        return ours ? NAME : super.getThemeName(type);
    }

    private boolean isStock(Theme.Type type, String chosen, String stock) {
        return (chosen == null || chosen.isEmpty()) && stock.equals(getDefaultThemeName(type));
    }
}

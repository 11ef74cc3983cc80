/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.console;

import com.google.auto.service.AutoService;
import org.keycloak.models.KeycloakSession;
import org.keycloak.theme.DefaultThemeSelectorProvider;
import org.keycloak.theme.DefaultThemeSelectorProviderFactory;
import org.keycloak.theme.ThemeSelectorProvider;
import org.keycloak.theme.ThemeSelectorProviderFactory;

/**
 * Puts {@link ConsoleTheme} in the place of Keycloak's choice of themes. The server option
 * {@code --spi-theme-selector--mcp--enabled=false} leaves Keycloak's in its place.
 */
@AutoService(ThemeSelectorProviderFactory.class)
public final class ConsoleThemeFactory extends DefaultThemeSelectorProviderFactory {

    private static final String THEME = "/theme/" + ConsoleTheme.NAME + "/admin/theme.properties";

    /** A JAR that was built without the section has no theme to choose. */
    private final boolean hasTheme = ConsoleThemeFactory.class.getResource(THEME) != null;

    @Override
    public String getId() {
        return "mcp";
    }

    @Override
    public int order() {
        return 100;
    }

    @Override
    public ThemeSelectorProvider create(KeycloakSession session) {
        return hasTheme ? new ConsoleTheme(session) : new DefaultThemeSelectorProvider(session);
    }
}

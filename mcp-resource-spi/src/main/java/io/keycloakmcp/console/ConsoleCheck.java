/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.console;

import io.keycloakmcp.resource.FindingTexts;
import io.keycloakmcp.resource.RealmCheck;
import io.keycloakmcp.resource.RealmFinding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.theme.Theme;

/** Whether the realm's own admin console has the section for MCP servers. */
final class ConsoleCheck implements RealmCheck {

    private final KeycloakSession session;

    ConsoleCheck(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public List<RealmFinding> look(RealmModel realm, Locale locale) {
        FindingTexts texts = new FindingTexts(getClass(), locale);
        try {
            Theme theme = session.theme().getTheme(Theme.Type.ADMIN);
            return List.of(hasSection(theme) ? texts.ok("console") : texts.info("console_theme", theme.getName()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A theme has what its parents have. */
    private boolean hasSection(Theme theme) throws IOException {
        Set<String> seen = new HashSet<>();
        Theme current = theme;
        while (seen.add(current.getName())) {
            if (current.getName().equals(ConsoleTheme.NAME)) {
                return true;
            }
            if (current.getParentName() == null) {
                return false;
            }
            current = session.theme().getTheme(current.getParentName(), Theme.Type.ADMIN);
        }
        return false;
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.doctor;

import io.keycloakmcp.resource.FindingTexts;
import io.keycloakmcp.resource.RealmCheck;
import io.keycloakmcp.resource.RealmFinding;
import java.util.List;
import java.util.Locale;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.theme.Theme;

/** Whether the realm's login theme is there: people see the pages of MCP servers in it. */
final class ThemeCheck implements RealmCheck {

    private final KeycloakSession session;

    ThemeCheck(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public List<RealmFinding> look(RealmModel realm, Locale locale) {
        FindingTexts texts = new FindingTexts(getClass(), locale);
        String theme = realm.getLoginTheme();
        boolean missing = theme != null
                && !theme.isBlank()
                && !session.theme().nameSet(Theme.Type.LOGIN).contains(theme);
        return List.of(missing ? texts.warning("login_theme_missing", theme) : texts.ok("login_theme"));
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.doctor;

import io.keycloakmcp.resource.FindingTexts;
import io.keycloakmcp.resource.LoginStep;
import io.keycloakmcp.resource.RealmCheck;
import io.keycloakmcp.resource.RealmFinding;
import io.keycloakmcp.resource.RealmPresence;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Whether the required actions are on that ask for access and consent at an MCP server. */
final class LoginStepCheck implements RealmCheck {

    private static final String ENABLE = "enable_login_steps";

    private final KeycloakSession session;

    LoginStepCheck(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public List<RealmFinding> look(RealmModel realm, Locale locale) {
        if (!RealmPresence.hasMcpServers(realm)) {
            return List.of();
        }
        FindingTexts texts = new FindingTexts(getClass(), locale);
        String off = Stream.of(LoginStep.values())
                .filter(step -> !step.isEnabled(realm))
                .map(LoginStep::displayName)
                .collect(Collectors.joining(", "));
        return List.of(
                off.isEmpty()
                        ? texts.ok("login_steps")
                        : texts.warning("login_steps_off", off).with(ENABLE));
    }

    @Override
    public Map<String, Remedy> remedies() {
        return Map.of(ENABLE, (realm, permissions) -> LoginStep.ensureEnabled(session, realm));
    }
}

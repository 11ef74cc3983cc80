/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.doctor;

import io.keycloakmcp.resource.FindingTexts;
import io.keycloakmcp.resource.RealmCheck;
import io.keycloakmcp.resource.RealmFinding;
import io.keycloakmcp.resource.RealmUrls;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.keycloak.common.enums.SslRequired;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Settings of the realm that MCP clients feel. */
final class RealmStateCheck implements RealmCheck {

    private final KeycloakSession session;

    RealmStateCheck(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public List<RealmFinding> look(RealmModel realm, Locale locale) {
        FindingTexts texts = new FindingTexts(getClass(), locale);
        List<RealmFinding> findings = new ArrayList<>();
        if (!realm.isEnabled()) {
            findings.add(texts.error("realm_disabled"));
        }
        if (realm.getSslRequired() == SslRequired.NONE) {
            findings.add(texts.warning("ssl_not_required"));
        }
        if (realm.getSslRequired() == SslRequired.ALL && isHttp(realm)) {
            findings.add(texts.error(
                    "ssl_always_required", RealmUrls.of(session, realm).issuer()));
        }
        if (findings.isEmpty()) {
            findings.add(texts.ok("realm"));
        }
        if (!realm.isEventsEnabled()) {
            findings.add(texts.info("events_off"));
        }
        findings.add(texts.info("session_idle", TimeUnit.SECONDS.toMinutes(realm.getSsoSessionIdleTimeout())));
        return findings;
    }

    private boolean isHttp(RealmModel realm) {
        return "http".equals(RealmUrls.of(session, realm).base().getScheme());
    }
}

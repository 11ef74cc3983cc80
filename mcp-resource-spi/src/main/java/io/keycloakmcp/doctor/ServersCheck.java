/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.doctor;

import io.keycloakmcp.resource.FindingTexts;
import io.keycloakmcp.resource.McpServerRegistry;
import io.keycloakmcp.resource.RealmCheck;
import io.keycloakmcp.resource.RealmFinding;
import io.keycloakmcp.resource.ServerStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Whether there are MCP servers, and which of them give nobody a token on purpose. */
final class ServersCheck implements RealmCheck {

    private final KeycloakSession session;

    ServersCheck(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public List<RealmFinding> look(RealmModel realm, Locale locale) {
        FindingTexts texts = new FindingTexts(getClass(), locale);
        McpServerRegistry registry = new McpServerRegistry(session, realm);
        int active = registry.count(ServerStatus.ACTIVE);
        int drafts = registry.count(ServerStatus.DRAFT);
        int suspended = registry.count(ServerStatus.SUSPENDED);
        List<RealmFinding> findings = new ArrayList<>();
        if (active > 0) {
            findings.add(texts.ok("servers", active));
        } else if (drafts + suspended > 0) {
            findings.add(texts.warning("servers_inactive"));
        } else {
            findings.add(texts.warning("servers_none"));
        }
        if (drafts > 0) {
            findings.add(texts.info("servers_draft", drafts));
        }
        if (suspended > 0) {
            findings.add(texts.info("servers_suspended", suspended));
        }
        return findings;
    }
}

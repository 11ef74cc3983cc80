/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.doctor;

import io.keycloakmcp.resource.DriftReport;
import io.keycloakmcp.resource.FindingTexts;
import io.keycloakmcp.resource.McpServer;
import io.keycloakmcp.resource.McpServerRegistry;
import io.keycloakmcp.resource.RealmCheck;
import io.keycloakmcp.resource.RealmFinding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** What other tools have done to MCP servers that does not hold together, a finding for each kind of it. */
final class DriftCheck implements RealmCheck {

    private static final String MAKE_SCOPES = "make_scopes";
    private static final int MOST = 1_000;
    private static final int NAMED = 5;

    private final KeycloakSession session;

    DriftCheck(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public List<RealmFinding> look(RealmModel realm, Locale locale) {
        FindingTexts texts = new FindingTexts(getClass(), locale);
        DriftReport.Findings found = DriftReport.of(session, realm, MOST);
        Map<DriftReport.Kind, List<DriftReport.Finding>> kinds = found.findings().stream()
                .collect(Collectors.groupingBy(DriftReport.Finding::kind, TreeMap::new, Collectors.toList()));
        List<RealmFinding> findings = new ArrayList<>();
        kinds.forEach((kind, ofKind) -> findings.add(finding(realm, texts, kind, ofKind)));
        if (!found.complete()) {
            findings.add(texts.info("drift_more", MOST));
        }
        return findings.isEmpty() ? List.of(texts.ok("drift")) : findings;
    }

    private RealmFinding finding(
            RealmModel realm, FindingTexts texts, DriftReport.Kind kind, List<DriftReport.Finding> found) {
        String id = "drift_" + kind.wire();
        String servers = found.stream()
                .map(DriftReport.Finding::serverId)
                .distinct()
                .limit(NAMED)
                .collect(Collectors.joining(", "));
        return switch (kind) {
            case ID_MISMATCH, INVALID_SETTING, MASKED_SECRET -> texts.error(id, found.size(), servers);
            case DUPLICATE, UNKNOWN_REFERENCE -> texts.warning(id, found.size(), servers);
            case MISSING_SCOPE -> {
                RealmFinding finding = texts.warning(id, found.size(), servers);
                yield lackingScopes(realm, found).isEmpty() ? finding : finding.with(MAKE_SCOPES);
            }
        };
    }

    @Override
    public Map<String, Remedy> remedies() {
        return Map.of(MAKE_SCOPES, (realm, permissions) -> {
            permissions.clients().requireManageClientScopes();
            McpServerRegistry registry = new McpServerRegistry(session, realm);
            lackingScopes(realm, DriftReport.of(session, realm, MOST).findings())
                    .forEach(registry::makeScopes);
        });
    }

    /** The servers whose scopes can be made; a client scope of another protocol may have the name. */
    private List<McpServer> lackingScopes(RealmModel realm, List<DriftReport.Finding> found) {
        Set<String> taken =
                realm.getClientScopesStream().map(ClientScopeModel::getName).collect(Collectors.toSet());
        McpServerRegistry registry = new McpServerRegistry(session, realm);
        return found.stream()
                .filter(finding -> finding.kind() == DriftReport.Kind.MISSING_SCOPE)
                .map(DriftReport.Finding::serverId)
                .distinct()
                .flatMap(serverId -> registry.findByServerId(serverId).stream())
                .filter(server -> !taken.containsAll(server.settings().scopeNames()))
                .toList();
    }
}

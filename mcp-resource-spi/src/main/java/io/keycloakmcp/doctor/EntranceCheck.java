/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.doctor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.client.ClientSettings;
import io.keycloakmcp.client.MetadataMode;
import io.keycloakmcp.client.RegistrationMode;
import io.keycloakmcp.client.RegistrationSettings;
import io.keycloakmcp.client.SettingsRemedy;
import io.keycloakmcp.resource.FindingTexts;
import io.keycloakmcp.resource.RealmCheck;
import io.keycloakmcp.resource.RealmFinding;
import io.keycloakmcp.resource.RealmPresence;
import io.keycloakmcp.resource.RealmUrls;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Which MCP clients may come by themselves, and how many. */
final class EntranceCheck implements RealmCheck {

    private static final String RESTORE_LIMITS = "restore_client_limits";
    private static final String FORBID_LOOPBACK = "forbid_loopback_documents";

    private static final String REGISTRATION = "registration";
    private static final String METADATA = "client_id_metadata";
    private static final String LIFE_CYCLE = "life_cycle";

    private static final Set<RegistrationMode> WITHOUT_TOKEN =
            Set.of(RegistrationMode.KNOWN_CLIENTS, RegistrationMode.OPEN, RegistrationMode.APPROVAL);

    private final KeycloakSession session;

    EntranceCheck(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public List<RealmFinding> look(RealmModel realm, Locale locale) {
        if (!RealmPresence.hasMcpServers(realm)) {
            return List.of();
        }
        FindingTexts texts = new FindingTexts(getClass(), locale);
        ClientSettings settings = ClientSettings.of(realm);
        List<RealmFinding> findings = new ArrayList<>();
        if (isUnlimited(settings)) {
            findings.add(texts.warning("entrance_unlimited").with(RESTORE_LIMITS));
        }
        if (settings.clientIdMetadata().allowLoopback()
                && !RealmUrls.of(session, realm).isLoopback()) {
            findings.add(texts.warning("entrance_loopback").with(FORBID_LOOPBACK));
        }
        findings.add(who(settings, texts));
        return findings;
    }

    /** Whether clients nobody has vouched for may register as fast as they like, or as many as they like. */
    private static boolean isUnlimited(ClientSettings settings) {
        RegistrationSettings registration = settings.registration();
        boolean fast = registration.rateLimitPerAddress() == 0 && registration.rateLimitPerRealm() == 0;
        boolean many = settings.lifeCycle().maxClients() == 0;
        return WITHOUT_TOKEN.contains(registration.mode())
                && !registration.requireSoftwareStatement()
                && (fast || many);
    }

    private static RealmFinding who(ClientSettings settings, FindingTexts texts) {
        RegistrationMode registration = settings.registration().mode();
        MetadataMode metadata = settings.clientIdMetadata().mode();
        if (registration == RegistrationMode.OFF && metadata == MetadataMode.OFF) {
            return texts.info("entrance_closed");
        }
        String registering = texts.text("entrance_mode." + registration.wire());
        String byUrl = texts.text("entrance_mode." + metadata.wire());
        return registration == RegistrationMode.OPEN || metadata == MetadataMode.OPEN
                ? texts.info("entrance_open", registering, byUrl)
                : texts.ok("entrance", registering, byUrl);
    }

    @Override
    public Map<String, Remedy> remedies() {
        return Map.of(
                RESTORE_LIMITS,
                new SettingsRemedy(EntranceCheck::restoreLimits),
                FORBID_LOOPBACK,
                new SettingsRemedy(settings -> settings.withObject(METADATA).put("allow_loopback", false)));
    }

    /** Limits that somebody chose stay; the others get their defaults. */
    private static void restoreLimits(ObjectNode settings) {
        Map.of(
                        "rate_limit_per_address", REGISTRATION,
                        "rate_limit_per_realm", REGISTRATION,
                        "max_clients", LIFE_CYCLE)
                .forEach((limit, group) -> {
                    ObjectNode limits = settings.withObject(group);
                    if (limits.path(limit).asInt() == 0) {
                        limits.remove(limit);
                    }
                });
    }
}

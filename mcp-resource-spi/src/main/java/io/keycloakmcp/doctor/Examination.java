/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.doctor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.resource.FindingTexts;
import io.keycloakmcp.resource.RealmCheck;
import io.keycloakmcp.resource.RealmFinding;
import io.keycloakmcp.resource.RealmFinding.Severity;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** All checks of a realm. One that fails says so and keeps no other from its work. */
final class Examination {

    private static final Logger LOG = Logger.getLogger(Examination.class);

    /** In the order in which their findings are best read. */
    private static final List<Function<KeycloakSession, RealmCheck>> OWN = List.of(
            ServersCheck::new,
            LoginStepCheck::new,
            AddressCheck::new,
            RealmStateCheck::new,
            StandInCheck::new,
            PolicyCheck::new,
            EntranceCheck::new,
            RegistrationCheck::new,
            ScopeCheck::new,
            DriftCheck::new,
            ThemeCheck::new,
            session -> new FeatureCheck());

    private final KeycloakSession session;
    private final RealmModel realm;
    private final List<RealmCheck> checks;

    Examination(KeycloakSession session, RealmModel realm, List<RealmCheck> checks) {
        this.session = session;
        this.realm = realm;
        this.checks = List.copyOf(checks);
    }

    /** The checks of this package, and those that others bring. */
    static Examination of(KeycloakSession session, RealmModel realm) {
        List<RealmCheck> checks = new ArrayList<>();
        OWN.forEach(check -> checks.add(check.apply(session)));
        checks.addAll(session.getAllProviders(RealmCheck.class));
        return new Examination(session, realm, checks);
    }

    /** What an action does. */
    Optional<RealmCheck.Remedy> remedy(String action) {
        return checks.stream()
                .flatMap(check -> Optional.ofNullable(check.remedies().get(action)).stream())
                .findFirst();
    }

    ObjectNode report(Locale locale) {
        List<RealmFinding> findings = findings(locale);
        ObjectNode report = JsonNodeFactory.instance.objectNode();
        report.put("ready", findings.stream().noneMatch(finding -> finding.severity() == Severity.ERROR));
        report.put("checked_at", now());
        ArrayNode list = report.putArray("findings");
        findings.forEach(finding -> list.addObject()
                .put("id", finding.id())
                .put("severity", finding.severity().wire())
                .put("title", finding.title())
                .put("detail", finding.detail())
                .put("fix", finding.fix().orElse(null))
                .put("action", finding.action().orElse(null)));
        report.set("addresses", new Addresses(session, realm).json());
        return report;
    }

    List<RealmFinding> findings(Locale locale) {
        return checks.stream()
                .flatMap(check -> look(check, locale).stream())
                .sorted(Comparator.comparing(RealmFinding::severity))
                .toList();
    }

    private List<RealmFinding> look(RealmCheck check, Locale locale) {
        try {
            return check.look(realm, locale);
        } catch (RuntimeException e) {
            String name = check.getClass().getSimpleName();
            LOG.warnf(e, "%s could not look at realm %s", name, realm.getName());
            return List.of(new FindingTexts(getClass(), locale).error("check_failed", name));
        }
    }

    private static String now() {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(Instant.ofEpochMilli(Time.currentTimeMillis())
                .truncatedTo(ChronoUnit.SECONDS)
                .atOffset(ZoneOffset.UTC));
    }
}

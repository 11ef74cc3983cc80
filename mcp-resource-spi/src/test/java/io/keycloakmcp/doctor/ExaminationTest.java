/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.keycloakmcp.resource.FindingTexts;
import io.keycloakmcp.resource.RealmCheck;
import io.keycloakmcp.resource.RealmFinding;
import io.keycloakmcp.resource.RealmFinding.Severity;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.keycloak.models.RealmModel;

final class ExaminationTest {

    private static final RealmModel REALM = (RealmModel) Proxy.newProxyInstance(
            RealmModel.class.getClassLoader(),
            new Class<?>[] {RealmModel.class},
            (proxy, method, arguments) -> "realm");

    private static RealmCheck saying(RealmFinding... findings) {
        return (realm, locale) -> List.of(findings);
    }

    private static List<RealmFinding> findings(RealmCheck... checks) {
        return new Examination(null, REALM, List.of(checks)).findings(Locale.ENGLISH);
    }

    private static final FindingTexts TEXTS = new FindingTexts(Examination.class, Locale.ENGLISH);

    @Test
    void tellsTheWorstFirst() {
        assertThat(findings(
                        saying(TEXTS.ok("drift"), TEXTS.info("subject")),
                        saying(TEXTS.error("realm_disabled"), TEXTS.warning("registration_open"))))
                .extracting(RealmFinding::id)
                .containsExactly("realm_disabled", "registration_open", "subject", "drift");
    }

    @Test
    void saysThatACheckFailedAndGoesOn() {
        RealmCheck failing = (realm, locale) -> {
            throw new IllegalStateException("Never shown to anybody");
        };
        List<RealmFinding> findings = findings(failing, saying(TEXTS.ok("drift")));

        assertThat(findings).extracting(RealmFinding::id).containsExactly("check_failed", "drift");
        assertThat(findings.get(0).severity()).isEqualTo(Severity.ERROR);
        assertThat(findings.get(0).fix()).isPresent();
        assertThat(findings.toString()).doesNotContain("Never shown");
    }

    @Test
    void knowsTheRemediesOfItsChecks() {
        RealmCheck.Remedy remedy = (realm, permissions) -> {};
        RealmCheck check = new RealmCheck() {
            @Override
            public List<RealmFinding> look(RealmModel realm, Locale locale) {
                return List.of();
            }

            @Override
            public Map<String, Remedy> remedies() {
                return Map.of("mend", remedy);
            }
        };
        Examination examination = new Examination(null, REALM, List.of(saying(), check));

        assertThat(examination.remedy("mend")).contains(remedy);
        assertThat(examination.remedy("other")).isEmpty();
    }
}

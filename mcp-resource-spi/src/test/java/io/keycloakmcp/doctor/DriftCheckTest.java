/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.keycloakmcp.resource.DriftReport;
import io.keycloakmcp.resource.FindingTexts;
import io.keycloakmcp.resource.RealmFinding;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class DriftCheckTest {

    @ParameterizedTest
    @EnumSource
    void hasTextsForEveryKindOfDrift(DriftReport.Kind kind) {
        RealmFinding finding =
                new FindingTexts(DriftCheck.class, Locale.ENGLISH).error("drift_" + kind.wire(), 2, "mcp_1, mcp_2");

        assertThat(finding.detail()).contains("2 ", "mcp_1, mcp_2");
        assertThat(finding.fix()).isPresent();
    }
}

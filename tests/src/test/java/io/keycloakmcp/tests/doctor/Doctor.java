/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** What the doctor says about a realm. */
final class Doctor {

    private final TestRealm realm;

    Doctor(TestRealm realm) {
        this.realm = realm;
    }

    String path() {
        return realm.adminPath("/mcp/doctor");
    }

    JsonNode report() {
        Answer answer = realm.admin().get(path());
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    /** Presses a button; the answer is the new report. */
    JsonNode act(String action) {
        Answer answer = realm.admin().post(path() + "/actions/" + action, Map.of());
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    static List<JsonNode> findings(JsonNode report) {
        return StreamSupport.stream(report.get("findings").spliterator(), false).toList();
    }

    static List<String> ids(JsonNode report) {
        return findings(report).stream()
                .map(finding -> finding.get("id").asText())
                .toList();
    }

    List<String> ids() {
        return ids(report());
    }

    Optional<JsonNode> find(String id) {
        return findings(report()).stream()
                .filter(finding -> finding.get("id").asText().equals(id))
                .findFirst();
    }

    /** The finding of that id, which says what it is about and what to do. */
    JsonNode trouble(String severity, String id, String... named) {
        JsonNode finding = find(id).orElseThrow(() -> new AssertionError("no " + id + " among " + ids()));
        assertThat(finding.get("severity").asText()).isEqualTo(severity);
        assertThat(finding.get("title").asText()).isNotBlank();
        assertThat(finding.get("fix").asText()).isNotBlank().isNotEqualTo("null");
        assertThat(finding.get("detail").asText())
                .isNotBlank()
                .satisfies(detail -> assertThat(List.of(named))
                        .allSatisfy(part -> assertThat(detail).contains(part)));
        return finding;
    }

    void isGone(String... ids) {
        assertThat(ids()).doesNotContain(ids);
    }
}

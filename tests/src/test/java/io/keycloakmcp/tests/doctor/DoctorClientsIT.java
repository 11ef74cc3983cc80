/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the doctor says about the clients that come by themselves. */
@Tag("once")
final class DoctorClientsIT {

    private static TestRealm realm;
    private static Doctor doctor;

    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
        doctor = new Doctor(realm);
        realm.registerServer("https://clients.example.com/mcp", Map.of());
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    @BeforeEach
    void haveDefaults() {
        set(Map.of());
    }

    private static void set(Map<String, Object> settings) {
        Answer answer = realm.admin().put(realm.adminPath("/mcp/settings"), settings);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    private static JsonNode setting(String pointer) {
        return realm.admin().get(realm.adminPath("/mcp/settings")).json().at(pointer);
    }

    /** A client that waits, as its registration leaves it; gives its UUID. */
    private static String waiting(String clientId) {
        realm.createClient(Map.of(
                "clientId",
                clientId,
                "enabled",
                false,
                "publicClient",
                true,
                "redirectUris",
                List.of("https://app.example.com/callback"),
                "attributes",
                Map.of("mcp.client", "dynamic_registration", "mcp.state", "pending")));
        return realm.clientUuid(clientId);
    }

    private static void remove(String id) {
        assertThat(realm.admin().delete(realm.adminPath("/mcp/clients/" + id)).status())
                .isEqualTo(204);
    }

    @Test
    void saysWhoMayCome() {
        assertThat(doctor.find("entrance").orElseThrow().get("detail").asText()).contains("known clients alone");

        set(Map.of("client_id_metadata", Map.of("mode", "open")));
        doctor.trouble("info", "entrance_open", "URL: all");

        Map<String, Object> off = Map.of("mode", "off");
        set(Map.of("registration", off));
        assertThat(doctor.ids()).contains("entrance");
        set(Map.of("registration", off, "client_id_metadata", off));
        doctor.trouble("info", "entrance_closed");
    }

    @Test
    void givesLimitsBackThatAreMissingAndLeavesTheOthers() {
        set(Map.of(
                "registration",
                Map.of("mode", "open", "rate_limit_per_address", 7),
                "life_cycle",
                Map.of("max_clients", 0, "idle_days", 5)));
        assertThat(doctor.trouble("warning", "entrance_unlimited").get("action").asText())
                .isEqualTo("restore_client_limits");

        assertThat(Doctor.ids(doctor.act("restore_client_limits"))).doesNotContain("entrance_unlimited");
        assertThat(setting("/life_cycle/max_clients").asInt()).isEqualTo(10_000);
        assertThat(setting("/life_cycle/idle_days").asInt()).isEqualTo(5);
        assertThat(setting("/registration/rate_limit_per_address").asInt()).isEqualTo(7);
        assertThat(setting("/registration/mode").asText()).isEqualTo("open");
    }

    @Test
    void wantsOneLimitOfSpeedUnlessEachClientHasATokenOrAStatement() {
        Map<String, Object> none = Map.of("rate_limit_per_address", 0, "rate_limit_per_realm", 0);
        set(Map.of("registration", none));
        doctor.trouble("warning", "entrance_unlimited");

        set(Map.of("registration", Map.of("rate_limit_per_address", 0)));
        doctor.isGone("entrance_unlimited");
        set(Map.of("registration", Map.of("mode", "token", "rate_limit_per_address", 0, "rate_limit_per_realm", 0)));
        doctor.isGone("entrance_unlimited");
    }

    @Test
    void forbidsDocumentsFromItsOwnMachineWhereItIsNotForDevelopment() {
        Map<String, Object> loopback = Map.of("client_id_metadata", Map.of("allow_loopback", true));
        set(loopback);
        doctor.isGone("entrance_loopback");

        realm.change(Map.of("attributes", Map.of("frontendUrl", "https://id.example.com")));
        set(loopback);
        assertThat(doctor.trouble("warning", "entrance_loopback").get("action").asText())
                .isEqualTo("forbid_loopback_documents");
        assertThat(Doctor.ids(doctor.act("forbid_loopback_documents"))).doesNotContain("entrance_loopback");
        assertThat(setting("/client_id_metadata/allow_loopback").asBoolean(true))
                .isFalse();
        realm.change(Map.of("attributes", Map.of("frontendUrl", "")));
    }

    @Test
    void switchesTheCleanUpOnAgain() {
        set(Map.of("life_cycle", Map.of("clean_up", false, "idle_days", 5)));
        assertThat(doctor.trouble("warning", "clean_up_off").get("action").asText())
                .isEqualTo("switch_clean_up_on");

        assertThat(Doctor.ids(doctor.act("switch_clean_up_on"))).doesNotContain("clean_up_off");
        assertThat(setting("/life_cycle/clean_up").asBoolean()).isTrue();
        assertThat(setting("/life_cycle/idle_days").asInt()).isEqualTo(5);
    }

    @Test
    void saysWhenTheLastCleanUpWas() {
        try (TestRealm other = TestRealm.create()) {
            Doctor about = new Doctor(other);
            other.registerServer("https://clean.example.com/mcp", Map.of());
            assertThat(about.ids()).contains("clean_up_next").doesNotContain("clean_up");

            Answer cleaned = other.admin().post(other.adminPath("/mcp/clients/clean-up"), Map.of());
            assertThat(cleaned.status()).as(cleaned.body()).isEqualTo(200);
            assertThat(about.find("clean_up").orElseThrow().get("detail").asText())
                    .contains("less than a minute ago", "removed no client");
        }
    }

    @Test
    void countsClientsThatWait() {
        doctor.isGone("clients_waiting");
        String first = waiting("mc_first");
        String second = waiting("https://app.example.com/client.json");
        doctor.trouble("info", "clients_waiting", "2 clients wait");

        remove(second);
        doctor.trouble("info", "clients_waiting", "One client waits");
        realm.admin().post(realm.adminPath("/mcp/clients/" + first + "/block"), Map.of());
        doctor.isGone("clients_waiting");
        remove(first);
    }

    @Test
    void seesThatTheRealmIsNearlyFull() {
        String only = waiting("mc_only");
        set(Map.of("life_cycle", Map.of("max_clients", 2)));
        doctor.isGone("clients_full");
        set(Map.of("life_cycle", Map.of("max_clients", 1)));
        doctor.trouble("warning", "clients_full", "of 1 that");

        remove(only);
        doctor.isGone("clients_full");
    }

    @Test
    void saysNothingOfClientsWhereThereAreNoServersAndNobodyCame() {
        try (TestRealm other = TestRealm.create()) {
            assertThat(new Doctor(other).ids())
                    .noneMatch(
                            id -> id.startsWith("entrance") || id.startsWith("clean_up") || id.startsWith("clients"));
        }
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.tests.keycloak.Admin;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.ClientPolicies;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.SharedKeycloak;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every trouble that the doctor knows: it is made, seen, put right, and seen no more. */
final class DoctorIT {

    private static final String RESOURCE = "https://doctor.example.com/mcp";

    private static TestRealm realm;
    private static Admin admin;
    private static Doctor doctor;

    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
        admin = realm.admin();
        doctor = new Doctor(realm);
        realm.registerServer(RESOURCE, Map.of());
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    private static void done(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isBetween(200, 299);
    }

    private static JsonNode get(String path) {
        Answer answer = admin.get(realm.adminPath(path));
        done(answer);
        return answer.json();
    }

    private static JsonNode named(String path, String member, String value) {
        return StreamSupport.stream(get(path).spliterator(), false)
                .filter(element -> element.path(member).asText().equals(value))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void findsNoTroubleInANewRealmWithAServer() {
        JsonNode report = doctor.report();

        assertThat(report.get("ready").asBoolean()).isTrue();
        assertThat(report.get("checked_at").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        assertThat(Doctor.findings(report))
                .extracting(finding -> finding.get("severity").asText())
                .containsOnly("info", "ok")
                .isSortedAccordingTo((one, other) -> one.equals(other) ? 0 : one.equals("info") ? -1 : 1);
        assertThat(Doctor.ids(report)).contains("servers", "login_steps", "metadata", "drift", "stand_ins");
    }

    @Test
    void saysWhereClientsLookForMetadataAndEachPlaceAnswersSo() {
        JsonNode addresses = doctor.report().get("addresses");

        assertThat(addresses).hasSize(5);
        addresses.forEach(address -> {
            Answer answer = Http.plain().get(address.get("url").asText());
            assertThat(answer.status()).as(address.toString()).isEqualTo(200);
            JsonNode issuer = address.get("kind").asText().equals("oauth-protected-resource")
                    ? answer.json().get("authorization_servers").get(0)
                    : answer.json().get("issuer");
            assertThat(issuer).isEqualTo(address.get("issuer"));
        });
    }

    @Test
    void asksForTheFirstServer() {
        try (TestRealm other = TestRealm.create()) {
            Doctor about = new Doctor(other);
            about.trouble("warning", "servers_none");
            assertThat(about.report().get("addresses")).isEmpty();

            JsonNode first = other.registerServer(RESOURCE, Map.of("status", "draft"));
            about.trouble("warning", "servers_inactive");
            assertThat(about.ids()).contains("servers_draft").doesNotContain("servers_none");

            other.changeServer(first.get("server_id").asText(), Map.of("status", "suspended"));
            assertThat(about.ids()).contains("servers_suspended", "servers_inactive");

            other.changeServer(first.get("server_id").asText(), Map.of("status", "active"));
            assertThat(about.ids())
                    .contains("servers")
                    .doesNotContain("servers_inactive", "servers_draft", "servers_suspended");
        }
    }

    @ParameterizedTest
    @CsvSource({"mcp-login-check, MCP server access", "mcp-consent, MCP server consent"})
    void switchesLoginStepsOnAgain(String action, String name) {
        String path = realm.adminPath("/authentication/required-actions/" + action);
        ObjectNode step = (ObjectNode) admin.get(path).json();
        done(admin.put(path, step.put("enabled", false)));
        JsonNode finding = doctor.trouble("warning", "login_steps_off", name);
        assertThat(finding.get("action").asText()).isEqualTo("enable_login_steps");

        JsonNode after = doctor.act("enable_login_steps");

        assertThat(Doctor.ids(after)).contains("login_steps").doesNotContain("login_steps_off");
        assertThat(admin.get(path).json().get("enabled").asBoolean()).isTrue();
        JsonNode event = get("/admin-events?max=1").get(0);
        assertThat(event.get("resourceType").asText()).isEqualTo("MCP_DOCTOR");
        assertThat(event.get("resourcePath").asText()).isEqualTo("mcp/doctor/actions/enable_login_steps");
    }

    @Test
    void makesScopesThatTheRealmLacks() {
        JsonNode scoped = realm.registerServer("https://scoped.example.com", Map.of("scopes_supported", "doctor:read"));
        String id = scoped.get("server_id").asText();
        String scope = named("/client-scopes", "name", "doctor:read").get("id").asText();
        done(admin.delete(realm.adminPath("/client-scopes/" + scope)));
        JsonNode finding = doctor.trouble("warning", "drift_missing_scope", id);
        assertThat(finding.get("action").asText()).isEqualTo("make_scopes");

        assertThat(Doctor.ids(doctor.act("make_scopes"))).contains("drift").doesNotContain("drift_missing_scope");
        assertThat(named("/client-scopes", "name", "doctor:read")).isNotNull();
    }

    @Test
    void offersNoButtonForAScopeOfAnotherProtocol() {
        JsonNode scoped = realm.registerServer("https://saml.example.com", Map.of());
        done(admin.post(realm.adminPath("/client-scopes"), Map.of("name", "doctor-saml", "protocol", "saml")));
        editAttribute(scoped, "mcp.scopes", "doctor-saml");

        JsonNode finding = doctor.trouble(
                "warning", "drift_missing_scope", scoped.get("server_id").asText());
        assertThat(finding.get("action").isNull()).isTrue();
        done(admin.delete(realm.adminPath("/clients/" + scoped.get("id").asText())));
    }

    @ParameterizedTest
    @CsvSource({
        "resource_url, https://moved.example.com, error, drift_id_mismatch",
        "mcp.token_lifetime, 5, error, drift_invalid_setting",
        "mcp.required_roles, nobody, warning, drift_unknown_reference"
    })
    void namesServersThatDoNotHoldTogether(String attribute, String value, String severity, String id) {
        JsonNode broken = realm.registerServer("https://broken.example.com", Map.of());
        editAttribute(broken, attribute, value);
        doctor.trouble(severity, id, broken.get("server_id").asText());

        done(admin.delete(realm.adminPath("/clients/" + broken.get("id").asText())));
        assertThat(doctor.ids()).contains("drift").doesNotContain(id);
    }

    private static void editAttribute(JsonNode of, String name, String value) {
        String path = realm.adminPath("/clients/" + of.get("id").asText());
        ObjectNode client = (ObjectNode) admin.get(path).json();
        client.withObject("attributes").put(name, value);
        done(admin.put(path, client));
    }

    @Test
    void wantsAnIssuerThatIsHttpsAndTheSameForEverybody() {
        try (TestRealm other = TestRealm.create()) {
            Doctor about = new Doctor(other);
            other.registerServer(RESOURCE, Map.of());
            assertThat(about.ids()).contains("issuer_loopback", "issuer_from_request");

            setFrontend(other, "http://id.example.com");
            about.trouble("error", "issuer_not_https", "http://id.example.com/realms/" + other.name());
            assertThat(about.report().get("ready").asBoolean()).isFalse();

            setFrontend(other, "https://id.example.com/auth");
            String inserted = "https://id.example.com/.well-known/oauth-authorization-server/auth/realms/";
            assertThat(about.find("issuer_path").orElseThrow().get("fix").asText())
                    .contains(inserted + "…", "https://id.example.com/auth/.well-known/");
            assertThat(about.report().get("addresses").get(0).get("url").asText())
                    .isEqualTo(inserted + other.name());

            setFrontend(other, "https://id.example.com");
            assertThat(about.ids())
                    .contains("issuer", "metadata")
                    .doesNotContain("issuer_not_https", "issuer_path", "issuer_loopback", "issuer_from_request");
        }
    }

    private static void setFrontend(TestRealm where, String url) {
        where.change(Map.of("attributes", Map.of("frontendUrl", url)));
    }

    @Test
    void wantsARealmThatLetsPeopleIn() {
        realm.change(Map.of("enabled", false));
        doctor.trouble("error", "realm_disabled");
        realm.change(Map.of("enabled", true, "sslRequired", "none"));
        doctor.trouble("warning", "ssl_not_required");
        realm.change(Map.of("sslRequired", "all"));
        doctor.trouble("error", "ssl_always_required", realm.issuer());
        realm.change(Map.of("sslRequired", "external"));

        assertThat(doctor.ids())
                .contains("realm")
                .doesNotContain("realm_disabled", "ssl_not_required", "ssl_always_required");
    }

    @Test
    void saysWhetherRefusalsAreSavedAndHowLongPeopleStayLoggedIn() {
        realm.change(Map.of("eventsEnabled", false, "ssoSessionIdleTimeout", 5400));
        doctor.trouble("info", "events_off");
        assertThat(doctor.find("session_idle").orElseThrow().get("detail").asText())
                .contains("90 minutes");

        realm.change(Map.of("eventsEnabled", true));
        doctor.isGone("events_off");
    }

    @ParameterizedTest
    @CsvSource({"secure-client-uris", "secure-redirect-uris-enforcer", "dpop-bind-enforcer", "confidential-client"})
    void namesExecutorsThatKeepMcpClientsOut(String executor) {
        ClientPolicies policies = new ClientPolicies(realm);
        policies.set(ClientPolicies.part("executor", executor, Map.of()), List.of());
        doctor.trouble("warning", "client_policy_conflict", "policy", "profile", executor);

        policies.clear();
        assertThat(doctor.ids()).contains("client_policies").doesNotContain("client_policy_conflict");
    }

    @Test
    void knowsKeycloaksOwnProfiles() {
        ClientPolicies policies = new ClientPolicies(realm);
        done(policies.putPolicies(Map.of(
                "policies",
                List.of(Map.of(
                        "name",
                        "strict",
                        "enabled",
                        true,
                        "conditions",
                        List.of(),
                        "profiles",
                        List.of("oauth-2-1-for-public-client"))))));
        doctor.trouble("warning", "client_policy_conflict", "strict", "oauth-2-1-for-public-client");

        policies.clear();
        doctor.isGone("client_policy_conflict");
    }

    @Test
    void letsAnExecutorBeThatAllowsLoopbackAddresses() {
        ClientPolicies policies = new ClientPolicies(realm);
        policies.set(
                ClientPolicies.part(
                        "executor",
                        "secure-redirect-uris-enforcer",
                        Map.of("allow-ipv4-loopback-address", true, "allow-http-scheme", true)),
                List.of());

        doctor.isGone("client_policy_conflict");
        policies.clear();
    }

    @Test
    void seesThatGuidesOpenedAnonymousRegistration() {
        String type = "org.keycloak.services.clientregistration.policy.ClientRegistrationPolicy";
        JsonNode hosts = named("/components?type=" + type, "providerId", "trusted-hosts");
        String path = realm.adminPath("/components/" + hosts.get("id").asText());
        done(admin.delete(path));
        doctor.trouble("warning", "registration_open");
        done(admin.post(realm.adminPath("/components"), hosts));
        assertThat(doctor.ids()).contains("registration").doesNotContain("registration_open");
    }

    @Test
    void seesThatTheOwnRegistrationIsNearlyFull() {
        String type = "org.keycloak.services.clientregistration.policy.ClientRegistrationPolicy";
        JsonNode policy = named("/components?type=" + type, "providerId", "max-clients");
        String path = realm.adminPath("/components/" + policy.get("id").asText());
        ObjectNode full = policy.deepCopy();
        full.withObject("config").putArray("max-clients").add("7");
        done(admin.put(path, full));
        doctor.trouble("warning", "max_clients", "from 7 on");

        done(admin.put(path, policy));
        doctor.isGone("max_clients");
    }

    @Test
    void seesWhatImportedRealmsLack() {
        String path = "/roles/default-roles-" + realm.name() + "/composites";
        List<JsonNode> role = List.of(get("/roles/offline_access"));
        done(admin.delete(realm.adminPath(path), role));
        doctor.trouble("warning", "offline_access");
        done(admin.post(realm.adminPath(path), role));
        doctor.isGone("offline_access");

        JsonNode basic = named("/client-scopes", "name", "basic");
        String mappers = realm.adminPath("/client-scopes/" + basic.get("id").asText() + "/protocol-mappers/models");
        JsonNode subject = StreamSupport.stream(basic.get("protocolMappers").spliterator(), false)
                .filter(mapper -> mapper.get("protocolMapper").asText().equals("oidc-sub-mapper"))
                .findFirst()
                .orElseThrow();
        done(admin.delete(mappers + "/" + subject.get("id").asText()));
        doctor.trouble("info", "subject");
        done(admin.post(mappers, subject));
        assertThat(doctor.ids()).contains("scopes").doesNotContain("subject");
    }

    @Test
    void namesAScopeThatMakesTokensPastTheRulesOfAServer() {
        done(admin.post(
                realm.adminPath("/client-scopes"),
                Map.of(
                        "name",
                        "mcp-audience",
                        "protocol",
                        "openid-connect",
                        "protocolMappers",
                        List.of(Map.of(
                                "name",
                                "audience",
                                "protocol",
                                "openid-connect",
                                "protocolMapper",
                                "oidc-audience-mapper",
                                "config",
                                Map.of("included.custom.audience", RESOURCE, "access.token.claim", "true"))))));
        String id = named("/client-scopes", "name", "mcp-audience").get("id").asText();
        doctor.isGone("scope_audience");
        done(admin.put(realm.adminPath("/default-default-client-scopes/" + id), Map.of()));
        doctor.trouble("warning", "scope_audience", "mcp-audience", RESOURCE);

        done(admin.delete(realm.adminPath("/client-scopes/" + id)));
        doctor.isGone("scope_audience");
    }

    @Test
    void countsClientScopes() {
        List<Map<String, String>> scopes = IntStream.rangeClosed(1, 301)
                .mapToObj(number -> Map.of("name", "s" + number, "protocol", "openid-connect"))
                .toList();
        String name = "many-" + realm.name();
        done(admin.post("/realms", Map.of("realm", name, "enabled", true, "clientScopes", scopes)));
        try (TestRealm many = TestRealm.existing(realm.base(), name)) {
            Doctor about = new Doctor(many);
            about.trouble("warning", "scopes_many", "302", "300");
            assertThat(about.ids()).contains("subject");

            for (int removed = 0; removed < 2; removed++) {
                String one = many.admin()
                        .get(many.adminPath("/client-scopes"))
                        .json()
                        .get(0)
                        .get("id")
                        .asText();
                done(many.admin().delete(many.adminPath("/client-scopes/" + one)));
            }
            about.isGone("scopes_many");
        }
    }

    @Test
    void missesALoginThemeThatIsNotInstalled() {
        realm.change(Map.of("loginTheme", "nowhere"));
        doctor.trouble("warning", "login_theme_missing", "nowhere");

        realm.change(Map.of("loginTheme", "keycloak.v2"));
        assertThat(doctor.ids()).contains("login_theme").doesNotContain("login_theme_missing");
        realm.change(Map.of("loginTheme", ""));
    }

    @Test
    void saysWhoseConsoleLacksTheSection() {
        assertThat(doctor.ids()).contains("console");

        realm.change(Map.of("adminTheme", "keycloak.v2"));
        doctor.trouble("info", "console_theme", "keycloak.v2");
        realm.change(Map.of("adminTheme", "mcp"));
        assertThat(doctor.ids()).contains("console").doesNotContain("console_theme");
        realm.change(Map.of("adminTheme", ""));
    }

    @Test
    void seesThatTheMetadataOfServersCannotBeSigned() {
        realm.change(Map.of("defaultSignatureAlgorithm", "none-such"));
        doctor.trouble("error", "resource_metadata", "none-such");

        realm.change(Map.of("defaultSignatureAlgorithm", "RS256"));
        assertThat(doctor.ids()).contains("metadata").doesNotContain("resource_metadata");
    }

    @Test
    void saysWhatKeycloaksOwnFeaturesMean() {
        assertThat(doctor.ids())
                .contains(
                        SharedKeycloak.hasFeature("resource-indicators")
                                ? "feature_resource_indicators_on"
                                : "feature_resource_indicators_off",
                        SharedKeycloak.hasFeature("cimd") ? "feature_cimd_on" : "feature_cimd_off",
                        "feature_dpop_on");
    }

    @ParameterizedTest
    @CsvSource({
        "de, de, MCP-Server sind registriert",
        "'fr, de-AT;q=0.8, en;q=0.5', de, MCP-Server sind registriert",
        "fr, en, MCP servers are registered",
        "'en-US, de;q=0.5', en, MCP servers are registered"
    })
    void speaksTheLanguageOfTheReader(String accepted, String language, String title) {
        Answer answer = Http.plain()
                .send(HttpRequest.newBuilder(URI.create(realm.base() + "/admin" + doctor.path()))
                        .header(
                                "Authorization",
                                "Bearer " + Admin.passwordToken(realm.base(), "master", "admin-cli", "admin", "admin"))
                        .header("Accept-Language", accepted));

        assertThat(answer.header("Content-Language")).isEqualTo(language);
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(Doctor.findings(answer.json()))
                .extracting(finding -> finding.get("title").asText())
                .contains(title);
    }

    @Test
    void knowsNoOtherActions() {
        Answer answer = admin.post(doctor.path() + "/actions/heal", Map.of());

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text("error")).isEqualTo("not_found");
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.registration;

import static io.keycloakmcp.tests.registration.Registrations.id;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Claims;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients that register for the device grant (RFC 8628), which knows no PKCE, besides that for codes, which needs it.
 */
final class DeviceClientIT {

    private static final String RESOURCE = "https://mcp.example.com/mcp";
    private static final String REDIRECT = "http://127.0.0.1:33418/";
    private static final String DEVICE = "urn:ietf:params:oauth:grant-type:device_code";
    private static final Map<String, String> S256 =
            Map.of("code_challenge", McpFlow.challenge(McpFlow.VERIFIER), "code_challenge_method", "S256");

    private static Registrations registrations;
    private static TestRealm realm;
    private static String clientId;

    @BeforeAll
    static void prepare() {
        registrations = Registrations.at(RESOURCE);
        realm = registrations.realm();
        clientId = id(registrations.registered(Registrations.fixture("vs-code")));
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    private static McpFlow flow() {
        return new McpFlow(realm, clientId, REDIRECT);
    }

    private static Map<String, String> approved(Map<String, String> challenge) {
        Map<String, String> form = new HashMap<>(challenge);
        form.put("client_id", clientId);
        form.put("resource", RESOURCE);
        Answer device = Http.plain().postForm(realm.issuer() + "/protocol/openid-connect/auth/device", form);
        assertThat(device.status()).as(device.body()).isEqualTo(200);
        flow().approveDevice(device.text("verification_uri_complete"), "alice");
        return Map.of("grant_type", DEVICE, "client_id", clientId, "device_code", device.text("device_code"));
    }

    @Test
    void needsNoPkceForADevice() {
        Answer tokens = Http.plain().postForm(realm.tokenEndpoint(), approved(Map.of()));

        assertThat(Claims.ofAccessToken(tokens)).containsEntry("aud", RESOURCE).containsEntry("azp", clientId);
    }

    @Test
    void isHeldToPkceIfItBeginsWithIt() {
        Answer without = Http.plain().postForm(realm.tokenEndpoint(), approved(S256));
        assertThat(without.text("error")).as(without.body()).isEqualTo("invalid_grant");

        Map<String, String> form = new HashMap<>(approved(S256));
        form.put("code_verifier", McpFlow.VERIFIER);
        assertThat(Claims.ofAccessToken(Http.plain().postForm(realm.tokenEndpoint(), form)))
                .containsEntry("aud", RESOURCE);
    }

    @ParameterizedTest
    @CsvSource({
        "enforce, https://mcp.example.com/mcp, '', ''",
        "enforce, https://mcp.example.com/mcp, plain-plain-plain-plain-plain-plain-plain-plain, plain",
        "enforce, https://mcp.example.com/mcp, plain-plain-plain-plain-plain-plain-plain-plain, ''",
        "report, '', '', ''",
        "off, '', '', ''",
        "off, '', plain-plain-plain-plain-plain-plain-plain-plain, plain",
    })
    void getsNoCodeWithoutPkceWhateverTheRealmAsksFor(String mode, String resource, String challenge, String method) {
        registrations.settings(Map.of(), Map.of("resource_parameter", mode));

        Answer refused = flow().authorize(
                        Map.of("resource", resource, "code_challenge", challenge, "code_challenge_method", method));

        assertThat(refused.status()).isEqualTo(302);
        assertThat(McpFlow.query(refused.header("Location")))
                .containsEntry("error", "invalid_request")
                .doesNotContainKey("code");
        assertThat(realm.lastEvent("LOGIN_ERROR").at("/details/mcp_rule").asText())
                .isEqualTo("pkce_missing");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void keycloaksOwnSwitchFollowsWhatTheClientRegistersFor(boolean hasDevice) {
        ObjectNode body = Registrations.fixture(hasDevice ? "claude-code" : "vs-code")
                .put("client_name", "Changes its mind: " + hasDevice);
        JsonNode registered = registrations.registered(body);
        ObjectNode other = registered.deepCopy();
        other.set(
                "grant_types",
                Registrations.fixture(hasDevice ? "vs-code" : "claude-code").get("grant_types"));

        Answer replaced = registrations.replace(registered, other);

        assertThat(replaced.status()).as(replaced.body()).isEqualTo(200);
        assertThat(registrations.stored(registered).get("attributes").has("pkce.code.challenge.method"))
                .isEqualTo(!hasDevice);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.consent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Directory;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Consent of people from an LDAP directory: carol, whom the realm keeps no copy of, and dave, whom it does. */
final class FederatedConsentIT {

    private static final String REDIRECT = "http://127.0.0.1/callback";
    private static final String FILES = "https://files.example.com/mcp";
    private static final String CRM = "https://crm.example.com/mcp";

    private static TestRealm realm;
    private static Directory directory;
    private static String filesId;

    private String client;

    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
        filesId = realm.registerServer(FILES, Map.of("scopes_supported", "read write"))
                .get("server_id")
                .asText();
        realm.registerServer(CRM, Map.of("scopes_supported", "read"));
        directory = Directory.start();
        directory.addUnit(realm, "guests", "carol", false);
        directory.addUnit(realm, "staff", "dave", true);
    }

    @AfterAll
    static void cleanUp() {
        directory.close();
        realm.close();
    }

    @BeforeEach
    void newClient() {
        client = "c" + UUID.randomUUID();
        realm.createClient(Map.of(
                "clientId",
                client,
                "publicClient",
                true,
                "consentRequired",
                true,
                "redirectUris",
                List.of(REDIRECT),
                "defaultClientScopes",
                List.of("basic"),
                "optionalClientScopes",
                List.of("offline_access"),
                "attributes",
                Map.of("mcp.client", "manual")));
    }

    private McpFlow flow() {
        return new McpFlow(realm, client, REDIRECT);
    }

    private static boolean asks(McpFlow flow, String user, String resource, String scope) {
        assertThat(flow.logIn(user, Map.of("resource", resource, "scope", scope)))
                .containsKey("code");
        return flow.wasAskedForConsent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"carol", "dave"})
    void isAskedForOnceForEachServer(String user) {
        McpFlow flow = flow();
        assertThat(flow.tokens(user, FILES, "read").status()).isEqualTo(200);

        assertThat(asks(flow, user, FILES, "")).isFalse();
        assertThat(asks(flow, user, CRM, "")).isTrue();
        assertThat(asks(flow, user, FILES, "")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"carol", "dave"})
    void isRememberedWithItsScopes(String user) {
        assertThat(flow().tokens(user, FILES, "read offline_access").status()).isEqualTo(200);

        assertThat(asks(flow(), user, FILES, "read offline_access")).isFalse();
        assertThat(asks(flow(), user, FILES, "write")).isTrue();
        assertThat(asks(flow(), user, CRM, "read")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"carol", "dave"})
    void isSeenAndTakenBackByAdministrators(String user) {
        McpFlow flow = flow();
        Answer online = flow.tokens(user, FILES, "read");
        Answer offline = flow.tokens(user, CRM, "offline_access");
        assertThat(flow.refresh(online.text("refresh_token"), Map.of()).status())
                .isEqualTo(200);
        String path = realm.adminPath("/users/" + realm.userId(user) + "/consents");
        JsonNode consent = realm.admin().get(path).json().get(0);
        assertThat(consent.get("grantedClientScopes").toString()).contains(filesId, "read");

        assertThat(realm.admin().delete(path + "/" + client).status()).isEqualTo(204);

        assertThat(flow.refresh(online.text("refresh_token"), Map.of()).text("error"))
                .isEqualTo("invalid_grant");
        assertThat(flow.refresh(offline.text("refresh_token"), Map.of()).text("error"))
                .isEqualTo("invalid_grant");
        assertThat(asks(flow(), user, FILES, "read")).isTrue();
    }
}

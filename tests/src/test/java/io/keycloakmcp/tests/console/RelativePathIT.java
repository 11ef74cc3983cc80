/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.KeycloakServer;
import io.keycloakmcp.tests.keycloak.SharedKeycloak;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A Keycloak below a path, which administrators reach by another host name than everybody else. */
@Tag("once")
final class RelativePathIT {

    private static final String RESOURCE = "https://mcp.example.com/mcp";

    private static KeycloakServer server;
    private static String adminBase;
    private static ConsoleRealm console;
    private static TestRealm realm;
    private static JsonNode registered;

    @BeforeAll
    static void start() {
        server = SharedKeycloak.another(
                "relative-path",
                List.of(
                        "--http-relative-path=/auth",
                        "--hostname=http://localhost:" + KeycloakServer.PORT + "/auth",
                        "--hostname-admin=http://127.0.0.1:" + KeycloakServer.PORT + "/auth"));
        adminBase = server.base().replace("localhost", "127.0.0.1");
        console = ConsoleRealm.create(server.base());
        realm = console.realm();
        registered = realm.at(adminBase).registerServer(RESOURCE, Map.of("name", "Files", "scopes_supported", "read"));
        realm.createClient(Map.of(
                "clientId",
                "program",
                "publicClient",
                true,
                "consentRequired",
                true,
                "redirectUris",
                List.of("http://localhost:3000/callback"),
                "attributes",
                Map.of("mcp.client", "manual")));
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void whatAnAdministratorIsGivenIsWhereClientsReachIt() {
        assertThat(registered.toString()).doesNotContain(URI.create(adminBase).getAuthority());
        JsonNode ofServer = document("/discovery/protected_resource_metadata");
        assertThat(ofServer.get("resource").asText()).isEqualTo(RESOURCE);
        assertThat(ofServer.at("/authorization_servers/0").asText()).isEqualTo(realm.issuer());
        assertThat(document("/discovery/authorization_server_metadata")
                        .get("issuer")
                        .asText())
                .isEqualTo(realm.issuer());
    }

    private static JsonNode document(String place) {
        Answer answer = Http.plain().get(registered.at(place).asText());
        assertThat(answer.status()).as(place).isEqualTo(200);
        return answer.json();
    }

    @Test
    void serverMetadataIsBelowThePath() {
        for (String url : List.of(
                realm.issuer() + "/.well-known/openid-configuration",
                realm.issuer() + "/.well-known/oauth-authorization-server",
                server.base() + "/.well-known/oauth-authorization-server/realms/" + realm.name())) {
            JsonNode metadata = Http.plain().get(url).json();

            assertThat(metadata.get("issuer").asText()).as(url).isEqualTo(realm.issuer());
            assertThat(metadata.get("registration_endpoint").asText())
                    .as(url)
                    .isEqualTo(realm.issuer() + "/clients-registrations/mcp");
        }
    }

    @Test
    void consolesAndPagesAreUsedAtBothHosts() {
        console.run(
                "relative-path.test.mjs",
                Map.of("KEYCLOAK", adminBase, "FRONTEND", server.base(), "RESOURCE", RESOURCE));
    }
}

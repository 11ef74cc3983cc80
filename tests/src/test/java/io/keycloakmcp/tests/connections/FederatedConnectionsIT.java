/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.connections;

import static io.keycloakmcp.tests.connections.ConnectedRealm.CRM;
import static io.keycloakmcp.tests.connections.ConnectedRealm.FILES;
import static io.keycloakmcp.tests.connections.ConnectedRealm.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Directory;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections of people from an LDAP directory: carol, whom the realm keeps no copy of, and dave, whom it does. */
final class FederatedConnectionsIT {

    private static ConnectedRealm connected;
    private static Directory directory;

    @BeforeAll
    static void prepare() {
        connected = new ConnectedRealm();
        directory = Directory.start();
        directory.addUnit(connected.realm, "guests", "carol", false);
        directory.addUnit(connected.realm, "staff", "dave", true);
    }

    @AfterAll
    static void cleanUp() {
        directory.close();
        connected.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"carol", "dave"})
    void areListedAndTakenBack(String user) {
        String asking = connected.newClient();
        String trusted = connected.newClient(Map.of("consentRequired", false));
        Answer asked = connected.connect(user, asking, FILES, "files:read");
        Answer kept = connected.connect(user, asking, CRM, "");
        Answer trust = connected.connect(user, trusted, FILES, "files:read");
        JsonNode atFiles = connected.awaitUsed(asking, 2).stream()
                .filter(each -> each.at("/server/resource_uri").asText().equals(FILES))
                .findFirst()
                .orElseThrow();
        List<JsonNode> ofTrusted = connected.awaitUsed(trusted, 1);

        assertThat(texts(ofTrusted, "/user/username")).containsExactly(user);
        assertThat(texts(ofTrusted, "/scopes/0")).containsExactly("files:read");
        assertThat(connected.list("?user=" + connected.realm.userId(user)).text("total"))
                .isEqualTo("3");
        for (String id :
                List.of(atFiles.get("id").asText(), ofTrusted.get(0).get("id").asText())) {
            assertThat(connected
                            .realm
                            .admin()
                            .delete(connected.realm.adminPath("/mcp/connections/" + id))
                            .status())
                    .isEqualTo(204);
        }

        assertThat(connected.refresh(asking, asked).text("error")).isEqualTo("invalid_grant");
        assertThat(connected.refresh(trusted, trust).text("error")).isEqualTo("invalid_grant");
        assertThat(connected.refresh(asking, kept).status()).isEqualTo(200);
        assertThat(texts(connected.ownOf(user, asking), "/server/resource_uri")).containsExactly(CRM);
        assertThat(connected.of(trusted)).isEmpty();
    }

    @Test
    void countOneClientOfPeopleFromTwoPlacesOnce() {
        JsonNode server = connected.realm.registerServer("https://both.example.com/mcp", Map.of());
        String client = connected.newClient(Map.of("consentRequired", false));
        for (String user : List.of("carol", "dave")) {
            connected.connect(user, client, server.get("resource_uri").asText(), "");
        }
        connected.awaitUsed(client, 2);

        JsonNode usage = connected
                .list("/usage?servers=" + server.get("server_id").asText())
                .json();
        assertThat(usage.at("/servers/0/clients").asInt()).isEqualTo(1);
        assertThat(usage.at("/servers/0/last_token_on").asText())
                .isEqualTo(LocalDate.now(ZoneOffset.UTC).toString());
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.connections;

import static io.keycloakmcp.tests.connections.ConnectedRealm.CRM;
import static io.keycloakmcp.tests.connections.ConnectedRealm.FILES;
import static io.keycloakmcp.tests.connections.ConnectedRealm.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What is noted about people is in attributes of theirs, and the realm lets people edit attributes that its user
 * profile does not name. These they cannot.
 */
final class ProtectedRecordsIT {

    private static final String CONSENTS = "mcp.consents";
    private static final String SHARED = "shared:write";
    private static final String CONNECTIONS = "mcp.connections";

    private static ConnectedRealm connected;
    private static TestRealm realm;

    private String client;

    @BeforeAll
    static void prepare() {
        connected = new ConnectedRealm();
        realm = connected.realm;
        ObjectNode profile = (ObjectNode)
                realm.admin().get(realm.adminPath("/users/profile")).json();
        profile.put("unmanagedAttributePolicy", "ENABLED");
        assertThat(realm.admin().put(realm.adminPath("/users/profile"), profile).status())
                .isEqualTo(200);
    }

    @AfterAll
    static void cleanUp() {
        connected.close();
    }

    @BeforeEach
    void connect() {
        client = connected.newClient();
        connected.connect("alice", client, FILES, "files:read");
        connected.connect("alice", client, CRM, SHARED);
        connected.awaitUsed(client, 2);
    }

    private static Answer account(String method, HttpRequest.BodyPublisher body) {
        return Http.plain()
                .send(HttpRequest.newBuilder(URI.create(realm.issuer() + "/account"))
                        .header("Authorization", "Bearer " + connected.accountToken("alice"))
                        .header("Accept", "application/json")
                        .header("Content-Type", "application/json")
                        .method(method, body));
    }

    /** Saves the profile as the account console would, with other attributes. */
    private static int saveProfile(Map<String, List<String>> attributes) {
        ObjectNode profile =
                (ObjectNode) account("GET", BodyPublishers.noBody()).json();
        profile.set("attributes", new ObjectMapper().valueToTree(attributes));
        return account("POST", BodyPublishers.ofString(profile.toString())).status();
    }

    /** Keycloak's own consent has it already: for another server. */
    private boolean asksForWhatWasAllowedElsewhere() {
        return asksFor("files:read " + SHARED);
    }

    private boolean asksFor(String scope) {
        McpFlow flow = connected.flow(client);
        flow.logIn("alice", Map.of("resource", FILES, "scope", scope));
        return flow.wasAskedForConsent();
    }

    private static String userPath() {
        return realm.adminPath("/users/" + realm.userId("alice"));
    }

    /** A record such as there is, with one scope more. */
    private String forged() {
        JsonNode consents = realm.admin().get(userPath() + "/consents").json();
        for (JsonNode consent : consents) {
            if (consent.get("clientId").asText().equals(client)) {
                return String.join(
                        " ",
                        connected.files.get("server_id").asText(),
                        realm.clientUuid(client),
                        consent.get("createdDate").asText(),
                        "files:read",
                        SHARED);
            }
        }
        throw new AssertionError(consents.toString());
    }

    @Test
    void areInNoProfile() {
        String own = account("GET", BodyPublishers.noBody()).body();
        String seenByAdmin =
                realm.admin().get(userPath() + "?userProfileMetadata=true").body();

        assertThat(own).contains("alice").doesNotContain(CONSENTS, CONNECTIONS);
        assertThat(seenByAdmin).contains("alice").doesNotContain(CONSENTS, CONNECTIONS);
        assertThat(realm.admin().get(userPath() + "/unmanagedAttributes").body())
                .doesNotContain(CONSENTS, CONNECTIONS);
    }

    @Test
    void cannotBeForged() {
        saveProfile(Map.of(CONSENTS, List.of(forged())));

        assertThat(asksForWhatWasAllowedElsewhere()).isTrue();
    }

    @Test
    void cannotBeAddedTo() {
        String real = forged().replace(" " + SHARED, "");
        saveProfile(Map.of(CONSENTS, List.of(real, forged())));

        assertThat(asksForWhatWasAllowedElsewhere()).isTrue();
    }

    @Test
    void cannotBeForgedByAdministratorsOfUsers() {
        ObjectNode user = (ObjectNode) realm.admin().get(userPath()).json();
        user.set("attributes", new ObjectMapper().valueToTree(Map.of(CONSENTS, List.of(forged()))));
        realm.admin().put(userPath(), user);

        assertThat(asksForWhatWasAllowedElsewhere()).isTrue();
    }

    @Test
    void areNotLostWhenAProfileIsSaved() {
        assertThat(saveProfile(Map.of("nickname", List.of("Al")))).isEqualTo(204);
        ObjectNode user = (ObjectNode) realm.admin().get(userPath()).json();
        user.set("attributes", new ObjectMapper().valueToTree(Map.of("nickname", List.of("Ally"))));
        assertThat(realm.admin().put(userPath(), user).status()).isEqualTo(204);

        assertThat(asksFor("files:read")).isFalse();
        assertThat(texts(connected.of(client), "/last_used_on")).doesNotContain("null", "");
    }

    @Test
    void areNotForgedOnThePageForUpdatingTheProfile() {
        ObjectNode user = (ObjectNode) realm.admin().get(userPath()).json();
        user.putArray("requiredActions").add("UPDATE_PROFILE");
        assertThat(realm.admin().put(userPath(), user).status()).isEqualTo(204);
        McpFlow flow = connected
                .flow(client)
                .answering("email", () -> "alice@example.org")
                .answering("firstName", () -> "Alice")
                .answering("lastName", () -> "Example")
                .alsoSending(CONSENTS, forged());
        flow.logIn("alice", Map.of("resource", FILES, "scope", "files:read"));

        assertThat(asksForWhatWasAllowedElsewhere()).isTrue();
        assertThat(asksFor("files:read")).isFalse();
    }

    @Test
    void doNotStandInTheWayHoweverLongTheyAre() {
        String resource = "https://long.example.com";
        List<String> scopes = IntStream.rangeClosed(1, 12)
                .mapToObj(number -> "long:" + "x".repeat(190) + number)
                .toList();
        realm.registerServer(resource, Map.of("scopes_supported", scopes));
        connected.connect("alice", client, resource, String.join(" ", scopes));

        assertThat(saveProfile(Map.of("nickname", List.of("Al")))).isEqualTo(204);
        McpFlow flow = connected.flow(client);
        flow.logIn("alice", Map.of("resource", resource, "scope", String.join(" ", scopes)));
        assertThat(flow.wasAskedForConsent()).isFalse();
    }
}

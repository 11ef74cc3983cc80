/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.connections;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keycloakmcp.tests.keycloak.Admin;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;

/** A realm with two MCP servers, clients that use them, and everything about who is connected. */
final class ConnectedRealm implements AutoCloseable {

    static final String REDIRECT = "http://127.0.0.1/callback";
    static final String FILES = "https://files.example.com/mcp";
    static final String CRM = "https://crm.example.com/mcp";

    private static final String ACCOUNT_APP = "account-app";

    final TestRealm realm = TestRealm.create();
    final JsonNode files;
    final JsonNode crm;

    ConnectedRealm() {
        files = realm.registerServer(
                FILES,
                Map.of(
                        "name",
                        "Alpha Files",
                        "scopes",
                        List.of(
                                Map.of("name", "files:read", "description", "Read your files"),
                                "files:write",
                                "shared:write")));
        crm = realm.registerServer(CRM, Map.of("name", "Beta CRM", "scopes_supported", "crm:read shared:write"));
        realm.createClient(Map.of(
                "clientId",
                ACCOUNT_APP,
                "publicClient",
                true,
                "directAccessGrantsEnabled",
                true,
                "webOrigins",
                List.of("https://app.example.com")));
    }

    @Override
    public void close() {
        realm.close();
    }

    /** A public MCP client that needs consent. */
    String newClient() {
        return newClient(Map.of());
    }

    /** A public MCP client that needs consent, but for what is said about it. */
    String newClient(Map<String, Object> changes) {
        String clientId = "c" + UUID.randomUUID();
        Map<String, Object> client = new HashMap<>(Map.of(
                "clientId",
                clientId,
                "name",
                "Client " + clientId,
                "publicClient",
                true,
                "consentRequired",
                true,
                "redirectUris",
                List.of(REDIRECT),
                "defaultClientScopes",
                List.of("basic"),
                "optionalClientScopes",
                List.of("email", "offline_access"),
                "attributes",
                Map.of("mcp.client", "manual")));
        client.putAll(changes);
        realm.createClient(client);
        return clientId;
    }

    McpFlow flow(String client) {
        return new McpFlow(realm, client, REDIRECT);
    }

    /** Goes all the way to tokens, in a browser session of its own. */
    Answer connect(String user, String client, String resource, String scope) {
        Answer tokens = flow(client).tokens(user, resource, scope);
        assertThat(tokens.status()).as(tokens.body()).isEqualTo(200);
        return tokens;
    }

    Answer refresh(String client, Answer tokens) {
        return flow(client).refresh(tokens.text("refresh_token"), Map.of());
    }

    /** A token such as the account console has. */
    String accountToken(String user) {
        return Admin.passwordToken(realm.base(), realm.name(), ACCOUNT_APP, user, user);
    }

    String url() {
        return realm.issuer() + "/mcp/connections";
    }

    Answer own(String method, String path, String token) {
        return Http.plain()
                .send(HttpRequest.newBuilder(URI.create(url() + path))
                        .header("Authorization", "Bearer " + token)
                        .method(method, HttpRequest.BodyPublishers.noBody()));
    }

    /** What a person sees of a client's connections. */
    List<JsonNode> ownOf(String user, String client) {
        Answer answer = own("GET", "?max=1000", accountToken(user));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return of(answer, client);
    }

    Answer list(String query) {
        return realm.admin().get(realm.adminPath("/mcp/connections" + query));
    }

    /** What an administrator sees of a client's connections. */
    List<JsonNode> of(String client) {
        Answer answer = list("?max=1000&client=" + client);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        List<JsonNode> found = of(answer, client);
        assertThat(answer.json().get("total").asInt()).isEqualTo(found.size());
        return found;
    }

    /** Uses are noted when the answer may be on its way already. */
    List<JsonNode> awaitUsed(String client, int count) {
        return Awaitility.await("the uses of " + client)
                .until(
                        () -> of(client),
                        found -> found.size() == count
                                && found.stream()
                                        .noneMatch(
                                                each -> each.get("last_used_on").isNull()));
    }

    private static List<JsonNode> of(Answer page, String client) {
        return StreamSupport.stream(page.json().get("connections").spliterator(), false)
                .filter(each -> each.at("/client/client_id").asText().equals(client))
                .toList();
    }

    static List<String> texts(List<JsonNode> connections, String pointer) {
        return connections.stream().map(each -> each.at(pointer).asText()).toList();
    }
}

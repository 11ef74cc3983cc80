/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.callers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.HashMap;
import java.util.Map;

/** Calls to what a realm answers to everybody, below {@code /realms/{realm}/mcp/servers}. */
final class Calls {

    static final String SECRET = "a-secret-for-tests-alone";

    private final TestRealm realm;

    Calls(TestRealm realm) {
        this.realm = realm;
    }

    String url(String path) {
        return realm.issuer() + "/mcp/servers" + path;
    }

    static String challengeOf(JsonNode server) {
        return "/" + server.get("server_id").asText() + "/challenge";
    }

    Answer send(String method, String path, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url(path))).method(method, BodyPublishers.noBody());
        Answer answer = Http.plain().send(headers.length == 0 ? request : request.headers(headers));
        if (!method.equals("OPTIONS") && answer.status() != 405) {
            assertThat(answer.header("Cache-Control")).as(answer.body()).isEqualTo("no-store");
        }
        return answer;
    }

    Answer get(String path, String token) {
        return send("GET", path, "Authorization", "Bearer " + token);
    }

    /** A token by name and password, with everything that comes with it. */
    Answer tokens(String client, String user, Map<String, String> more) {
        Answer answer = Http.plain().postForm(realm.tokenEndpoint(), passwordGrant(client, user, more));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    private static Map<String, String> passwordGrant(String client, String user, Map<String, String> more) {
        Map<String, String> form = new HashMap<>(Map.of(
                "grant_type", "password",
                "client_id", client,
                "client_secret", SECRET,
                "username", user,
                "password", user,
                "scope", "openid"));
        form.putAll(more);
        return form;
    }

    String token(String client, String user) {
        return tokens(client, user, Map.of()).text("access_token");
    }

    /** A token that is bound to a key (RFC 9449 §5). */
    String boundToken(ProofKey key, String client, String user, Map<String, String> more) {
        Answer answer = Http.plain()
                .send(HttpRequest.newBuilder(URI.create(realm.tokenEndpoint()))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("DPoP", key.proof("POST", realm.tokenEndpoint(), ""))
                        .POST(BodyPublishers.ofString(Http.encode(passwordGrant(client, user, more)))));
        assertThat(answer.text("token_type")).as(answer.body()).isEqualTo("DPoP");
        return answer.text("access_token");
    }

    /** A client with a secret, passwords, and a service account. */
    void createClient(String clientId, Map<String, Object> more) {
        Map<String, Object> client = new HashMap<>(Map.of(
                "clientId",
                clientId,
                "secret",
                SECRET,
                "directAccessGrantsEnabled",
                true,
                "serviceAccountsEnabled",
                true));
        client.putAll(more);
        realm.createClient(client);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.authorization;

import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A confidential client that gets its users' tokens without a browser, to save the tests the way through one.
 *
 * @param realm the realm
 * @param clientId its id
 */
record Agent(TestRealm realm, String clientId) {

    static final String SECRET = "a-secret-for-tests-alone";

    static Agent create(TestRealm realm, String clientId, Map<String, String> attributes) {
        realm.createClient(Map.of(
                "clientId", clientId,
                "secret", SECRET,
                "directAccessGrantsEnabled", true,
                "redirectUris", List.of("http://localhost/callback"),
                "attributes", attributes));
        return new Agent(realm, clientId);
    }

    Answer request(String endpoint, Map<String, String> parameters) {
        return Http.plain().postForm(realm.tokenEndpoint() + endpoint, Http.encode(form(parameters)));
    }

    Answer requestWithProof(String proof, Map<String, String> parameters) {
        return Http.plain()
                .send(HttpRequest.newBuilder(URI.create(realm.tokenEndpoint()))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("DPoP", proof)
                        .POST(HttpRequest.BodyPublishers.ofString(Http.encode(form(parameters)))));
    }

    private Map<String, String> form(Map<String, String> parameters) {
        Map<String, String> form = new HashMap<>(parameters);
        form.put("client_id", clientId);
        form.put("client_secret", SECRET);
        return form;
    }

    void logOut(String refreshToken) {
        Http.plain()
                .postForm(
                        realm.issuer() + "/protocol/openid-connect/logout",
                        Http.encode(form(Map.of("refresh_token", refreshToken))));
    }

    /** A login by password, for a resource or without one. */
    static Map<String, String> login(String user, String resource) {
        Map<String, String> form = new HashMap<>(Map.of(
                "grant_type", "password",
                "username", user,
                "password", user,
                "resource", resource));
        form.values().removeIf(String::isEmpty);
        return form;
    }

    Answer tokens(String user, String resource) {
        return request("", login(user, resource));
    }

    /** A token of alice as it comes to a server with a call. */
    String token(String resource) {
        return tokens("alice", resource).text("access_token");
    }
}

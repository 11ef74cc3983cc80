/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.authorization;

import com.fasterxml.jackson.databind.JsonNode;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an MCP server does with its own credential.
 *
 * @param realm the realm
 * @param serverId its id
 * @param secret the secret that its registration answered with
 */
record ServerClient(TestRealm realm, String serverId, String secret) {

    private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
    static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

    static ServerClient register(TestRealm realm, String resource, Map<String, Object> more) {
        JsonNode server = realm.registerServer(resource, more);
        return new ServerClient(
                realm,
                server.get("server_id").asText(),
                server.get("client_secret").asText());
    }

    /** RFC 7662 §2.1. */
    JsonNode introspect(String token) {
        return introspect(token, "access_token");
    }

    JsonNode introspect(String token, String hint) {
        return Http.plain()
                .postForm(
                        realm.tokenEndpoint() + "/introspect",
                        Map.of(
                                "client_id", serverId,
                                "client_secret", secret,
                                "token", token,
                                "token_type_hint", hint))
                .json();
    }

    boolean seesAsActive(String token) {
        return introspect(token).get("active").asBoolean();
    }

    /** RFC 8693 §2.1: parameters to set; an empty value leaves the parameter out. */
    Answer exchange(String subjectToken, Map<String, String> parameters) {
        return Http.plain().postForm(realm.tokenEndpoint(), Http.encode(form(subjectToken, parameters)));
    }

    /** For parameters that are sent more than once. */
    Answer exchange(String subjectToken, String encoded) {
        return Http.plain().postForm(realm.tokenEndpoint(), Http.encode(form(subjectToken, Map.of())) + "&" + encoded);
    }

    Answer exchangeWithProof(String subjectToken, Map<String, String> parameters, String proof) {
        return Http.plain()
                .send(HttpRequest.newBuilder(URI.create(realm.tokenEndpoint()))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("DPoP", proof)
                        .POST(HttpRequest.BodyPublishers.ofString(Http.encode(form(subjectToken, parameters)))));
    }

    /** RFC 7523 §2.1. */
    Answer mint(String assertion, String resource) {
        return Http.plain()
                .postForm(
                        realm.tokenEndpoint(),
                        Map.of(
                                "grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer",
                                "client_id", serverId,
                                "client_secret", secret,
                                "assertion", assertion,
                                "resource", resource));
    }

    private Map<String, String> form(String subjectToken, Map<String, String> parameters) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", EXCHANGE);
        form.put("client_id", serverId);
        form.put("client_secret", secret);
        form.put("subject_token", subjectToken);
        form.put("subject_token_type", ACCESS_TOKEN);
        form.putAll(parameters);
        form.values().removeIf(String::isEmpty);
        return form;
    }

    void change(Map<String, Object> settings) {
        realm.changeServer(serverId, settings);
    }
}

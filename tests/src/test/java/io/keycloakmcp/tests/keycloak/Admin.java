/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.keycloak;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.function.Supplier;

/** The admin REST API, called with somebody's token. */
public final class Admin {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Http http = Http.plain();
    private final String base;
    private final Supplier<String> token;

    /**
     * The API as somebody sees it.
     *
     * @param base the server's base URL
     * @param token gives an access token for each request
     */
    public Admin(String base, Supplier<String> token) {
        this.base = base;
        this.token = token;
    }

    /**
     * The API as the server's administrator sees it.
     *
     * @param base the server's base URL
     * @return the API
     */
    public static Admin ofMaster(String base) {
        return new Admin(base, () -> passwordToken(base, "master", "admin-cli", "admin", "admin"));
    }

    /**
     * A token by name and password.
     *
     * @param base the server's base URL
     * @param realm the realm
     * @param client a public client with direct access grants
     * @param user the user
     * @param password the password
     * @return the access token
     */
    public static String passwordToken(String base, String realm, String client, String user, String password) {
        Answer answer = Http.plain()
                .postForm(
                        base + "/realms/" + realm + "/protocol/openid-connect/token",
                        Map.of(
                                "grant_type", "password",
                                "client_id", client,
                                "username", user,
                                "password", password));
        return answer.text("access_token");
    }

    /**
     * Gets.
     *
     * @param path the path below {@code /admin}
     * @return the answer
     */
    public Answer get(String path) {
        return http.send(request(path).GET());
    }

    /**
     * Posts JSON.
     *
     * @param path the path below {@code /admin}
     * @param body anything that can be written as JSON, or JSON text
     * @return the answer
     */
    public Answer post(String path, Object body) {
        return http.send(
                request(path).header("Content-Type", "application/json").POST(json(body)));
    }

    /**
     * Puts JSON.
     *
     * @param path the path below {@code /admin}
     * @param body anything that can be written as JSON, or JSON text
     * @return the answer
     */
    public Answer put(String path, Object body) {
        return http.send(
                request(path).header("Content-Type", "application/json").PUT(json(body)));
    }

    /**
     * Puts JSON in the place of one state of a resource.
     *
     * @param path the path below {@code /admin}
     * @param body anything that can be written as JSON, or JSON text
     * @param ifMatch the tag of the state
     * @return the answer
     */
    public Answer putIf(String path, Object body, String ifMatch) {
        return http.send(request(path)
                .header("Content-Type", "application/json")
                .header("If-Match", ifMatch)
                .PUT(json(body)));
    }

    /**
     * Deletes.
     *
     * @param path the path below {@code /admin}
     * @return the answer
     */
    public Answer delete(String path) {
        return http.send(request(path).DELETE());
    }

    /**
     * Deletes what a body names.
     *
     * @param path the path below {@code /admin}
     * @param body anything that can be written as JSON, or JSON text
     * @return the answer
     */
    public Answer delete(String path, Object body) {
        return http.send(
                request(path).header("Content-Type", "application/json").method("DELETE", json(body)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + "/admin" + path))
                .header("Authorization", "Bearer " + token.get());
    }

    private static HttpRequest.BodyPublisher json(Object body) {
        try {
            return BodyPublishers.ofString(body instanceof String text ? text : MAPPER.writeValueAsString(body));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.registration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/**
 * Registrations at a realm, as clients make and manage them.
 *
 * @param realm the realm
 */
record Registrations(TestRealm realm) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** A realm with one MCP server, in which tests may register as often as they like. */
    static Registrations at(String resource) {
        Registrations registrations = new Registrations(TestRealm.create());
        registrations.realm.registerServer(resource, Map.of("scopes_supported", List.of("mcp:tools")));
        registrations.settings(Map.of());
        return registrations;
    }

    /** What a real client sends. */
    static ObjectNode fixture(String name) {
        try (InputStream file = Registrations.class.getResourceAsStream("/registration/" + name + ".json")) {
            return (ObjectNode) MAPPER.readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A public client that says no more than it must. */
    static ObjectNode publicClient(String... redirectUris) {
        ObjectNode body =
                MAPPER.createObjectNode().put("client_name", "A client").put("token_endpoint_auth_method", "none");
        body.set("redirect_uris", MAPPER.valueToTree(redirectUris));
        return body;
    }

    static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    /** Sets the realm's settings for registration; those that are not named have their defaults, but for the rates. */
    void settings(Map<String, Object> registration) {
        settings(registration, Map.of());
    }

    void settings(Map<String, Object> registration, Map<String, Object> others) {
        Map<String, Object> unlimited = new HashMap<>(Map.of("rate_limit_per_address", 0, "rate_limit_per_realm", 0));
        unlimited.putAll(registration);
        Map<String, Object> settings = new HashMap<>(others);
        settings.put("registration", unlimited);
        Answer answer = realm.admin().put(realm.adminPath("/mcp/settings"), settings);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    String endpoint() {
        return realm.issuer() + "/clients-registrations/mcp";
    }

    Answer post(String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(endpoint()))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        return Http.plain().send(headers.length == 0 ? request : request.headers(headers));
    }

    Answer post(JsonNode body, String... headers) {
        return post(body.toString(), headers);
    }

    Answer postWithToken(JsonNode body, String token) {
        return post(body, "Authorization", "Bearer " + token);
    }

    JsonNode registered(JsonNode body) {
        Answer answer = post(body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.json();
    }

    /** The client's own requests to its registration (RFC 7592 §2). */
    Answer manage(String method, String clientId, String token, String body) {
        return Http.plain()
                .send(HttpRequest.newBuilder(URI.create(endpoint() + "/" + clientId))
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer " + token)
                        .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
    }

    Answer read(JsonNode registered) {
        return manage("GET", id(registered), token(registered), "");
    }

    Answer replace(JsonNode registered, JsonNode body) {
        return manage("PUT", id(registered), token(registered), body.toString());
    }

    Answer remove(JsonNode registered) {
        return manage("DELETE", id(registered), token(registered), "");
    }

    static String id(JsonNode registered) {
        return registered.get("client_id").asText();
    }

    static String token(JsonNode registered) {
        return registered.get("registration_access_token").asText();
    }

    /** The client as Keycloak has it. */
    JsonNode stored(JsonNode registered) {
        return realm.admin()
                .get(realm.adminPath("/clients?clientId=" + id(registered)))
                .json()
                .get(0);
    }

    boolean isThere(String clientId) {
        return !realm.admin()
                .get(realm.adminPath("/clients?clientId=" + clientId))
                .json()
                .isEmpty();
    }

    /** How many clients the realm has. */
    int count() {
        return realm.admin().get(realm.adminPath("/clients?max=1000")).json().size();
    }

    /** An initial access token (Keycloak's), good for so many clients. */
    String initialAccessToken(int count, int expiration) {
        Answer answer = realm.admin()
                .post(realm.adminPath("/clients-initial-access"), Map.of("count", count, "expiration", expiration));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.text("token");
    }

    /** Requests that start in the same moment, each in a thread of its own. */
    static List<Answer> atOnce(int number, IntFunction<Answer> request) {
        CountDownLatch start = new CountDownLatch(number);
        ExecutorService executor = Executors.newFixedThreadPool(number);
        try {
            return IntStream.range(0, number)
                    .mapToObj(place -> executor.submit(() -> {
                        start.countDown();
                        start.await();
                        return request.apply(place);
                    }))
                    .toList()
                    .stream()
                    .map(Registrations::result)
                    .toList();
        } finally {
            executor.shutdownNow();
        }
    }

    private static Answer result(Future<Answer> answer) {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }

    /** Refused with an error that a client can read and a person can understand. */
    static void refused(Answer answer, int status, String error) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.text("error")).as(answer.body()).isEqualTo(error);
        assertThat(answer.text("error_description")).isNotEmpty().matches("\\p{ASCII}*");
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertThat(answer.header("Content-Type")).startsWith("application/json");
    }
}

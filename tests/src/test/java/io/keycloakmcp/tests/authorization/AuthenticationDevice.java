/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.SharedKeycloak;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.awaitility.Awaitility;

/** A stand-in for the device on which people agree in CIBA: no real one can be had here. */
record AuthenticationDevice(TestRealm realm) {

    /** What classes lock that use the device: there is one. */
    static final String LOCK = "authentication device";

    /** What Keycloak sends with its requests, by which it knows the answers. */
    private static final BlockingQueue<String> TOKENS = new LinkedBlockingQueue<>();

    /** One for all tests: Keycloak keeps its connection. */
    private static HttpServer device;

    /**
     * Sends a backchannel authentication request (CIBA Core §7.1), to which nobody agrees.
     *
     * @param request the parameters, with those of the client's authentication
     * @return the id of the request, for the token endpoint
     */
    String ask(Map<String, String> request) {
        listen();
        TOKENS.clear();
        Answer answer = Http.plain().postForm(realm.issuer() + "/protocol/openid-connect/ext/ciba/auth", request);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.text("auth_req_id");
    }

    /**
     * Sends a backchannel authentication request, and agrees to it.
     *
     * @param request the parameters, with those of the client's authentication
     * @return the id of the request, for the token endpoint
     */
    String approve(Map<String, String> request) {
        String id = ask(request);
        Answer approval = Http.plain()
                .send(HttpRequest.newBuilder(
                                URI.create(realm.issuer() + "/protocol/openid-connect/ext/ciba/auth/callback"))
                        .header("Authorization", nextToken())
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"status\":\"SUCCEED\"}")));
        assertThat(approval.status()).as(approval.body()).isEqualTo(200);
        return id;
    }

    private static String nextToken() {
        try {
            String token = TOKENS.poll(20, TimeUnit.SECONDS);
            assertThat(token).as("what Keycloak sent to the device").isNotNull();
            return token;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static synchronized void listen() {
        if (device != null) {
            return;
        }
        try {
            device =
                    HttpServer.create(new InetSocketAddress("localhost", SharedKeycloak.authenticationDevicePort()), 0);
            device.createContext("/", exchange -> {
                TOKENS.add(exchange.getRequestHeaders().getFirst("Authorization"));
                exchange.sendResponseHeaders(201, -1);
                exchange.close();
            });
            device.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks for tokens until Keycloak no longer finds it too soon. */
    static Answer poll(Supplier<Answer> tokens) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofSeconds(1))
                .until(tokens::get, answer -> !answer.body().contains("slow_down"));
    }
}

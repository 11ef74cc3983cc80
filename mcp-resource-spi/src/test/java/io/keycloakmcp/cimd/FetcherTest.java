/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.cimd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is fetched from a host that means ill, or is broken, and how long anybody waits for it. */
final class FetcherTest {

    private static final Egress DIRECT = new Egress(Optional.empty(), false);
    private static final String BAD_GATEWAY = "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n";
    private static final String DOCUMENT = "{\"client_id\":\"x\"}";

    private final AtomicInteger requests = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch over = new CountDownLatch(1);
    private HttpServer host;
    private Fetcher fetcher;

    @BeforeEach
    void start() throws IOException {
        host = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        host.setExecutor(threads);
        host.start();
        fetcher = new Fetcher(DIRECT, Optional.empty());
    }

    @AfterEach
    void stop() {
        over.countDown();
        fetcher.close();
        host.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpHandler handler) {
        host.createContext("/", exchange -> {
            requests.incrementAndGet();
            try (exchange) {
                handler.handle(exchange);
            }
        });
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** Until the test is over, or for a time. */
    private void await(Duration time) {
        try {
            over.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private MetadataUrl url() throws RefusedClient {
        return MetadataUrl.read("http://127.0.0.1:" + host.getAddress().getPort() + "/client.json", true);
    }

    private Fetched fetch() throws RefusedClient {
        return fetcher.fetch(url(), Optional.empty(), Optional.empty());
    }

    private RefusedClient refusal() {
        RefusedClient refused = catchThrowableOfType(RefusedClient.class, this::fetch);
        assertThat(refused).isNotNull();
        return refused;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/json; charset=utf-8",
                "APPLICATION/JSON",
                "application/client-metadata+json"
            })
    void fetchesJson(String type) throws RefusedClient {
        answer(exchange -> send(exchange, 200, type, DOCUMENT));

        Fetched fetched = fetch();

        assertThat(fetched.content()).map(Object::toString).contains(DOCUMENT);
        assertThat(fetched.expiresAt()).isEqualTo(fetched.fetchedAt().plus(CacheLifetime.USUAL));
        assertThat(fetched.etag()).isEmpty();
    }

    @Test
    void asksForWhatHasChangedAlone() throws RefusedClient {
        answer(exchange -> {
            assertThat(exchange.getRequestHeaders().getFirst("Accept")).isEqualTo("application/json");
            exchange.getResponseHeaders().set("ETag", "\"v1\"");
            exchange.getResponseHeaders().set("Last-Modified", "Sat, 21 Nov 2026 12:00:00 GMT");
            exchange.getResponseHeaders().set("Cache-Control", "max-age=600");
            if ("\"v1\"".equals(exchange.getRequestHeaders().getFirst("If-None-Match"))
                    && exchange.getRequestHeaders().getFirst("If-Modified-Since") != null) {
                exchange.sendResponseHeaders(304, -1);
            } else {
                send(exchange, 200, "application/json", DOCUMENT);
            }
        });

        Fetched first = fetch();
        Fetched again = fetcher.fetch(url(), first.etag(), first.lastModified());

        assertThat(first.content()).isPresent();
        assertThat(again.content()).isEmpty();
        assertThat(again.etag()).contains("\"v1\"");
        assertThat(again.expiresAt()).isEqualTo(again.fetchedAt().plus(Duration.ofMinutes(10)));
    }

    @ParameterizedTest
    @CsvSource({
        "304, application/json",
        "201, application/json",
        "204, application/json",
        "206, application/json",
        "401, application/json",
        "403, application/json",
        "404, application/json",
        "429, application/json",
        "500, application/json",
        "503, application/json",
        "200, text/html",
        "200, text/plain",
        "200, application/octet-stream",
        "200, application/jsonp",
        "200, application/x+jsonx",
        "200, text/x+json",
        "200, ;",
    })
    void takesNothingButTheAnswerOfASoundHost(int status, String type) {
        answer(exchange -> send(exchange, status, type, status == 204 || status == 304 ? "" : DOCUMENT));

        assertThat(refusal().rule()).isEqualTo("document_unavailable");
        assertThat(refusal().reason()).contains("HTTP status " + status);
        // Whoever asks from outside learns nothing about what is there.
        assertThat(refusal().getMessage()).doesNotContain(Integer.toString(status));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void followsNoRedirect(int status) {
        answer(exchange -> {
            exchange.getResponseHeaders().set("Location", "/elsewhere.json");
            send(exchange, status, "application/json", DOCUMENT);
        });

        assertThat(refusal().reason()).contains("HTTP status " + status);
        assertThat(requests).hasValue(1);
    }

    @Test
    void takesTenKilobytesAndNotOneMore() throws RefusedClient {
        String envelope = "{\"x\":\"\"}";
        String largest = envelope.replace("\"\"", "\"" + "a".repeat(Fetcher.MAX_BYTES - envelope.length()) + "\"");
        answer(exchange -> send(exchange, 200, "application/json", requests.get() == 1 ? largest : largest + " "));

        assertThat(fetch().content()).isPresent();
        assertThat(refusal().reason()).contains("more than 10240 bytes");
    }

    @Test
    void givesUpOnABodyThatHasNoEnd() {
        answer(exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 0);
            byte[] block = "[".repeat(1_024).getBytes(StandardCharsets.US_ASCII);
            for (int count = 0; count < 100_000; count++) {
                exchange.getResponseBody().write(block);
            }
        });

        assertThat(refusal().reason()).contains("more than 10240 bytes");
    }

    @Test
    void waitsFiveSecondsInAllForABodyThatDrips() {
        answer(exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 0);
            for (int count = 0; count < 60; count++) {
                exchange.getResponseBody().write(' ');
                exchange.getResponseBody().flush();
                await(Duration.ofMillis(500));
            }
        });

        assertThat(secondsUntilRefused("within 5 seconds")).isBetween(4.5, 6.5);
    }

    @Test
    void waitsThreeSecondsForAHostThatSaysNothing() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            host.stop(0);
            Instant start = Instant.now();
            RefusedClient refused = catchThrowableOfType(
                    RefusedClient.class,
                    () -> fetcher.fetch(
                            MetadataUrl.read("http://127.0.0.1:" + silent.getLocalPort() + "/client.json", true),
                            Optional.empty(),
                            Optional.empty()));

            assertThat(refused.reason()).contains("SocketTimeoutException");
            assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(5));
        }
    }

    private double secondsUntilRefused(String reason) {
        Instant start = Instant.now();
        assertThat(refusal().reason()).contains(reason);
        return Duration.between(start, Instant.now()).toMillis() / 1_000.0;
    }

    @Test
    void readsNoHeadersWithoutEnd() {
        answer(exchange -> {
            for (int count = 0; count < 200; count++) {
                exchange.getResponseHeaders().add("X-" + count, "x");
            }
            send(exchange, 200, "application/json", DOCUMENT);
        });

        assertThat(refusal().rule()).isEqualTo("document_unavailable");
    }

    @Test
    void unpacksNothing() {
        answer(exchange -> {
            assertThat(exchange.getRequestHeaders()).doesNotContainKey("Accept-encoding");
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            send(exchange, 200, "application/json", DOCUMENT);
        });

        assertThat(refusal().rule()).isEqualTo("document_unavailable");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "<html>", "{", "{}}", "{} {}", "{'a':1}", "{\"a\":1,\"a\":2}", "{\"a\":NaN}", "// x\n{}"})
    void takesNothingThatIsNoJson(String body) {
        answer(exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream stream = exchange.getResponseBody()) {
                stream.write(bytes);
            }
        });

        assertThat(refusal().rule()).isEqualTo("document_malformed");
        assertThat(refusal().reason()).contains(body.length() + " bytes");
    }

    @Test
    void takesNoJsonThatIsNestedTooDeep() {
        answer(exchange -> send(exchange, 200, "application/json", "[".repeat(5_000) + "]".repeat(5_000)));

        assertThat(refusal().rule()).isEqualTo("document_malformed");
    }

    @Test
    void saysNothingOfWhatAHostWroteThatCannotBePrinted() {
        answer(exchange -> send(exchange, 200, "text/\u0007\u009f\u20ac" + "x".repeat(5_000), DOCUMENT));

        assertThat(refusal().reason()).matches("[\\x20-\\x7e]{1,800}");
    }

    @Test
    void asksOneHostThirtyTimesAMinuteAndNotOnceMore() throws RefusedClient {
        answer(exchange -> send(exchange, 200, "application/json", DOCUMENT));

        for (int count = 0; count < Fetcher.PER_HOST; count++) {
            fetch();
        }

        assertThat(refusal().rule()).isEqualTo("fetch_limit");
        assertThat(requests).hasValue(Fetcher.PER_HOST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://10.0.0.1/client.json",
                "https://169.254.169.254/latest/meta-data",
                "https://[::ffff:10.0.0.1]/client.json",
                "https://[fd00::1]/client.json",
                "https://[64:ff9b::7f00:1]/client.json",
                "https://2130706433/client.json",
                "https://localhost.localdomain/client.json"
            })
    void connectsToNoAddressThatIsNotPublic(String url) {
        Instant start = Instant.now();
        RefusedClient refused = catchThrowableOfType(
                RefusedClient.class,
                () -> fetcher.fetch(MetadataUrl.read(url, true), Optional.empty(), Optional.empty()));

        assertThat(refused.rule()).isIn("address_forbidden", "document_unavailable");
        assertThat(refused.reason()).containsAnyOf("is not a public one", "UnknownHostException");
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void fetchesNothingWhereNobodyVouchesForTheProxy() {
        try (Fetcher closed = new Fetcher(new Egress(Optional.empty(), true), Optional.empty())) {
            RefusedClient refused = catchThrowableOfType(
                    RefusedClient.class,
                    () -> closed.fetch(
                            MetadataUrl.read("https://client.example/client.json", false),
                            Optional.empty(),
                            Optional.empty()));

            assertThat(refused.rule()).isEqualTo("proxy_unconfigured");
            assertThat(refused.reason()).contains("spi-mcp-client-id-metadata--default--proxy");
        }
    }

    @Test
    void asksTheProxyForWhatIsPublicAlone() throws IOException {
        try (ServerSocket proxy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            threads.submit(() -> {
                while (true) {
                    try (Socket connection = proxy.accept()) {
                        requests.incrementAndGet();
                        connection.getOutputStream().write(BAD_GATEWAY.getBytes(StandardCharsets.US_ASCII));
                    }
                }
            });
            Egress through = Egress.of(Optional.of("http://127.0.0.1:" + proxy.getLocalPort()), true, Map.of());
            try (Fetcher behind = new Fetcher(through, Optional.empty())) {
                assertThat(ruleOf(behind, "https://client.invalid/client.json")).isEqualTo("document_unavailable");
                assertThat(requests)
                        .as("what cannot be resolved here is left to the proxy")
                        .hasValue(1);
                assertThat(ruleOf(behind, "https://10.0.0.1/client.json")).isEqualTo("address_forbidden");
                assertThat(requests).hasValue(1);
            }
        }
    }

    private static String ruleOf(Fetcher fetcher, String url) {
        return catchThrowableOfType(
                        RefusedClient.class,
                        () -> fetcher.fetch(MetadataUrl.read(url, false), Optional.empty(), Optional.empty()))
                .rule();
    }
}

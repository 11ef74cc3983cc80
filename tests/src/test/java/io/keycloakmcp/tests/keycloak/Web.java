/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.keycloak;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** What the web is to Keycloak: a host on this machine that has documents of clients, and their keys. */
public final class Web implements AutoCloseable {

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Page> pages = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> visits = new ConcurrentHashMap<>();
    private final HttpServer host;

    private record Page(int status, Map<String, String> headers, String body) {}

    private Web(HttpServer host) {
        this.host = host;
    }

    /**
     * Starts a host.
     *
     * @return the host; the caller closes it
     */
    public static Web open() {
        try {
            Web web = new Web(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
            web.host.setExecutor(web.threads);
            web.host.createContext("/", web::answer);
            web.host.start();
            return web;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            visits.computeIfAbsent(path, none -> new AtomicInteger()).incrementAndGet();
            Page page = pages.getOrDefault(path, new Page(404, Map.of(), ""));
            page.headers().forEach(exchange.getResponseHeaders()::set);
            boolean known = Optional.ofNullable(page.headers().get("ETag"))
                    .filter(tag ->
                            List.of(tag).equals(exchange.getRequestHeaders().get("If-None-Match")))
                    .isPresent();
            byte[] body = page.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(known ? 304 : page.status(), known || body.length == 0 ? -1 : body.length);
            if (!known) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    /**
     * The URL of a path.
     *
     * @param path the path
     * @return the URL
     */
    public String url(String path) {
        return "http://127.0.0.1:" + host.getAddress().getPort() + path;
    }

    /**
     * Puts an answer at a path.
     *
     * @param path the path
     * @param status its status
     * @param headers its headers
     * @param body its body
     */
    public void put(String path, int status, Map<String, String> headers, String body) {
        pages.put(path, new Page(status, headers, body));
    }

    /**
     * Puts JSON at a path.
     *
     * @param path the path
     * @param body the JSON text
     */
    public void putJson(String path, String body) {
        put(path, 200, Map.of("Content-Type", "application/json"), body);
    }

    /**
     * Puts a client's document at a path.
     *
     * @param path the path
     * @param members what it has besides its client id and name
     * @return its URL
     */
    public String putDocument(String path, String members) {
        putJson(path, document(path, members));
        return url(path);
    }

    /**
     * A client's document for a path.
     *
     * @param path the path
     * @param members what it has besides its client id and name
     * @return the JSON text
     */
    public String document(String path, String members) {
        return "{\"client_id\":\"" + url(path) + "\",\"client_name\":\"A client\"," + members + "}";
    }

    /**
     * How often a path was asked for.
     *
     * @param path the path
     * @return the number of requests
     */
    public int visits(String path) {
        return Optional.ofNullable(visits.get(path)).map(AtomicInteger::get).orElse(0);
    }

    @Override
    public void close() {
        host.stop(0);
        threads.shutdownNow();
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.keycloak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** An HTTP client as plain as a client's own: it follows no redirect by itself. */
public final class Http {

    /** One for all: each client has threads of its own. */
    private static final Http PLAIN = new Http(HttpClient.newHttpClient());

    private final HttpClient client;

    private Http(HttpClient client) {
        this.client = client;
    }

    /**
     * A client without cookies.
     *
     * @return the client
     */
    public static Http plain() {
        return PLAIN;
    }

    /**
     * A client with a cookie jar of its own, like one browser session.
     *
     * @return the client
     */
    public static Http withCookies() {
        CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL) {
            @Override
            public void put(URI uri, Map<String, List<String>> headers) throws IOException {
                super.put(uri, headers);
                // Browsers take localhost for secure; java.net does not.
                getCookieStore().getCookies().forEach(cookie -> cookie.setSecure(false));
            }
        };
        return new Http(HttpClient.newBuilder().cookieHandler(cookies).build());
    }

    /**
     * Sends a request.
     *
     * @param request the request
     * @return the answer
     */
    public Answer send(HttpRequest.Builder request) {
        try {
            return new Answer(client.send(request.build(), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * Gets a document.
     *
     * @param url the URL
     * @return the answer
     */
    public Answer get(String url) {
        return send(HttpRequest.newBuilder(URI.create(url)));
    }

    /**
     * Posts a form.
     *
     * @param url the URL
     * @param form the fields
     * @return the answer
     */
    public Answer postForm(String url, Map<String, String> form) {
        return postForm(url, encode(form));
    }

    /**
     * Posts a form that is encoded already, for what a map cannot say.
     *
     * @param url the URL
     * @param form the encoded fields
     * @return the answer
     */
    public Answer postForm(String url, String form) {
        return send(HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
    }

    /**
     * Posts JSON.
     *
     * @param url the URL
     * @param json the body
     * @return the answer
     */
    public Answer postJson(String url, String json) {
        return send(HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json)));
    }

    /**
     * Encodes a query or a form.
     *
     * @param fields the fields
     * @return the encoded text
     */
    public static String encode(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> URLEncoder.encode(field.getKey(), StandardCharsets.UTF_8) + "="
                        + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.cimd;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.keycloakmcp.client.ClaimedMetadata;
import java.io.IOException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.http.Header;
import org.apache.http.HttpEntity;
import org.apache.http.HttpHeaders;
import org.apache.http.HttpResponse;
import org.apache.http.HttpStatus;
import org.apache.http.ParseException;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.entity.ContentType;
import org.keycloak.common.util.Time;
import org.keycloak.util.JsonSerialization;

/**
 * Fetches small JSON documents of strangers: 10 KB at most, in five seconds at most, and not often from one host. The
 * limits are those of one node.
 */
final class Fetcher implements AutoCloseable {

    /** All in all, looking up the name and waiting for a thread included. */
    static final Duration DEADLINE = Duration.ofSeconds(5);

    static final int MAX_BYTES = 10_240;

    /** How many fetches one host may be asked for in a minute. */
    static final int PER_HOST = 30;

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int MAX_HOSTS = 10_000;
    private static final int THREADS = 16;
    private static final Duration IDLE = Duration.ofSeconds(30);

    private static final String JSON = "application/json";
    private static final String JSON_SUFFIX = "+json";

    private final Egress egress;
    private final GuardedHttp web;
    private final GuardedHttp loopback;
    private final ExecutorService workers;
    private final Cache<String, AtomicInteger> asked = Caffeine.newBuilder()
            .maximumSize(MAX_HOSTS)
            .expireAfterWrite(MINUTE)
            .build();

    /**
     * A fetcher for one node.
     *
     * @param egress the way out of the node
     * @param truststore the certificates that Keycloak trusts; empty for those of the Java platform
     */
    Fetcher(Egress egress, Optional<KeyStore> truststore) {
        this.egress = egress;
        this.web = new GuardedHttp(Reach.PUBLIC, egress.proxy(), truststore);
        this.loopback = new GuardedHttp(Reach.LOOPBACK, Optional.empty(), truststore);
        this.workers = new ThreadPoolExecutor(
                0, THREADS, IDLE.toSeconds(), TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, "mcp-metadata-fetch");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /**
     * Fetches a document. Nothing is connected to whose address does not belong to whom the URL may belong.
     *
     * @param url where it is
     * @param etag the version that is known; empty for none
     * @param lastModified the date of the version that is known; empty for none
     * @return the document, or that it has not changed
     * @throws RefusedClient if it cannot be had
     */
    Fetched fetch(MetadataUrl url, Optional<String> etag, Optional<String> lastModified) throws RefusedClient {
        if (egress.isClosed() && !url.isLoopback()) {
            throw RefusedClient.unavailable(
                    "proxy_unconfigured",
                    "Keycloak has an outgoing proxy, and the option " + Egress.OPTION + " does not name it");
        }
        if (asked.get(url.authority(), host -> new AtomicInteger()).incrementAndGet() > PER_HOST) {
            throw RefusedClient.unavailable("fetch_limit", "more than " + PER_HOST + " fetches a minute from one host");
        }
        HttpGet request = new HttpGet(url.uri());
        request.setHeader(HttpHeaders.ACCEPT, JSON);
        etag.ifPresent(version -> request.setHeader(HttpHeaders.IF_NONE_MATCH, version));
        lastModified.ifPresent(moment -> request.setHeader(HttpHeaders.IF_MODIFIED_SINCE, moment));
        try {
            Future<Fetched> running = workers.submit(() -> exchange(url, request));
            return await(running, request);
        } catch (RejectedExecutionException e) {
            throw RefusedClient.unavailable("fetch_limit", "more than " + THREADS + " fetches at once");
        }
    }

    /** A name that is looked up slowly cannot be given up, but need not be waited for. */
    private static Fetched await(Future<Fetched> running, HttpGet request) throws RefusedClient {
        try {
            return running.get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw unavailable("no whole answer within " + DEADLINE.toSeconds() + " seconds");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RefusedClient refused) {
                throw refused;
            }
            throw unavailable(e.getCause().getClass().getSimpleName());
        } finally {
            running.cancel(true);
            request.abort();
        }
    }

    private Fetched exchange(MetadataUrl url, HttpGet request) throws RefusedClient {
        try (CloseableHttpResponse response = (url.isLoopback() ? loopback : web).execute(request)) {
            return read(
                    response,
                    request.containsHeader(HttpHeaders.IF_NONE_MATCH)
                            || request.containsHeader(HttpHeaders.IF_MODIFIED_SINCE));
        } catch (ForbiddenAddress e) {
            throw RefusedClient.unavailable("address_forbidden", e.getMessage());
        } catch (IOException | ParseException e) {
            // The messages of these name addresses and certificates, and nothing that is secret.
            throw unavailable(e.getClass().getSimpleName() + ": " + printable(e.getMessage()));
        }
    }

    private static Fetched read(HttpResponse response, boolean conditional) throws IOException, RefusedClient {
        Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());
        int status = response.getStatusLine().getStatusCode();
        if (conditional && status == HttpStatus.SC_NOT_MODIFIED) {
            return fetched(response, now, Optional.empty());
        }
        HttpEntity entity = response.getEntity();
        if (status != HttpStatus.SC_OK || entity == null || !isJson(entity)) {
            throw unavailable("HTTP status " + status + ", " + kind(entity));
        }
        byte[] body = entity.getContent().readNBytes(MAX_BYTES + 1);
        if (body.length > MAX_BYTES) {
            throw unavailable("HTTP status " + status + ", " + kind(entity) + ", more than " + MAX_BYTES + " bytes");
        }
        return fetched(response, now, Optional.of(parse(body, kind(entity))));
    }

    private static Fetched fetched(HttpResponse response, Instant now, Optional<JsonNode> content) {
        return new Fetched(
                content,
                now,
                CacheLifetime.end(response, now),
                header(response, HttpHeaders.ETAG),
                header(response, HttpHeaders.LAST_MODIFIED));
    }

    private static Optional<String> header(HttpResponse response, String name) {
        return Optional.ofNullable(response.getFirstHeader(name))
                .map(Header::getValue)
                .filter(ClaimedMetadata::isLine);
    }

    /** Compressed content was not asked for, and how long it is nobody knows before. */
    private static boolean isJson(HttpEntity entity) {
        ContentType type = ContentType.get(entity);
        if (type == null || entity.getContentEncoding() != null) {
            return false;
        }
        String mime = type.getMimeType().toLowerCase(Locale.ROOT);
        return mime.equals(JSON) || (mime.startsWith("application/") && mime.endsWith(JSON_SUFFIX));
    }

    private static String kind(HttpEntity entity) {
        return entity == null
                ? "no content"
                : "content type "
                        + Optional.ofNullable(entity.getContentType())
                                .map(type -> printable(type.getValue()))
                                .orElse("missing")
                        + ", content length "
                        + (entity.getContentLength() < 0 ? "not said" : entity.getContentLength());
    }

    private static JsonNode parse(byte[] body, String kind) throws IOException, RefusedClient {
        try {
            return JsonSerialization.mapper
                    .readerFor(JsonNode.class)
                    .with(
                            DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY,
                            DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readValue(body);
        } catch (JsonProcessingException e) {
            throw RefusedClient.unavailable("document_malformed", "no JSON: " + kind + ", " + body.length + " bytes");
        }
    }

    private static RefusedClient unavailable(String diagnosis) {
        return RefusedClient.unavailable("document_unavailable", diagnosis);
    }

    private static String printable(String text) {
        return text == null ? "" : text.replaceAll("[^\\x20-\\x7e]", "?");
    }

    @Override
    public void close() {
        workers.shutdownNow();
        web.close();
        loopback.close();
    }
}

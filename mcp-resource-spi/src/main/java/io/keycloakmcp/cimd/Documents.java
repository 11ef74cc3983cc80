/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.cimd;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.keycloakmcp.client.CachedDocument;
import io.keycloakmcp.client.ClientKeys;
import io.keycloakmcp.client.InvalidMetadata;
import io.keycloakmcp.client.KeySet;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.keycloak.common.util.Time;

/**
 * The documents of clients and their keys, from the web or from an administrator. What cannot be had, or is not in
 * order, is not asked for again for a while: this is known to one node alone, which is enough to keep that node from
 * asking.
 */
final class Documents implements AutoCloseable {

    /** How long nobody asks again after a failure. */
    static final Duration PAUSE = Duration.ofSeconds(30);

    private static final int MAX_FAILURES = 10_000;

    private final Fetcher fetcher;
    private final Cache<String, RefusedClient> failures = Caffeine.newBuilder()
            .maximumSize(MAX_FAILURES)
            .expireAfterWrite(PAUSE)
            .build();

    Documents(Fetcher fetcher) {
        this.fetcher = fetcher;
    }

    /**
     * A document, and the copy of it that is to be kept.
     *
     * @param document what it says; empty if it has not changed since the copy before
     * @param copy the document itself
     */
    record Found(Optional<ClientDocument> document, CachedDocument copy) {}

    /**
     * Fetches a client's document.
     *
     * @param url the client's id
     * @param before the copy that is known; empty if there is none
     * @return the document
     * @throws RefusedClient if it cannot be had, is not in order, or was neither a moment ago
     */
    Found fetch(MetadataUrl url, Optional<CachedDocument> before) throws RefusedClient {
        requireNoFailure(url.text());
        try {
            return read(url, before);
        } catch (RefusedClient e) {
            failures.put(url.text(), e);
            throw e;
        }
    }

    /** Ends what has just been tried in vain. */
    void requireNoFailure(String key) throws RefusedClient {
        RefusedClient known = failures.getIfPresent(key);
        if (known != null) {
            throw known;
        }
    }

    /** Remembers that something need not be tried again for a while. */
    void remember(String key, RefusedClient failure) {
        failures.put(key, failure);
    }

    /** Lets something be tried again at once. */
    void forget(String key) {
        failures.invalidate(key);
    }

    /** Fetches a client's document for somebody who wants to know what is wrong with it now. */
    Found fetchNow(MetadataUrl url) throws RefusedClient {
        forget(url.text());
        return fetch(url, Optional.empty());
    }

    private Found read(MetadataUrl url, Optional<CachedDocument> before) throws RefusedClient {
        Fetched fetched =
                fetcher.fetch(url, before.flatMap(CachedDocument::etag), before.flatMap(CachedDocument::lastModified));
        if (fetched.content().isEmpty() && before.isPresent()) {
            return new Found(Optional.empty(), copy(before.get().content(), fetched));
        }
        JsonNode json = fetched.content().orElseThrow();
        return new Found(Optional.of(read(url.text(), json, url.isLoopback())), copy(json.toString(), fetched));
    }

    private static CachedDocument copy(String content, Fetched fetched) {
        return new CachedDocument(
                content,
                fetched.fetchedAt(),
                fetched.expiresAt(),
                fetched.etag(),
                fetched.lastModified(),
                Optional.empty());
    }

    /** Reads a document that an administrator has. Without that, it is fetched again at once. */
    static Found pinned(String clientId, JsonNode json, boolean allowLoopback) throws RefusedClient {
        Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());
        return new Found(
                Optional.of(read(clientId, json, allowLoopback)),
                new CachedDocument(json.toString(), now, now, Optional.empty(), Optional.empty(), Optional.empty()));
    }

    /** Reads a document; the keys of a client on the web are on the web too. */
    static ClientDocument read(String clientId, JsonNode json, boolean allowLoopback) throws RefusedClient {
        try {
            ClientDocument document = ClientDocument.read(clientId, json);
            if (document.jwksUri().isPresent()) {
                keysUrl(document.jwksUri().get(), allowLoopback);
            }
            return document;
        } catch (InvalidMetadata e) {
            throw RefusedClient.invalid(e.getMessage());
        }
    }

    private static MetadataUrl keysUrl(String jwksUri, boolean allowLoopback) throws InvalidMetadata {
        try {
            MetadataUrl url = MetadataUrl.read(jwksUri, allowLoopback);
            if (url.isOnUsualPort()) {
                return url;
            }
        } catch (RefusedClient e) {
            throw new InvalidMetadata("jwks_uri: " + e.getMessage());
        }
        throw new InvalidMetadata("jwks_uri must not have a port");
    }

    /**
     * Fetches a client's keys.
     *
     * @param keys the keys that are known
     * @param allowLoopback whether they may be on this very machine
     * @return the keys
     * @throws RefusedClient if they cannot be had, are not in order, or were neither a moment ago
     */
    ClientKeys fetch(ClientKeys keys, boolean allowLoopback) throws RefusedClient {
        requireNoFailure(keys.jwksUri());
        try {
            Fetched fetched = fetcher.fetch(keysUrl(keys.jwksUri(), allowLoopback), Optional.empty(), Optional.empty());
            return new ClientKeys(
                    keys.jwksUri(),
                    KeySet.read(fetched.content().orElseThrow()),
                    fetched.fetchedAt(),
                    fetched.expiresAt());
        } catch (InvalidMetadata e) {
            throw failed(keys, RefusedClient.unavailable("keys_invalid", e.getMessage()));
        } catch (RefusedClient e) {
            throw failed(keys, e);
        }
    }

    private RefusedClient failed(ClientKeys keys, RefusedClient failure) {
        RefusedClient failed = failure.forKeys();
        failures.put(keys.jwksUri(), failed);
        return failed;
    }

    @Override
    public void close() {
        fetcher.close();
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.cimd;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Lets one of several requests that need the same do it, and the others wait for what comes of it. Only so many may
 * wait at a time: each keeps a thread of Keycloak's, and perhaps a connection to the database, for as long as a
 * stranger's host takes to answer.
 */
final class Flights {

    static final int PLACES = 64;

    /** A document, its keys, and the database. */
    private static final int PATIENCE_SECONDS = 15;

    private final Semaphore places;
    private final ConcurrentMap<String, CompletableFuture<Optional<RefusedClient>>> running = new ConcurrentHashMap<>();

    Flights() {
        this(PLACES);
    }

    Flights(int places) {
        this.places = new Semaphore(places);
    }

    /** What is to be done. */
    interface Work {
        void run() throws RefusedClient;
    }

    /** Does the work, or waits for the request that does it already. */
    void join(String key, Work work) throws RefusedClient {
        if (!places.tryAcquire()) {
            throw RefusedClient.unavailable("fetch_limit", "more than " + PLACES + " requests wait for documents");
        }
        try {
            CompletableFuture<Optional<RefusedClient>> mine = new CompletableFuture<>();
            CompletableFuture<Optional<RefusedClient>> first = running.putIfAbsent(key, mine);
            if (first == null) {
                run(key, mine, work);
            } else {
                await(first);
            }
        } finally {
            places.release();
        }
    }

    /** Does the work, unless another request does it already, or there are too many. */
    void tryTo(String key, Work work) throws RefusedClient {
        if (!places.tryAcquire()) {
            return;
        }
        try {
            CompletableFuture<Optional<RefusedClient>> mine = new CompletableFuture<>();
            if (running.putIfAbsent(key, mine) == null) {
                run(key, mine, work);
            }
        } finally {
            places.release();
        }
    }

    private void run(String key, CompletableFuture<Optional<RefusedClient>> mine, Work work) throws RefusedClient {
        try {
            work.run();
            mine.complete(Optional.empty());
        } catch (RefusedClient e) {
            mine.complete(Optional.of(e));
            throw e;
        } finally {
            // After anything else there is nothing to tell, and those who wait look for themselves.
            mine.complete(Optional.empty());
            running.remove(key, mine);
        }
    }

    private static void await(CompletableFuture<Optional<RefusedClient>> first) throws RefusedClient {
        try {
            Optional<RefusedClient> refused = first.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (refused.isPresent()) {
                throw refused.get();
            }
        } catch (ExecutionException | TimeoutException e) {
            throw RefusedClient.unavailable("fetch_limit", "the request that fetches it takes too long");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RefusedClient.unavailable("fetch_limit", "interrupted");
        }
    }
}

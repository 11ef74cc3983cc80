/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.cimd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How requests that need the same share the work. */
final class FlightsTest {

    private final ExecutorService requests = Executors.newCachedThreadPool();
    private final AtomicInteger done = new AtomicInteger();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);

    @AfterEach
    void stop() {
        requests.shutdownNow();
    }

    private void work() throws RefusedClient {
        done.incrementAndGet();
        begun.countDown();
        try {
            assertThat(mayEnd.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void fail() throws RefusedClient {
        work();
        throw RefusedClient.invalid("for a test");
    }

    @Test
    void oneDoesItAndTheOthersWait() throws InterruptedException, ExecutionException {
        Flights flights = new Flights();
        Future<Object> first = requests.submit(() -> {
            flights.join("x", this::work);
            return null;
        });
        begun.await();
        AtomicInteger ended = new AtomicInteger();
        List<Future<Object>> others = IntStream.range(0, 20)
                .mapToObj(number -> requests.submit(() -> {
                    flights.join("x", this::work);
                    assertThat(mayEnd.getCount()).as("it waited").isZero();
                    ended.incrementAndGet();
                    return null;
                }))
                .toList();
        mayEnd.countDown();

        first.get();
        for (Future<Object> other : others) {
            other.get();
        }
        assertThat(ended).hasValue(20);
    }

    @Test
    void allLearnThatItFailed() throws InterruptedException, ExecutionException {
        Flights flights = new Flights();
        Future<Object> first = requests.submit(() -> {
            flights.join("x", this::fail);
            return null;
        });
        begun.await();
        FutureTask<Object> second = new FutureTask<>(() -> {
            flights.join("x", () -> {
                throw new AssertionError("The first does it");
            });
            return null;
        });
        Thread waiting = new Thread(second);
        waiting.start();
        while (waiting.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        mayEnd.countDown();

        assertThat(List.of(first, second))
                .allSatisfy(one -> assertThat(catchThrowableOfType(ExecutionException.class, one::get))
                        .hasCauseInstanceOf(RefusedClient.class));
    }

    @Test
    void doesNotWaitWhereThatIsNotNeeded() throws InterruptedException, ExecutionException, RefusedClient {
        Flights flights = new Flights();
        Future<Object> first = requests.submit(() -> {
            flights.join("x", this::work);
            return null;
        });
        begun.await();

        flights.tryTo("x", () -> {
            throw new AssertionError("The first does it");
        });
        mayEnd.countDown();
        first.get();

        assertThat(done).hasValue(1);
    }

    @Test
    void letsOnlySoManyWait() throws InterruptedException, ExecutionException, RefusedClient {
        Flights flights = new Flights(1);
        Future<Object> first = requests.submit(() -> {
            flights.join("x", this::work);
            return null;
        });
        begun.await();

        assertThat(catchThrowableOfType(RefusedClient.class, () -> flights.join("y", this::work))
                        .rule())
                .isEqualTo("fetch_limit");
        flights.tryTo("y", this::work);
        mayEnd.countDown();
        first.get();

        assertThat(done).hasValue(1);
        flights.join("y", this::work);
        assertThat(done).hasValue(2);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.registry;

import io.keycloakmcp.tests.keycloak.Admin;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Requests that start in the same moment, each in a thread of its own. */
final class AtOnce {

    private AtOnce() {}

    /** All with one token, because giving tokens takes longer than what is to be tested. */
    static List<Answer> send(TestRealm realm, List<Function<Admin, Answer>> requests) {
        String token = Admin.passwordToken(realm.base(), "master", "admin-cli", "admin", "admin");
        Admin admin = new Admin(realm.base(), () -> token);
        CountDownLatch start = new CountDownLatch(requests.size());
        ExecutorService executor = Executors.newFixedThreadPool(requests.size());
        try {
            List<Future<Answer>> futures = new ArrayList<>();
            for (Function<Admin, Answer> request : requests) {
                futures.add(executor.submit(() -> {
                    start.countDown();
                    start.await();
                    return request.apply(admin);
                }));
            }
            List<Answer> answers = new ArrayList<>();
            for (Future<Answer> future : futures) {
                answers.add(future.get());
            }
            return answers;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } finally {
            executor.shutdownNow();
        }
    }
}

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
import java.util.function.IntFunction;

/** Registrations that start in the same moment, each in a thread of its own. */
final class AtOnce {

    private AtOnce() {}

    static List<Answer> send(int threads, TestRealm realm, IntFunction<Object> body) {
        String token = Admin.passwordToken(realm.base(), "master", "admin-cli", "admin", "admin");
        Admin admin = new Admin(realm.base(), () -> token);
        CountDownLatch start = new CountDownLatch(threads);
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Answer>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                Object request = body.apply(i);
                futures.add(executor.submit(() -> {
                    start.countDown();
                    start.await();
                    return admin.post(realm.adminPath("/mcp/servers"), request);
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

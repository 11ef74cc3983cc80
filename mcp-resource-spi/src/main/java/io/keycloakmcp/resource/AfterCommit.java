/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;

/**
 * What waits until the transaction of a request is over: notes that nothing may wait for and nothing may fail for, and
 * that must not be made of what did not happen.
 */
public final class AfterCommit {

    private AfterCommit() {}

    /**
     * Does something once the transaction has been committed, and nothing if it is not.
     *
     * @param session the session of the request; what is done needs one of its own
     * @param committed what is done
     */
    public static void run(KeycloakSession session, Runnable committed) {
        run(session, committed, () -> {
            // Nothing happened, so there is nothing to do.
        });
    }

    /**
     * Does one of two things once the transaction is over.
     *
     * @param session the session of the request; what is done needs one of its own
     * @param committed what is done if it has been committed
     * @param rolledBack what is done if not
     */
    public static void run(KeycloakSession session, Runnable committed, Runnable rolledBack) {
        session.getTransactionManager().enlistAfterCompletion(new AbstractKeycloakTransaction() {
            @Override
            protected void commitImpl() {
                committed.run();
            }

            @Override
            protected void rollbackImpl() {
                rolledBack.run();
            }
        });
    }
}

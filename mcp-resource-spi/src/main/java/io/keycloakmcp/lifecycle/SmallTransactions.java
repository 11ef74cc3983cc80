/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.lifecycle;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Work on many clients of a realm, some in one transaction: so that it locks little, whatever fails undoes little, and
 * nothing of it is lost when the server stops.
 */
final class SmallTransactions {

    private static final Logger LOG = Logger.getLogger(SmallTransactions.class);

    static final int CLIENTS = 100;

    private final KeycloakSessionFactory factory;
    private final String realmId;

    SmallTransactions(KeycloakSessionFactory factory, String realmId) {
        this.factory = factory;
        this.realmId = realmId;
    }

    /** What is done with some clients, in one transaction. */
    @FunctionalInterface
    interface Work {

        List<Outcome> on(KeycloakSession session, RealmModel realm, List<Outcome> clients);
    }

    /** Splits clients into those that are worked on in one transaction. */
    static <T> Stream<List<T>> batches(List<T> clients) {
        return split(clients, CLIENTS);
    }

    /** Splits clients into lists of some. */
    static <T> Stream<List<T>> split(List<T> clients, int some) {
        return IntStream.iterate(0, from -> from < clients.size(), from -> from + some)
                .mapToObj(from -> clients.subList(from, Math.min(from + some, clients.size())));
    }

    /** Works on some clients at once; if one of them fails, on each by itself, so that it does not keep the others. */
    List<Outcome> on(List<Outcome> batch, Work work) {
        try {
            return inRealm((session, realm) -> work.on(session, realm, batch)).orElseGet(List::of);
        } catch (RuntimeException e) {
            if (batch.size() > 1) {
                return batch.stream()
                        .flatMap(client -> on(List.of(client), work).stream())
                        .toList();
            }
            LOG.warnf(e, "MCP client %s cannot be changed", batch.get(0).clientId());
            return List.of(batch.get(0).spared(Outcome.FAILED));
        }
    }

    /** Does something in a transaction of its own, unless the realm is gone. */
    <T> Optional<T> inRealm(BiFunction<KeycloakSession, RealmModel, T> work) {
        return KeycloakModelUtils.runJobInTransactionWithResult(factory, session -> {
            Optional<RealmModel> realm = Optional.ofNullable(session.realms().getRealm(realmId));
            realm.ifPresent(session.getContext()::setRealm);
            return realm.map(found -> work.apply(session, found));
        });
    }
}

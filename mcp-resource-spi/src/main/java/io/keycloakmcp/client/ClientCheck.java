/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import com.fasterxml.jackson.databind.JsonNode;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.Provider;

/** Answers whether a client would be let in, and how, without letting it in. */
public interface ClientCheck extends Provider {

    /**
     * Checks a client.
     *
     * @param realm the realm that it would come to
     * @param question what is asked about; of which kind that is, the id of the {@link ClientCheckFactory} says
     * @return the answer
     */
    ClientCheckResult check(RealmModel realm, JsonNode question);

    @Override
    default void close() {
        // Most hold nothing.
    }
}

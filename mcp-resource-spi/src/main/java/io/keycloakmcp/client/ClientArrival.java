/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.keycloak.authentication.ClientAuthenticationFlowContext;
import org.keycloak.models.ClientModel;
import org.keycloak.provider.Provider;

/**
 * Sees the clients that come to an endpoint where they authenticate, such as those for tokens, pushed authorization
 * requests and devices, where no client policy event comes early enough.
 */
public interface ClientArrival extends Provider {

    /**
     * Takes notice of a client before Keycloak looks it up. What it says of itself is not verified yet.
     *
     * @param context the request
     */
    default void beforeLookUp(ClientAuthenticationFlowContext context) {
        // Most are not interested.
    }

    /**
     * Authenticates a client in the place of Keycloak.
     *
     * @param context the request; whoever answers true has ended it with success, failure or a challenge, and has told
     *     it the client if that was found
     * @return false if Keycloak shall do it
     */
    default boolean authenticates(ClientAuthenticationFlowContext context) {
        return false;
    }

    /**
     * Answers for Keycloak where it refuses a client because it is disabled.
     *
     * @param context the request, whose event may be given details; Keycloak ends it
     * @param client the client, which need not have proved that it is this one
     * @return the answer in the place of Keycloak's own, which is 401 {@code invalid_client}; empty if that is right
     */
    default Optional<Response> whenDisabled(ClientAuthenticationFlowContext context, ClientModel client) {
        return Optional.empty();
    }

    @Override
    default void close() {
        // Most hold nothing.
    }
}

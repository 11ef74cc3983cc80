/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.keycloak.provider.Provider;

/** Has the keys that somebody publishes on the web, without letting anybody send this server into its own network. */
public interface PublishedKeys extends Provider {

    /**
     * The keys at a URL. They are kept for a while on each node, and so is that they cannot be had.
     *
     * @param jwksUri an {@code https} URL
     * @return a JSON Web Key Set (RFC 7517 §5) of public keys for signatures; empty if it cannot be had
     */
    Optional<JsonNode> at(String jwksUri);

    @Override
    default void close() {
        // Most hold nothing.
    }
}

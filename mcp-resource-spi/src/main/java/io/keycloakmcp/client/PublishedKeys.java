/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import org.keycloak.provider.Provider;

/** Has the keys that somebody publishes on the web, without letting anybody send this server into its own network. */
public interface PublishedKeys extends Provider {

    /**
     * The keys at a URL. They are kept for a while on each node, and so is that they cannot be had.
     *
     * @param jwksUri an {@code https} URL
     * @return public keys for signatures
     * @throws UnavailableKeys if they cannot be had, or the URL is none that anybody may be sent to
     */
    ClientKeys at(String jwksUri) throws UnavailableKeys;

    @Override
    default void close() {
        // Most hold nothing.
    }
}

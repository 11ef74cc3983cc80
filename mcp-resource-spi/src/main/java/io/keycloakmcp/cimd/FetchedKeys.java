/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.cimd;

import com.github.benmanes.caffeine.cache.Cache;
import io.keycloakmcp.client.ClientKeys;
import io.keycloakmcp.client.PublishedKeys;
import io.keycloakmcp.client.UnavailableKeys;

/** Keys from the web, through the same guard as the documents of URL clients. */
final class FetchedKeys implements PublishedKeys {

    private final UrlClients clients;
    private final Cache<String, ClientKeys> kept;

    FetchedKeys(UrlClients clients, Cache<String, ClientKeys> kept) {
        this.clients = clients;
        this.kept = kept;
    }

    @Override
    public ClientKeys at(String jwksUri) throws UnavailableKeys {
        String kind = clients.source().settings().allowLoopback() + " " + jwksUri;
        ClientKeys known = kept.getIfPresent(kind);
        if (known != null) {
            return known;
        }
        try {
            ClientKeys fetched = clients.source().findKeys(ClientKeys.unfetched(jwksUri));
            kept.put(kind, fetched);
            return fetched;
        } catch (RefusedClient e) {
            throw new UnavailableKeys(e.rule(), e.reason());
        }
    }
}

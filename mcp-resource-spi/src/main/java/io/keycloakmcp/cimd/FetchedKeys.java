/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.cimd;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import io.keycloakmcp.client.PublishedKeys;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.util.JsonSerialization;

/** Keys from the web, through the same guard as the documents of URL clients. */
final class FetchedKeys implements PublishedKeys {

    private static final Logger LOG = Logger.getLogger(FetchedKeys.class);

    private final UrlClients clients;
    private final Cache<String, ClientKeys> kept;

    FetchedKeys(UrlClients clients, Cache<String, ClientKeys> kept) {
        this.clients = clients;
        this.kept = kept;
    }

    @Override
    public Optional<JsonNode> at(String jwksUri) {
        try {
            String kind = clients.source().settings().allowLoopback() + " " + jwksUri;
            ClientKeys keys = kept.getIfPresent(kind);
            if (keys == null) {
                keys = clients.source().findKeys(new ClientKeys(jwksUri, KeySet.EMPTY, Instant.EPOCH, Instant.EPOCH));
                kept.put(kind, keys);
            }
            return Optional.of(JsonSerialization.mapper.readTree(keys.keys().text()));
        } catch (RefusedClient | JsonProcessingException e) {
            LOG.debugf("The keys at %s cannot be had: %s", jwksUri, e.getMessage());
            return Optional.empty();
        }
    }
}

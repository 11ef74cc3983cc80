/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.cimd;

import com.fasterxml.jackson.databind.JsonNode;
import io.keycloakmcp.client.CachedDocument;
import io.keycloakmcp.client.ClientIdMetadataSettings;
import io.keycloakmcp.client.ClientKeys;
import io.keycloakmcp.client.PinnedDocument;
import java.time.Instant;
import java.util.Optional;

/**
 * The documents of one realm's clients: those that its administrator has, and for all others the web's.
 *
 * @param settings what the administrator decided
 * @param web the web's documents
 */
record DocumentSource(ClientIdMetadataSettings settings, Documents web) {

    /** Whether a copy may not be used without looking whether it is right still. */
    boolean isStale(String clientId, CachedDocument copy, Instant now) {
        return settings.pinned(clientId)
                .map(pinned -> !pinned.document().toString().equals(copy.content()))
                .orElseGet(() -> copy.isExpired(now));
    }

    /**
     * Looks for a client's document.
     *
     * @param clientId the client's id
     * @param isKnown whether somebody vouches for the URL, and so for its port
     * @param before the copy that is known; empty if there is none
     * @throws RefusedClient if it cannot be had, is not in order, or was neither a moment ago
     */
    Documents.Found find(String clientId, boolean isKnown, Optional<CachedDocument> before) throws RefusedClient {
        Optional<PinnedDocument> pinned = settings.pinned(clientId);
        return pinned.isPresent() ? pinned(pinned.get()) : web.fetch(url(clientId, isKnown), before);
    }

    /** The same, for somebody who wants to know what is wrong with it now. */
    Documents.Found findNow(String clientId, boolean isKnown) throws RefusedClient {
        Optional<PinnedDocument> pinned = settings.pinned(clientId);
        return pinned.isPresent() ? pinned(pinned.get()) : web.fetchNow(url(clientId, isKnown));
    }

    /** Reads a document that is at hand, as if it had come from its URL. */
    ClientDocument read(String clientId, boolean isKnown, JsonNode json) throws RefusedClient {
        return Documents.read(url(clientId, isKnown).text(), json, settings.allowLoopback());
    }

    private Documents.Found pinned(PinnedDocument pinned) throws RefusedClient {
        return Documents.pinned(pinned.clientId(), pinned.document(), settings.allowLoopback());
    }

    private MetadataUrl url(String clientId, boolean isKnown) throws RefusedClient {
        MetadataUrl url = MetadataUrl.read(clientId, settings.allowLoopback());
        if (!isKnown && !url.isOnUsualPort()) {
            throw RefusedClient.malformed(
                    "The URL of a client that nobody knows must not have a port. Use the usual one,"
                            + " or ask the administrator of the realm to add the client");
        }
        return url;
    }

    /**
     * Fetches a client's keys.
     *
     * @throws RefusedClient if they cannot be had, are not in order, or were neither a moment ago
     */
    ClientKeys findKeys(ClientKeys known) throws RefusedClient {
        return web.fetch(known, settings.allowLoopback());
    }
}

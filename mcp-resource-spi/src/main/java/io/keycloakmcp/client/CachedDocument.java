/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.keycloak.models.ClientModel;
import org.keycloak.util.JsonSerialization;

/**
 * The metadata document of a client whose id is a URL, as the realm last saw it. It is kept with the client, so that
 * every node has the same and a client goes on when its document cannot be had.
 *
 * @param content the document, JSON as text
 * @param fetchedAt when it was fetched, or found to be the same still
 * @param expiresAt when it is looked for again
 * @param etag what tells its host which version this is (RFC 9110 §8.8.3)
 * @param lastModified the same, for hosts that know dates only (RFC 9110 §8.8.2)
 * @param lastError why it could not be had the last time; empty if it could
 */
public record CachedDocument(
        String content,
        Instant fetchedAt,
        Instant expiresAt,
        Optional<String> etag,
        Optional<String> lastModified,
        Optional<String> lastError) {

    private static final String CONTENT = "mcp.document";
    private static final String FETCHED_AT = "mcp.document.fetched_at";
    private static final String EXPIRES_AT = "mcp.document.expires_at";
    private static final String ETAG = "mcp.document.etag";
    private static final String LAST_MODIFIED = "mcp.document.last_modified";
    private static final String LAST_ERROR = "mcp.document.last_error";

    /**
     * The document of a client.
     *
     * @param client a client of the realm
     * @return the document; empty if the client has none
     */
    public static Optional<CachedDocument> of(ClientModel client) {
        return attribute(client, CONTENT)
                .map(content -> new CachedDocument(
                        content,
                        moment(client, FETCHED_AT),
                        moment(client, EXPIRES_AT),
                        attribute(client, ETAG),
                        attribute(client, LAST_MODIFIED),
                        attribute(client, LAST_ERROR)));
    }

    private static Optional<String> attribute(ClientModel client, String name) {
        return Optional.ofNullable(client.getAttribute(name)).filter(value -> !value.isEmpty());
    }

    /** What somebody wrote by hand and is no moment is long ago. */
    private static Instant moment(ClientModel client, String name) {
        try {
            return attribute(client, name).map(Instant::parse).orElse(Instant.EPOCH);
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }

    /**
     * Keeps the document with a client.
     *
     * @param client the client
     */
    public void keep(ClientModel client) {
        client.setAttribute(CONTENT, content);
        client.setAttribute(FETCHED_AT, fetchedAt.toString());
        client.setAttribute(EXPIRES_AT, expiresAt.toString());
        set(client, ETAG, etag);
        set(client, LAST_MODIFIED, lastModified);
        set(client, LAST_ERROR, lastError);
    }

    private static void set(ClientModel client, String name, Optional<String> value) {
        value.ifPresentOrElse(present -> client.setAttribute(name, present), () -> client.removeAttribute(name));
    }

    /**
     * The same document, which could not be had again.
     *
     * @param error why
     * @param until when to look for it the next time
     * @return the document
     */
    public CachedDocument failed(String error, Instant until) {
        return new CachedDocument(content, fetchedAt, until, etag, lastModified, Optional.of(error));
    }

    /**
     * Tells whether the document is to be looked for again.
     *
     * @param now the moment
     * @return true if it is
     */
    public boolean isExpired(Instant now) {
        return !now.isBefore(expiresAt);
    }

    /**
     * Writes the document and what is known about it.
     *
     * @return a new JSON object
     */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        try {
            json.set("content", JsonSerialization.mapper.readTree(content));
        } catch (JsonProcessingException writtenByHand) {
            json.putNull("content");
        }
        return json.put("fetched_at", fetchedAt.toString())
                .put("expires_at", expiresAt.toString())
                .put("last_error", lastError.orElse(null));
    }
}

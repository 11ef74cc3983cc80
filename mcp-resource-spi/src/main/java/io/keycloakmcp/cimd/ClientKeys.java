/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.cimd;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keycloak.models.ClientModel;
import org.keycloak.protocol.oidc.OIDCConfigAttributes;

/**
 * The keys of a client that signs. Keycloak would fetch them itself, from wherever the client says; so they are fetched
 * by us, and Keycloak is given what came. They are kept with the client: all nodes have them, and logins go on while
 * they cannot be fetched.
 *
 * @param jwksUri where they are
 * @param keys what came from there
 * @param fetchedAt when it came
 * @param expiresAt when to fetch them again
 */
record ClientKeys(String jwksUri, KeySet keys, Instant fetchedAt, Instant expiresAt) {

    /** A key that is not known may be a new one, or made up: so long it makes no difference. */
    private static final Duration PAUSE = Duration.ofMinutes(1);

    static final String JWKS_URI = "mcp.jwks_uri";
    private static final String FETCHED_AT = "mcp.jwks.fetched_at";
    private static final String EXPIRES_AT = "mcp.jwks.expires_at";

    /** All that belongs to the keys of a client. */
    static final List<String> ATTRIBUTES = List.of(
            OIDCConfigAttributes.USE_JWKS_STRING, OIDCConfigAttributes.JWKS_STRING, JWKS_URI, FETCHED_AT, EXPIRES_AT);

    /** The keys of a client that does not have them in its document. */
    static Optional<ClientKeys> of(ClientModel client) {
        return Optional.ofNullable(client.getAttribute(JWKS_URI))
                .map(uri -> new ClientKeys(
                        uri,
                        Optional.ofNullable(client.getAttribute(OIDCConfigAttributes.JWKS_STRING))
                                .map(KeySet::new)
                                .orElse(KeySet.EMPTY),
                        moment(client.getAttribute(FETCHED_AT)),
                        moment(client.getAttribute(EXPIRES_AT))));
    }

    private static Instant moment(String text) {
        try {
            return text == null ? Instant.EPOCH : Instant.parse(text);
        } catch (DateTimeException writtenByHand) {
            return Instant.EPOCH;
        }
    }

    /** The attributes of a client that does not exist yet; keys that are elsewhere are fetched when they are needed. */
    static Map<String, String> attributes(Optional<String> jwksUri, KeySet keys) {
        Map<String, String> attributes = new HashMap<>();
        attributes.put(OIDCConfigAttributes.USE_JWKS_STRING, "true");
        attributes.put(OIDCConfigAttributes.JWKS_STRING, keys.text());
        jwksUri.ifPresent(uri -> {
            attributes.put(JWKS_URI, uri);
            attributes.put(FETCHED_AT, Instant.EPOCH.toString());
            attributes.put(EXPIRES_AT, Instant.EPOCH.toString());
        });
        return attributes;
    }

    void keep(ClientModel client) {
        client.setAttribute(OIDCConfigAttributes.JWKS_STRING, keys.text());
        client.setAttribute(FETCHED_AT, fetchedAt.toString());
        client.setAttribute(EXPIRES_AT, expiresAt.toString());
    }

    /**
     * Tells whether it is worth asking for keys again.
     *
     * @param keyId the key that is needed; {@code null} if that is not said
     */
    boolean isToBeFetched(String keyId, Instant now) {
        return !now.isBefore(keys.has(keyId) ? expiresAt : fetchedAt.plus(PAUSE));
    }
}

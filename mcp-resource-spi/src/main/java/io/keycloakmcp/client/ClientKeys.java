/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

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
 * The keys that a client publishes and signs with. Keycloak would fetch them itself, from wherever the client says; so
 * they are fetched by us, and Keycloak is given what came. They are kept with the client: all nodes have them, and
 * logins go on while they cannot be fetched.
 *
 * @param jwksUri where they are
 * @param keys what came from there
 * @param fetchedAt when it came
 * @param expiresAt when to fetch them again
 */
public record ClientKeys(String jwksUri, KeySet keys, Instant fetchedAt, Instant expiresAt) {

    /** The client attribute that says where they are. Keycloak does not know it, and so does not go there. */
    public static final String JWKS_URI = "mcp.jwks_uri";

    /** A key that is not known may be a new one, or made up: so long it makes no difference. */
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private static final String FETCHED_AT = "mcp.jwks.fetched_at";
    private static final String EXPIRES_AT = "mcp.jwks.expires_at";

    /** All client attributes that have to do with the keys of a client. */
    public static final List<String> ATTRIBUTES = List.of(
            OIDCConfigAttributes.USE_JWKS_STRING, OIDCConfigAttributes.JWKS_STRING, JWKS_URI, FETCHED_AT, EXPIRES_AT);

    /**
     * Keys that are fetched when they are needed.
     *
     * @param jwksUri where they are
     * @return none yet
     */
    public static ClientKeys unfetched(String jwksUri) {
        return new ClientKeys(jwksUri, KeySet.EMPTY, Instant.EPOCH, Instant.EPOCH);
    }

    /**
     * The keys that a client publishes.
     *
     * @param client a client of the realm
     * @return the keys; empty if it has none, or did not say where they are but gave them
     */
    public static Optional<ClientKeys> of(ClientModel client) {
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

    /**
     * What a client is to have, so that Keycloak uses these keys.
     *
     * @return attributes of the client
     */
    public Map<String, String> attributes() {
        Map<String, String> attributes = new HashMap<>(keys.attributes());
        attributes.put(JWKS_URI, jwksUri);
        attributes.put(FETCHED_AT, fetchedAt.toString());
        attributes.put(EXPIRES_AT, expiresAt.toString());
        return attributes;
    }

    /**
     * Gives a client these keys in the place of those that were fetched before.
     *
     * @param client the client
     */
    public void keep(ClientModel client) {
        client.setAttribute(OIDCConfigAttributes.JWKS_STRING, keys.text());
        client.setAttribute(FETCHED_AT, fetchedAt.toString());
        client.setAttribute(EXPIRES_AT, expiresAt.toString());
    }

    /**
     * Tells whether it is worth asking for keys again.
     *
     * @param keyId the key that is needed; {@code null} if that is not said
     * @param now the moment
     * @return true if it is
     */
    public boolean isToBeFetched(String keyId, Instant now) {
        return !now.isBefore(keys.has(keyId) ? expiresAt : fetchedAt.plus(PAUSE));
    }
}

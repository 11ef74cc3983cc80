/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.registration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.client.InvalidMetadata;
import io.keycloakmcp.client.KeySet;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.keycloak.crypto.KeyWrapper;
import org.keycloak.jose.jwk.JSONWebKeySet;
import org.keycloak.jose.jwk.JWK;
import org.keycloak.util.JWKSUtils;
import org.keycloak.util.JsonSerialization;

/**
 * The public keys by which a client authenticates.
 *
 * @param json a JSON Web Key Set (RFC 7517 §5) with at least one key for signatures, and no secret in it, as it was
 *     sent
 * @param usable its keys for signatures, each of which says so: Keycloak passes over others
 */
record PublicKeys(JsonNode json, KeySet usable) {

    static final String MEMBER = "jwks";

    private static final String FOR_SIGNATURES = "sig";

    private static final int MAX_LENGTH = 10_240;
    /** The parts of private and symmetric keys (RFC 7518 §6.2.2, §6.3.2, §6.4; RFC 8037 §2). */
    private static final List<String> SECRET_PARTS = List.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");

    static PublicKeys read(JsonNode json) throws InvalidMetadata {
        if (!json.path("keys").isArray() || json.toString().length() > MAX_LENGTH) {
            throw new InvalidMetadata(
                    "private_key_jwt takes the client's public keys. Send where they are as jwks_uri, or"
                            + " them as jwks, an object with an array of keys, of at most " + MAX_LENGTH
                            + " characters");
        }
        boolean secret = StreamSupport.stream(json.path("keys").spliterator(), false)
                .anyMatch(key -> SECRET_PARTS.stream().anyMatch(key::has));
        if (secret) {
            throw new InvalidMetadata(
                    "jwks has a private or symmetric key in it. Send public keys alone, and use that key no more");
        }
        ObjectNode keys = JsonNodeFactory.instance.objectNode().set("keys", json.path("keys"));
        if (forSignatures(keys).isEmpty()) {
            throw new InvalidMetadata(
                    "jwks has no public key for signatures that can be read. Send one as in RFC 7517");
        }
        return new PublicKeys(keys, KeySet.read(keys));
    }

    /**
     * The keys of a set that are for signatures.
     *
     * @param json a JSON Web Key Set
     * @return the keys that can be read
     */
    static List<KeyWrapper> forSignatures(JsonNode json) {
        try {
            JSONWebKeySet keys = JsonSerialization.mapper.treeToValue(json, JSONWebKeySet.class);
            return Stream.of(keys.getKeys())
                    .filter(key -> key.getPublicKeyUse() == null
                            || key.getPublicKeyUse().equals(FOR_SIGNATURES))
                    .flatMap(PublicKeys::readable)
                    .toList();
        } catch (JsonProcessingException | RuntimeException unreadable) {
            return List.of();
        }
    }

    private static Stream<KeyWrapper> readable(JWK key) {
        try {
            return Stream.ofNullable(JWKSUtils.getKeyWrapper(key));
        } catch (RuntimeException unreadable) {
            // Of a kind that this server does not know, or broken: the others may be good.
            return Stream.empty();
        }
    }
}

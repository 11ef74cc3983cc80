/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.keycloak.jose.jwk.JWK;
import org.keycloak.protocol.oidc.OIDCConfigAttributes;
import org.keycloak.util.JWKSUtils;
import org.keycloak.util.JsonSerialization;

/**
 * The public keys that a client signs with (RFC 7517 §5), as Keycloak keeps them with a client.
 *
 * @param text a JSON Web Key Set
 */
public record KeySet(String text) {

    /** One without keys, for as long as there are none. */
    public static final KeySet EMPTY = new KeySet("{\"keys\":[]}");

    private static final int MAX_KEYS = 20;
    private static final String KEYS = "keys";
    private static final String USE = "use";
    private static final String SIGNATURES = "sig";

    /** What a public key for signatures is made of. Everything else, private keys above all, is left behind. */
    private static final List<String> MEMBERS = List.of("kty", "kid", "alg", "n", "e", "crv", "x", "y");

    /**
     * Reads a key set.
     *
     * @param json what is published as one
     * @return its public keys for signatures, at most 20
     * @throws InvalidMetadata if no key of it is of use
     */
    public static KeySet read(JsonNode json) throws InvalidMetadata {
        JsonNode keys = json.path(KEYS);
        if (!keys.isArray() || keys.size() > MAX_KEYS) {
            throw new InvalidMetadata(
                    "a JSON Web Key Set must be an object with an array of at most " + MAX_KEYS + " keys");
        }
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        var list = kept.putArray(KEYS);
        keysOf(json)
                .filter(key -> SIGNATURES.equals(key.path(USE).asText(SIGNATURES)))
                .map(KeySet::publicPart)
                .filter(KeySet::isKey)
                .forEach(list::add);
        if (list.isEmpty()) {
            throw new InvalidMetadata("a JSON Web Key Set must have a public RSA, EC or OKP key for signatures");
        }
        return new KeySet(kept.toString());
    }

    private static Stream<JsonNode> keysOf(JsonNode json) {
        return StreamSupport.stream(json.path(KEYS).spliterator(), false);
    }

    /** Keycloak looks only at keys that say what they are for. */
    private static ObjectNode publicPart(JsonNode key) {
        ObjectNode kept = JsonNodeFactory.instance.objectNode().put(USE, SIGNATURES);
        MEMBERS.stream()
                .filter(member -> key.path(member).isTextual())
                .forEach(member -> kept.set(member, key.get(member)));
        return kept;
    }

    private static boolean isKey(JsonNode key) {
        try {
            return JWKSUtils.getKeyWrapper(JsonSerialization.mapper.treeToValue(key, JWK.class)) != null;
        } catch (JsonProcessingException | RuntimeException e) {
            return false;
        }
    }

    /**
     * Tells whether a signature may be one of these keys'.
     *
     * @param keyId the key that it names; {@code null} if it names none
     * @return true if it may
     */
    public boolean has(String keyId) {
        try {
            return keysOf(JsonSerialization.mapper.readTree(text))
                    .anyMatch(
                            key -> keyId == null || keyId.equals(key.path("kid").asText()));
        } catch (JsonProcessingException writtenByHand) {
            return false;
        }
    }

    /**
     * What makes Keycloak use these keys for a client, and fetch none itself.
     *
     * @return attributes of the client
     */
    public Map<String, String> attributes() {
        return Map.of(OIDCConfigAttributes.USE_JWKS_STRING, "true", OIDCConfigAttributes.JWKS_STRING, text);
    }
}

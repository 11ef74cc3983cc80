/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.registration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.client.RedirectUri;
import io.keycloakmcp.resource.McpClient;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.keycloak.OAuth2Constants;
import org.keycloak.util.JsonSerialization;

/**
 * What makes two registrations of a public client the same client: everything that it says about itself but the scopes,
 * which it may ask for anyway. The client id is computed from it, so that the same client is found by one look-up of
 * its id, and of two nodes that make it at once the database lets one.
 *
 * @param text the metadata in one spelling
 */
record ClientIdentity(String text) {

    /** From here on operating systems give out ports, another one each time (RFC 6335 §6; 32768 on Linux). */
    private static final int FIRST_PASSING_PORT = 32_768;

    private static final long VERSION_8 = 0x8000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    /**
     * The identity of a client.
     *
     * @param metadata what it is registered with
     * @return the identity
     */
    static ClientIdentity of(ObjectNode metadata) {
        Map<String, JsonNode> members = new TreeMap<>();
        metadata.properties().forEach(member -> members.put(member.getKey(), inOrder(member.getValue())));
        members.remove(OAuth2Constants.SCOPE);
        return new ClientIdentity(JsonSerialization.mapper.valueToTree(members).toString());
    }

    /** The order of a list says nothing. */
    private static JsonNode inOrder(JsonNode value) {
        return value.isArray()
                ? JsonSerialization.mapper.valueToTree(StreamSupport.stream(value.spliterator(), false)
                        .map(JsonNode::asText)
                        .map(ClientIdentity::withoutPassingPort)
                        .distinct()
                        .sorted()
                        .toList())
                : value;
    }

    /** A loopback redirect URI is good for every port (RFC 8252 §7.3), so one of the moment makes no other client. */
    private static String withoutPassingPort(String text) {
        return RedirectUri.isLoopback(text) && URI.create(text).getPort() >= FIRST_PASSING_PORT
                ? RedirectUri.withoutPort(text)
                : text;
    }

    /**
     * The client id that belongs to it.
     *
     * @param realmId the realm
     * @param place 0 for the first client with it; another one where an administrator has changed those before
     * @return the client id, always the same
     */
    String clientId(String realmId, int place) {
        try {
            ByteBuffer digest = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256")
                    .digest((realmId + '\n' + place + '\n' + text).getBytes(StandardCharsets.UTF_8)));
            // A UUID of version 8 (RFC 9562 §5.8), of which 122 bits are ours.
            long most = digest.getLong() & ~0xF000L | VERSION_8;
            long least = digest.getLong() >>> 2 | VARIANT;
            return McpClient.REGISTERED_ID_PREFIX + new UUID(most, least);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}

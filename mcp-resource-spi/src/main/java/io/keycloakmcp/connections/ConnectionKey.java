/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.connections;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What makes one connection another than all others of a realm.
 *
 * @param userId the id of the person
 * @param clientUuid the UUID of the client
 * @param serverId {@code mcp_…}
 */
record ConnectionKey(String userId, String clientUuid, String serverId) {

    /** Keycloak cannot look for ids that begin like those of another storage and do not go on like them. */
    private static final String USER_ID = "[^\\p{Cntrl}:]{1,255}|f:[^\\p{Cntrl}:]{1,36}:[^\\p{Cntrl}]{1,255}";

    private static final Pattern TEXT = Pattern.compile("(mcp_[0-9a-f]{24}) ([^\\p{Cntrl}: ]{1,36}) (" + USER_ID + ")");

    /** Tells whether a text may be the id of a person. */
    static boolean isUserId(String text) {
        return text.matches(USER_ID);
    }

    /** The id of the connection: the same for as long as there is the connection, and again when it comes back. */
    String id() {
        // Ids of people from directories may have anything in them, so they come last.
        byte[] text = String.join(" ", serverId, clientUuid, userId).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
    }

    /** The key that an id stands for; whether there is such a connection is another question. */
    static Optional<ConnectionKey> of(String id) {
        try {
            Matcher text = TEXT.matcher(new String(Base64.getUrlDecoder().decode(id), StandardCharsets.UTF_8));
            return text.matches()
                    ? Optional.of(new ConnectionKey(text.group(3), text.group(2), text.group(1)))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}

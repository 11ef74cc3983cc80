/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.admin;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.core.EntityTag;
import java.nio.charset.StandardCharsets;
import org.keycloak.jose.jws.crypto.HashUtils;

/**
 * The tag of one state of something (RFC 9110 §8.8.3). Who changes it says by {@code If-Match} which state was looked
 * at, so that of two administrators the second does not undo unseen what the first did.
 */
final class StateTag {

    private StateTag() {}

    static EntityTag of(JsonNode state) {
        return new EntityTag(HashUtils.sha256UrlEncodedHash(state.toString(), StandardCharsets.UTF_8));
    }
}

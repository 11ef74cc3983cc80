/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.metadata;

import jakarta.ws.rs.core.EntityTag;
import java.nio.charset.StandardCharsets;

/**
 * A document ready to be sent.
 *
 * @param json the body
 * @param tag its entity tag; it does not depend on the signature, which some algorithms make anew each time
 */
record MetadataDocument(String json, EntityTag tag) {

    int length() {
        return json.getBytes(StandardCharsets.UTF_8).length;
    }
}

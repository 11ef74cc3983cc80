/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.resource.JsonFields;

/**
 * A client's metadata document as an administrator has it, which is used in the place of the one on the web.
 *
 * @param clientId the URL that is the client's id
 * @param document the document
 */
public record PinnedDocument(String clientId, JsonNode document) {

    static PinnedDocument read(JsonFields fields) {
        String clientId = fields.requiredText("client_id").orElse("");
        JsonNode document = fields.member("document").orElseGet(JsonNodeFactory.instance::objectNode);
        if (!document.isObject() || !document.path("client_id").asText().equals(clientId)) {
            fields.error("document", "must be the JSON object at client_id, with the same client_id in it");
        }
        return new PinnedDocument(clientId, document);
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("client_id", clientId);
        json.set("document", document);
        return json;
    }
}

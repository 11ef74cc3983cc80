/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.cimd;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.keycloak.models.ClientModel;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.util.JsonSerialization;

/**
 * What a client's fields were when its document last decided them, in short. What is something else now, an
 * administrator decided.
 */
final class WrittenFields {

    private static final String ATTRIBUTE = "mcp.document.written";

    private final ClientModel client;
    private final Map<String, String> digests;

    /** The fields of a client; somebody who changes the note by hand becomes the one who decided them all. */
    WrittenFields(ClientModel client) {
        this.client = client;
        this.digests = read(client.getAttribute(ATTRIBUTE));
    }

    private static Map<String, String> read(String json) {
        try {
            return json == null ? new HashMap<>() : JsonSerialization.readValue(json, new TypeReference<>() {});
        } catch (IOException e) {
            return new HashMap<>();
        }
    }

    /** Notes that the client is as its document says. */
    void note() {
        for (DocumentField field : DocumentField.values()) {
            digests.put(field.key(), field.digest(client));
        }
        keep();
    }

    /**
     * Brings the client up to date, but for what an administrator decided.
     *
     * @param document what the document says now
     * @return the fields that have changed
     */
    Set<DocumentField> update(ClientRepresentation document) {
        Set<DocumentField> changed = EnumSet.noneOf(DocumentField.class);
        for (DocumentField field : DocumentField.values()) {
            DocumentField.Outcome outcome =
                    field.update(document, client, Optional.ofNullable(digests.get(field.key())));
            if (outcome == DocumentField.Outcome.CHANGED) {
                changed.add(field);
            }
            if (outcome != DocumentField.Outcome.LEFT_TO_ADMINISTRATOR) {
                digests.put(field.key(), field.digest(client));
            }
        }
        keep();
        return changed;
    }

    private void keep() {
        client.setAttribute(ATTRIBUTE, json(digests).toString());
    }

    private static JsonNode json(Map<String, String> digests) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        digests.forEach(json::put);
        return json;
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.resource.JsonFields;
import java.util.List;
import java.util.Optional;

/**
 * What an administrator decided about clients whose id is the URL of their metadata.
 *
 * @param mode which of them are let in
 * @param allowLoopback whether documents may be on this very machine, over plain http: for development alone
 * @param pinnedDocuments documents that are not fetched
 */
public record ClientIdMetadataSettings(MetadataMode mode, boolean allowLoopback, List<PinnedDocument> pinnedDocuments) {

    private static final String PINNED_DOCUMENTS = "pinned_documents";

    static final ClientIdMetadataSettings INITIAL =
            new ClientIdMetadataSettings(MetadataMode.KNOWN_CLIENTS, false, List.of());

    static ClientIdMetadataSettings read(JsonFields fields) {
        List<PinnedDocument> pinned = fields.objects(PINNED_DOCUMENTS).stream()
                .map(PinnedDocument::read)
                .toList();
        if (pinned.stream().map(PinnedDocument::clientId).distinct().count() < pinned.size()) {
            fields.error(PINNED_DOCUMENTS, "must not have two documents for one client_id");
        }
        return new ClientIdMetadataSettings(
                fields.constant("mode", INITIAL.mode, MetadataMode.values(), MetadataMode::of),
                fields.flag("allow_loopback", INITIAL.allowLoopback),
                pinned);
    }

    /**
     * The document that is pinned for a client id.
     *
     * @param clientId the URL
     * @return the document, or empty if it is to be fetched
     */
    public Optional<PinnedDocument> pinned(String clientId) {
        return pinnedDocuments.stream()
                .filter(pinned -> pinned.clientId().equals(clientId))
                .findFirst();
    }

    ClientIdMetadataSettings off() {
        return new ClientIdMetadataSettings(MetadataMode.OFF, allowLoopback, pinnedDocuments);
    }

    ObjectNode json() {
        ObjectNode json =
                JsonNodeFactory.instance.objectNode().put("mode", mode.wire()).put("allow_loopback", allowLoopback);
        var pinned = json.putArray(PINNED_DOCUMENTS);
        pinnedDocuments.forEach(document -> pinned.add(document.json()));
        return json;
    }
}

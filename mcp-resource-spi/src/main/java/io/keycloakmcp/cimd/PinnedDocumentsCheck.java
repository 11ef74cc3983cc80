/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.cimd;

import io.keycloakmcp.client.Admission;
import io.keycloakmcp.client.ClientIdMetadataSettings;
import io.keycloakmcp.client.ClientSettings;
import io.keycloakmcp.client.PinnedDocument;
import io.keycloakmcp.client.SettingsCheck;
import io.keycloakmcp.resource.FieldError;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Holds the documents that an administrator has to what holds for those from the web: who pins a copy has seldom read
 * it, and a mistake in it would show only when people log in.
 */
final class PinnedDocumentsCheck implements SettingsCheck {

    @Override
    public List<FieldError> errors(ClientSettings settings) {
        List<PinnedDocument> documents = settings.clientIdMetadata().pinnedDocuments();
        return IntStream.range(0, documents.size())
                .mapToObj(place ->
                        error("client_id_metadata.pinned_documents[" + place + "].", documents.get(place), settings))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<FieldError> error(String path, PinnedDocument pinned, ClientSettings settings) {
        ClientIdMetadataSettings rules = settings.clientIdMetadata();
        try {
            MetadataUrl.read(pinned.clientId(), rules.allowLoopback());
        } catch (RefusedClient e) {
            return Optional.of(new FieldError(path + "client_id", "cannot be one. " + e.getMessage()));
        }
        try {
            ClientDocument document = Documents.read(pinned.clientId(), pinned.document(), rules.allowLoopback());
            return new Admission(settings)
                    .refusalOfPinned(pinned.clientId(), document.redirectUris())
                    .map(refusal -> new FieldError(
                            path + "document.redirect_uris", "cannot be accepted. " + refusal.message()));
        } catch (RefusedClient e) {
            return Optional.of(new FieldError(path + "document", "cannot be used. " + e.getMessage()));
        }
    }
}

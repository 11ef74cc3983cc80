/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.metadata;

import com.google.auto.service.AutoService;
import io.keycloakmcp.resource.RealmEndpoint;
import io.keycloakmcp.resource.RealmEndpointFactory;
import io.keycloakmcp.resource.RealmUrls;
import org.keycloak.models.KeycloakSession;

/** Serves {@link ProtectedResourceMetadata}. */
@AutoService(RealmEndpointFactory.class)
public final class ProtectedResourceMetadataFactory implements RealmEndpointFactory {

    private final MetadataDocuments documents = new MetadataDocuments();

    @Override
    public String getId() {
        return RealmUrls.WELL_KNOWN;
    }

    @Override
    public RealmEndpoint create(KeycloakSession session) {
        return () -> new ProtectedResourceMetadataResource(session, documents);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.metadata;

import com.google.auto.service.AutoService;
import io.keycloakmcp.resource.RealmCheck;
import io.keycloakmcp.resource.RealmCheckFactory;
import org.keycloak.models.KeycloakSession;

/** Makes {@link MetadataCheck}. */
@AutoService(RealmCheckFactory.class)
public final class MetadataCheckFactory implements RealmCheckFactory {

    @Override
    public String getId() {
        return "metadata";
    }

    @Override
    public RealmCheck create(KeycloakSession session) {
        return new MetadataCheck(session);
    }
}

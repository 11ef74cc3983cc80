/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.cimd;

import com.google.auto.service.AutoService;
import io.keycloakmcp.client.SettingsCheck;
import io.keycloakmcp.client.SettingsCheckFactory;
import org.keycloak.models.KeycloakSession;

/** Makes {@link PinnedDocumentsCheck}. */
@AutoService(SettingsCheckFactory.class)
public final class PinnedDocumentsCheckFactory implements SettingsCheckFactory {

    @Override
    public String getId() {
        return "mcp-pinned-documents";
    }

    @Override
    public SettingsCheck create(KeycloakSession session) {
        return new PinnedDocumentsCheck();
    }
}

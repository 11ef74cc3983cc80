/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.cimd;

import com.google.auto.service.AutoService;
import io.keycloakmcp.client.ClientCheck;
import io.keycloakmcp.client.ClientCheckFactory;
import org.keycloak.models.KeycloakSession;

/** Answers what would become of a metadata document, without looking whether it is at the URL that it names. */
@AutoService(ClientCheckFactory.class)
public final class DocumentCheckFactory implements ClientCheckFactory {

    @Override
    public String getId() {
        return "document";
    }

    @Override
    public ClientCheck create(KeycloakSession session) {
        return (realm, question) -> new UrlClientCheck(session, realm).ofDocument(question);
    }
}

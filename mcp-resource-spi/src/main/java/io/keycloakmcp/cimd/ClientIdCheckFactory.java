/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.cimd;

import com.google.auto.service.AutoService;
import io.keycloakmcp.client.ClientCheck;
import io.keycloakmcp.client.ClientCheckFactory;
import org.keycloak.models.KeycloakSession;

/**
 * Answers what would become of a client id that is a URL. Its document is fetched for that, if nobody has pinned it.
 */
@AutoService(ClientCheckFactory.class)
public final class ClientIdCheckFactory implements ClientCheckFactory {

    @Override
    public String getId() {
        return "client_id";
    }

    @Override
    public ClientCheck create(KeycloakSession session) {
        return (realm, question) -> new UrlClientCheck(session, realm).ofClientId(question.asText());
    }
}

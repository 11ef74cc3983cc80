/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.registration;

import com.google.auto.service.AutoService;
import io.keycloakmcp.client.ClientCheck;
import io.keycloakmcp.client.ClientCheckFactory;
import org.keycloak.models.KeycloakSession;

/** Makes {@link RegistrationCheck}. */
@AutoService(ClientCheckFactory.class)
public final class RegistrationCheckFactory implements ClientCheckFactory {

    @Override
    public String getId() {
        return "registration";
    }

    @Override
    public ClientCheck create(KeycloakSession session) {
        return new RegistrationCheck(session);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.registration;

import com.google.auto.service.AutoService;
import io.keycloakmcp.resource.RealmPresence;
import io.keycloakmcp.resource.RealmUrls;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.services.clientregistration.ClientRegistrationProvider;
import org.keycloak.services.clientregistration.ClientRegistrationProviderFactory;

/** Mounts {@link McpClientRegistration} beside the realm's own registration endpoints. */
@AutoService(ClientRegistrationProviderFactory.class)
public final class McpClientRegistrationFactory implements ClientRegistrationProviderFactory {

    private final RegistrationRate rate = new RegistrationRate();

    @Override
    public String getId() {
        return RealmUrls.ROOT;
    }

    /** A realm without MCP servers has no such endpoint: Keycloak answers as for one that it does not know. */
    @Override
    public ClientRegistrationProvider create(KeycloakSession session) {
        return RealmPresence.hasMcpServers(session.getContext().getRealm())
                ? new McpClientRegistration(session, rate)
                : null;
    }

    @Override
    public void init(Config.Scope config) {
        // There is nothing to configure.
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        // There is nothing to prepare.
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}

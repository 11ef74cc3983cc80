/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.cimd;

import com.google.auto.service.AutoService;
import io.keycloakmcp.client.ClientSettings;
import java.security.KeyStore;
import java.util.Optional;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.truststore.TruststoreProvider;

/** Makes {@link UrlClients} for each request, and keeps what they share. */
@AutoService(UrlClientsFactory.class)
public final class UrlClientsFactory implements ProviderFactory<UrlClients> {

    private final Flights flights = new Flights();
    private Egress egress = new Egress(Optional.empty(), true);
    private Optional<Documents> documents = Optional.empty();

    @Override
    public String getId() {
        return "default";
    }

    @Override
    public UrlClients create(KeycloakSession session) {
        return new UrlClients(
                session,
                new DocumentSource(
                        ClientSettings.of(session.getContext().getRealm()).clientIdMetadata(), documents(session)),
                flights);
    }

    /** Keycloak's truststore can only be had with a session. */
    private synchronized Documents documents(KeycloakSession session) {
        if (documents.isEmpty()) {
            Optional<KeyStore> truststore = Optional.ofNullable(session.getProvider(TruststoreProvider.class))
                    .map(TruststoreProvider::getTruststore);
            documents = Optional.of(new Documents(new Fetcher(egress, truststore)));
        }
        return documents.get();
    }

    @Override
    public void init(Config.Scope config) {
        egress = Egress.of(config);
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        // There is nothing to prepare.
    }

    @Override
    public synchronized void close() {
        documents.ifPresent(Documents::close);
    }
}

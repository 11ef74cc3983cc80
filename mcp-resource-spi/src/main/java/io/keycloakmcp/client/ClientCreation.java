/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.services.managers.ClientManager;

/**
 * Makes MCP clients with the client scopes of their representation, and no others. Keycloak attaches those of the realm
 * to every new client, and would take them off again one by one, which is a third of what registering a client costs.
 */
public final class ClientCreation {

    private ClientCreation() {}

    /**
     * Makes a client.
     *
     * @param session the session, whose transaction the client is made in
     * @param realm the realm
     * @param representation the client, with its default and its optional client scopes; those that the realm does not
     *     have are left out
     * @return the client
     * @throws org.keycloak.models.ModelDuplicateException if there is one with the same client id
     */
    public static ClientModel create(KeycloakSession session, RealmModel realm, ClientRepresentation representation) {
        List<String> defaultScopes = representation.getDefaultClientScopes();
        List<String> optionalScopes = representation.getOptionalClientScopes();
        representation.setDefaultClientScopes(null);
        representation.setOptionalClientScopes(null);
        try {
            ClientModel client = ClientManager.createClient(session, realm, representation);
            session.getProvider(JpaConnectionProvider.class)
                    .getEntityManager()
                    .createNamedQuery("deleteClientScopeClientMappingByClient")
                    .setParameter("clientId", client.getId())
                    .executeUpdate();
            client.addClientScopes(named(realm, defaultScopes), true);
            client.addClientScopes(named(realm, optionalScopes), false);
            return client;
        } finally {
            representation.setDefaultClientScopes(defaultScopes);
            representation.setOptionalClientScopes(optionalScopes);
        }
    }

    private static Set<ClientScopeModel> named(RealmModel realm, List<String> names) {
        return Stream.ofNullable(names)
                .flatMap(List::stream)
                .map(name -> KeycloakModelUtils.getClientScopeByName(realm, name))
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }
}

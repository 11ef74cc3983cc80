/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.registration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.client.RegisteredMetadata;
import jakarta.persistence.EntityManager;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;

/**
 * The registration access token of a client (RFC 7592 §3), of which Keycloak keeps the id. Who changes a client by it,
 * and who takes it away, hold the client's row in the database until they are done, so that neither overlooks the other
 * on whatever node it is.
 */
final class ManagementToken {

    private final EntityManager entities;
    private final ClientModel client;

    ManagementToken(KeycloakSession session, ClientModel client) {
        this.entities = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.client = client;
    }

    /**
     * Holds the client if the token is still good.
     *
     * @param tokenId the token's id
     * @return false if it was replaced or taken away
     */
    boolean hold(String tokenId) {
        return entities.createQuery("update ClientEntity c set c.registrationToken = :token"
                                + " where c.id = :id and c.registrationToken = :token")
                        .setParameter("id", client.getId())
                        .setParameter("token", tokenId)
                        .executeUpdate()
                == 1;
    }

    /**
     * Takes the token away.
     *
     * @return what the client is registered with now that nobody can change it any more
     */
    ObjectNode withdraw() {
        entities.createQuery("update ClientEntity c set c.registrationToken = null where c.id = :id")
                .setParameter("id", client.getId())
                .executeUpdate();
        client.setRegistrationToken(null);
        return RegisteredMetadata.read(entities.createQuery(
                        "select a.value from ClientAttributeEntity a where a.client.id = :id and a.name = :name",
                        String.class)
                .setParameter("id", client.getId())
                .setParameter("name", RegisteredMetadata.ATTRIBUTE)
                .getResultStream()
                .findFirst()
                .orElse(null));
    }
}

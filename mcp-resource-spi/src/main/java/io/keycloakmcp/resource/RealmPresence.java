/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.provider.ProviderEvent;

/**
 * Whether a realm has MCP servers at all, kept as a realm attribute: so every node knows it from the cached realm, and
 * a realm without MCP servers pays nothing. It follows the clients however they come and go: by our REST API,
 * Keycloak's own, or an import.
 */
public final class RealmPresence {

    private static final String ATTRIBUTE = "mcp.servers";

    private RealmPresence() {}

    /**
     * Tells whether a realm has MCP servers.
     *
     * @param realm the realm
     * @return true if it has at least one
     */
    public static boolean hasMcpServers(RealmModel realm) {
        return realm.getAttribute(ATTRIBUTE) != null;
    }

    /**
     * Begins to follow the clients of all realms. Called once, when the server starts.
     *
     * @param factory the server's session factory
     */
    public static void follow(KeycloakSessionFactory factory) {
        factory.register(RealmPresence::onEvent);
    }

    private static void onEvent(ProviderEvent event) {
        if (event instanceof ClientModel.ClientCreationEvent created) {
            onCreated(created.getCreatedClient(), created.getKeycloakSession());
        } else if (event instanceof ClientModel.ClientIdChangeEvent changed) {
            onCreated(changed.getUpdatedClient(), changed.getKeycloakSession());
        } else if (event instanceof ClientModel.ClientRemovedEvent removed) {
            onRemoved(removed.getClient(), removed.getKeycloakSession());
        }
    }

    private static boolean isServer(ClientModel client) {
        return client.getClientId() != null && client.getClientId().startsWith(ResourceUri.SERVER_ID_PREFIX);
    }

    private static void onCreated(ClientModel client, KeycloakSession session) {
        if (isServer(client) && !hasMcpServers(client.getRealm())) {
            noteAfterCommit(session, client.getRealm());
        }
    }

    private static void onRemoved(ClientModel client, KeycloakSession session) {
        RealmModel realm = client.getRealm();
        if (isServer(client)
                && hasMcpServers(realm)
                && !new ServerQueries(session, realm).isAnyBesides(client.getId())) {
            realm.removeAttribute(ATTRIBUTE);
        }
    }

    /**
     * The attribute is written after the client's own transaction and not in it: of several first servers that come at
     * once only one can insert it, and the others must not fail for that.
     */
    static void noteAfterCommit(KeycloakSession session, RealmModel realm) {
        String realmId = realm.getId();
        KeycloakSessionFactory factory = session.getKeycloakSessionFactory();
        session.getTransactionManager().enlistAfterCompletion(new AbstractKeycloakTransaction() {
            @Override
            protected void commitImpl() {
                note(factory, realmId);
            }

            @Override
            protected void rollbackImpl() {
                // Nothing was registered, so there is nothing to note.
            }
        });
    }

    private static void note(KeycloakSessionFactory factory, String realmId) {
        try {
            KeycloakModelUtils.runJobInTransaction(factory, own -> {
                RealmModel realm = own.realms().getRealm(realmId);
                if (realm != null && !hasMcpServers(realm)) {
                    own.getContext().setRealm(realm);
                    realm.setAttribute(ATTRIBUTE, "true");
                }
            });
        } catch (ModelException alreadyNoted) {
            // Another node or thread was first.
            return;
        }
    }
}

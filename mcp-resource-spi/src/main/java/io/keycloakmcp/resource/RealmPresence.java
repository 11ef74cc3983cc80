/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.models.utils.PostMigrationEvent;
import org.keycloak.provider.ProviderEvent;
import org.keycloak.storage.StoreSyncEvent;

/**
 * Whether a realm has MCP servers at all, kept as a realm attribute: so every node knows it from the cached realm, and
 * a realm without MCP servers pays nothing. It follows the clients however they come and go: by our REST API,
 * Keycloak's own, or an import. It also follows the realm, because an update of a realm replaces all its attributes and
 * so may drop this one, or bring it back from an old copy.
 */
public final class RealmPresence {

    private static final String ATTRIBUTE = "mcp.servers";

    /**
     * Says what a check of a realm found, within the transaction of the check: what a realm needs for its MCP servers
     * can be made, or taken away, there.
     *
     * @param realm the realm
     * @param present whether it has MCP servers
     */
    public record Checked(RealmModel realm, boolean present) implements ProviderEvent {}

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

    static void follow(KeycloakSessionFactory factory) {
        factory.register(RealmPresence::onEvent);
        LoginStep.follow(factory);
    }

    private static void onEvent(ProviderEvent event) {
        if (event instanceof ClientModel.ClientCreationEvent created) {
            onClient(created.getCreatedClient(), created.getKeycloakSession());
        } else if (event instanceof ClientModel.ClientRemovedEvent removed) {
            onClient(removed.getClient(), removed.getKeycloakSession());
        } else if (event instanceof ClientModel.ClientIdChangeEvent changed) {
            if (isServerId(changed.getPreviousClientId()) || isServerId(changed.getNewClientId())) {
                noteAfterCommit(
                        changed.getKeycloakSession(), changed.getUpdatedClient().getRealm());
            }
        } else if (event instanceof RealmModel.RealmPostCreateEvent created) {
            noteAfterCommit(created.getKeycloakSession(), created.getCreatedRealm());
        } else if (event instanceof StoreSyncEvent synced) {
            onRealmUpdate(synced);
        } else if (event instanceof PostMigrationEvent started) {
            onStart(started.getFactory());
        }
    }

    private static void onClient(ClientModel client, KeycloakSession session) {
        if (isServerId(client.getClientId())) {
            noteAfterCommit(session, client.getRealm());
        }
    }

    private static boolean isServerId(String clientId) {
        return clientId != null && clientId.startsWith(ResourceUri.SERVER_ID_PREFIX);
    }

    /** Servers may have come and gone while the JAR was not there to notice, or another tool wrote the database. */
    private static void onStart(KeycloakSessionFactory factory) {
        KeycloakModelUtils.runJobInTransactionWithResult(
                        factory, session -> ServerQueries.wronglyMarkedRealms(session, ATTRIBUTE))
                .forEach(realmId -> check(factory, realmId));
    }

    /** The one event that Keycloak fires when a realm was updated; it fires the same for user stores and removals. */
    private static void onRealmUpdate(StoreSyncEvent synced) {
        if (!synced.getRemoved() && synced.getModel() == null) {
            noteAfterCommit(synced.getSession(), synced.getRealm());
        }
    }

    /**
     * The attribute is written after the transaction that gave reason to and not in it: of several first servers that
     * come at once only one can insert it, and the others must not fail for that. One check serves all events of a
     * session.
     */
    static void noteAfterCommit(KeycloakSession session, RealmModel realm) {
        String realmId = realm.getId();
        String checked = RealmPresence.class.getName() + "." + realmId;
        if (session.getAttribute(checked) != null) {
            return;
        }
        session.setAttribute(checked, true);
        KeycloakSessionFactory factory = session.getKeycloakSessionFactory();
        AfterCommit.run(session, () -> check(factory, realmId));
    }

    /** A first server may come while the mark of the last one is being taken away: so a removal is checked again. */
    private static void check(KeycloakSessionFactory factory, String realmId) {
        try {
            if (tookMarkAway(factory, realmId)) {
                tookMarkAway(factory, realmId);
            }
        } catch (ModelException alreadyNoted) {
            // Another node or thread was first.
            return;
        }
    }

    private static boolean tookMarkAway(KeycloakSessionFactory factory, String realmId) {
        return KeycloakModelUtils.runJobInTransactionWithResult(factory, own -> {
            RealmModel realm = own.realms().getRealm(realmId);
            if (realm == null) {
                return false;
            }
            own.getContext().setRealm(realm);
            boolean marked = hasMcpServers(realm);
            boolean right = new ServerQueries(own, realm).isAny();
            factory.publish(new Checked(realm, right));
            if (right && !marked) {
                realm.setAttribute(ATTRIBUTE, "true");
            } else if (marked && !right) {
                realm.removeAttribute(ATTRIBUTE);
                return true;
            }
            return false;
        });
    }
}

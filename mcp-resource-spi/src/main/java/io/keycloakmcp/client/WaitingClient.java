/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.keycloak.common.ClientConnection;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.AuthDetails;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;

/**
 * A client that waits until an administrator approves it.
 *
 * @param uuid the UUID that Keycloak gave it
 * @param clientId its client id
 * @param metadata what it says about itself
 */
public record WaitingClient(String uuid, String clientId, ObjectNode metadata) {

    /** No administrator is behind the event, so it says itself what Keycloak would read from one. */
    private static final class Announcement extends AdminEventBuilder {

        Announcement(KeycloakSession session, RealmModel realm, ClientConnection connection, AdminEvent event) {
            super(realm, null, session, connection.getRemoteHost(), event);
        }
    }

    /**
     * Tells the administrators, by an admin event of the resource type {@value ClientApproval#EVENT_RESOURCE}: whoever
     * listens to events can send it on.
     *
     * @param session the session
     */
    public void announce(KeycloakSession session) {
        RealmModel realm = session.getContext().getRealm();
        ClientConnection connection = session.getContext().getConnection();
        AuthDetails unknown = new AuthDetails();
        unknown.setRealmId(realm.getId());
        unknown.setRealmName(realm.getName());
        unknown.setClientId(uuid);
        unknown.setIpAddress(connection.getRemoteHost());
        AdminEvent event = new AdminEvent();
        event.setRealmId(realm.getId());
        event.setRealmName(realm.getName());
        event.setAuthDetails(unknown);
        ObjectNode after = JsonNodeFactory.instance
                .objectNode()
                .put("client_id", clientId)
                .put("state", ClientState.PENDING.wire());
        after.set("metadata", metadata);
        ObjectNode change = JsonNodeFactory.instance.objectNode().put("action", "wait");
        change.set("after", after);
        new Announcement(session, realm, connection, event)
                .resource(ClientApproval.EVENT_RESOURCE)
                .operation(OperationType.CREATE)
                .resourcePath("mcp", "clients", uuid)
                .representation(change)
                .success();
    }
}

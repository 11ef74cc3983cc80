/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.connections;

import io.keycloakmcp.resource.AuditTerms;
import io.keycloakmcp.resource.RealmPresence;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.keycloak.events.Details;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Forgets what a client used when one of Keycloak's own consoles takes from it all that it had of a person. Where that
 * was a consent, its connections are gone with it anyway; where the client needs none, nothing else would say so.
 */
final class StockRevocations implements EventListenerProvider {

    private static final Pattern CONSENT = Pattern.compile("users/([^/]+)/consents/(.+)");

    private final KeycloakSession session;

    StockRevocations(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void onEvent(Event event) {
        if (event.getType() == EventType.REVOKE_GRANT
                && event.getDetails() != null
                && event.getDetails().containsKey(Details.REVOKED_CLIENT)
                && !event.getDetails().containsKey(AuditTerms.SERVER)) {
            forget(event.getRealmId(), event.getUserId(), event.getDetails().get(Details.REVOKED_CLIENT));
        }
    }

    @Override
    public void onEvent(AdminEvent event, boolean includeRepresentation) {
        if (event.getOperationType() == OperationType.ACTION
                && event.getResourceType() == ResourceType.USER
                && event.getResourcePath() != null) {
            Matcher path = CONSENT.matcher(event.getResourcePath());
            if (path.matches()) {
                forget(event.getRealmId(), path.group(1), URLDecoder.decode(path.group(2), StandardCharsets.UTF_8));
            }
        }
    }

    private void forget(String realmId, String userId, String clientId) {
        RealmModel realm = session.realms().getRealm(realmId);
        if (realm == null || !RealmPresence.hasMcpServers(realm)) {
            return;
        }
        Optional<ClientModel> client = Optional.ofNullable(realm.getClientByClientId(clientId));
        Optional.ofNullable(session.users().getUserById(realm, userId))
                .map(user -> new ConnectionUses(session, realm, user))
                .ifPresent(uses -> client.ifPresent(uses::forget));
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.lifecycle;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.keycloakmcp.resource.AfterCommit;
import io.keycloakmcp.resource.McpClient;
import io.keycloakmcp.resource.TokenIssued;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Notes at an MCP client on which day it last got a token. It is written once a day: for all other tokens a look at the
 * cached client is enough. Nodes that write at once write the same.
 */
final class LastUse {

    private static final Logger LOG = Logger.getLogger(LastUse.class);

    /**
     * What this node is writing, so that of many requests in the first moment of a day one writes; and what it could
     * not write, so that it does not try at every request.
     */
    private static final Cache<String, LocalDate> NOTING = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofMinutes(10))
            .build();

    private LastUse() {}

    static LocalDate today() {
        return LocalDate.ofInstant(Instant.ofEpochMilli(Time.currentTimeMillis()), ZoneOffset.UTC);
    }

    /** A token is about to be issued; what is noted is noted when its transaction is over, in one of its own. */
    static void on(TokenIssued issued) {
        ClientModel client = issued.login().getClient();
        LocalDate today = today();
        if (!McpClient.isMarked(client)
                || today.toString().equals(client.getAttribute(McpClient.LAST_USED_ON))
                || today.equals(NOTING.asMap().put(client.getId(), today))) {
            return;
        }
        KeycloakSessionFactory factory = issued.session().getKeycloakSessionFactory();
        String realmId = client.getRealm().getId();
        String clientUuid = client.getId();
        AfterCommit.run(
                issued.session(), () -> note(factory, realmId, clientUuid, today), () -> NOTING.invalidate(clientUuid));
    }

    /** The token has been issued: whatever happens here must not take it away. */
    private static void note(KeycloakSessionFactory factory, String realmId, String clientUuid, LocalDate day) {
        try {
            KeycloakModelUtils.runJobInTransaction(factory, own -> write(own, realmId, clientUuid, day));
            NOTING.invalidate(clientUuid);
        } catch (RuntimeException e) {
            LOG.debugf(e, "The use of client %s was not noted; another node may have been first", clientUuid);
        }
    }

    private static void write(KeycloakSession session, String realmId, String clientUuid, LocalDate day) {
        RealmModel realm = session.realms().getRealm(realmId);
        if (realm == null) {
            return;
        }
        session.getContext().setRealm(realm);
        ClientModel client = realm.getClientById(clientUuid);
        if (client != null) {
            client.setAttribute(McpClient.LAST_USED_ON, day.toString());
        }
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.connections;

import io.keycloakmcp.resource.AfterCommit;
import io.keycloakmcp.resource.ServerConsent;
import io.keycloakmcp.resource.TokenIssued;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.keycloak.OAuth2Constants;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.KeycloakSessionTask;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.light.LightweightUserAdapter;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.provider.ProviderEvent;

/**
 * Notes who uses what, by the tokens that are given out: at most once a day for each connection, and besides when
 * something new is learnt of it. It is noted when the request is over and has succeeded, so that nothing waits for it
 * and nothing fails for it.
 */
final class UseRecorder {

    private static final Logger LOG = Logger.getLogger(UseRecorder.class);

    private UseRecorder() {}

    static void follow(KeycloakSessionFactory factory) {
        factory.register(UseRecorder::onEvent);
    }

    private static void onEvent(ProviderEvent event) {
        if (event instanceof TokenIssued issued) {
            UserModel user = issued.login().getUserSession().getUser();
            // Of people whom the realm forgets with their session there is nothing to keep.
            if (!LightweightUserAdapter.isLightweightUser(user)) {
                note(issued, user);
            }
        }
    }

    private static void note(TokenIssued issued, UserModel user) {
        KeycloakSession session = issued.session();
        ClientModel client = issued.login().getClient();
        RealmModel realm = client.getRealm();
        Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());
        Set<String> scopes = ServerConsent.isNeeded(client, user) ? Set.of() : asked(issued.scopes());
        if (new ConnectionUses(session, realm, user).isNews(issued.server(), client, now, issued.offline(), scopes)) {
            afterCommit(session, own -> {
                RealmModel sameRealm = own.realms().getRealm(realm.getId());
                own.getContext().setRealm(sameRealm);
                new ConnectionUses(own, sameRealm, own.users().getUserById(sameRealm, user.getId()))
                        .note(issued.server(), sameRealm.getClientById(client.getId()), now, issued.offline(), scopes);
            });
        }
    }

    /** What says that there is a person, and that access goes on, is no scope of the server. */
    private static Set<String> asked(Set<String> scopes) {
        return scopes.stream()
                .filter(scope ->
                        !scope.equals(OAuth2Constants.SCOPE_OPENID) && !scope.equals(OAuth2Constants.OFFLINE_ACCESS))
                .collect(Collectors.toSet());
    }

    private static void afterCommit(KeycloakSession session, KeycloakSessionTask job) {
        KeycloakSessionFactory factory = session.getKeycloakSessionFactory();
        AfterCommit.run(session, () -> {
            try {
                KeycloakModelUtils.runJobInTransaction(factory, job);
            } catch (RuntimeException e) {
                // Such as that the person, or the client, is gone by now.
                LOG.debug("A use of an MCP server is not noted", e);
            }
        });
    }
}

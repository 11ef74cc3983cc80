/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserProvider;
import org.keycloak.models.cache.UserCache;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.storage.StorageId;
import org.keycloak.storage.federated.UserFederatedStorageProvider;

/**
 * The {@link ConsentRecord}s of one person, as values of an attribute. The attribute is always Keycloak's own to keep,
 * never the directory's that a person may come from: of people whom the realm has no copy of, Keycloak keeps it beside
 * their consents, and where a directory is read only, its copy of the person still is not.
 */
final class ConsentRecords {

    private static final Logger LOG = Logger.getLogger(ConsentRecords.class);

    /** One value a record. */
    private static final String ATTRIBUTE = "mcp.consents";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final UserModel user;

    ConsentRecords(KeycloakSession session, RealmModel realm, UserModel user) {
        this.session = session;
        this.realm = realm;
        this.user = user;
    }

    Optional<ConsentRecord> find(McpServer server, String clientUuid) {
        return values().flatMap(ConsentRecord::read)
                .filter(record -> record.isOf(server.serverId(), clientUuid))
                .findFirst();
    }

    private Stream<String> values() {
        return StorageId.isLocalStorage(user.getId())
                ? user.getAttributeStream(ATTRIBUTE)
                : session
                        .getProvider(UserFederatedStorageProvider.class)
                        .getAttributes(realm, user.getId())
                        .getList(ATTRIBUTE)
                        .stream();
    }

    /** Replaces the record of the same client at the same server. */
    void put(ConsentRecord record) {
        replace(record.serverId(), record.clientUuid(), Stream.of(record));
    }

    void remove(McpServer server, String clientUuid) {
        replace(server.serverId(), clientUuid, Stream.empty());
    }

    /** Nothing depends on it but whether the person is asked once more, so the request goes on where it fails. */
    private void replace(String serverId, String clientUuid, Stream<ConsentRecord> records) {
        try {
            KeycloakModelUtils.runJobInTransaction(session.getKeycloakSessionFactory(), own -> {
                RealmModel sameRealm = own.realms().getRealm(realm.getId());
                own.getContext().setRealm(sameRealm);
                Optional.ofNullable(own.users().getUserById(sameRealm, user.getId()))
                        .map(sameUser -> new ConsentRecords(own, sameRealm, sameUser))
                        .ifPresent(same -> same.write(Stream.concat(same.others(serverId, clientUuid), records)));
            });
        } catch (ModelException e) {
            LOG.debugf("What a user allowed at %s is not remembered: %s", serverId, e.getMessage());
        }
    }

    /** Records of clients that are gone go too. */
    private Stream<ConsentRecord> others(String serverId, String clientUuid) {
        return values().flatMap(ConsentRecord::read)
                .filter(other -> !other.isOf(serverId, clientUuid))
                .filter(other -> realm.getClientById(other.clientUuid()) != null);
    }

    private void write(Stream<ConsentRecord> records) {
        List<String> values = records.map(ConsentRecord::write).toList();
        if (StorageId.isLocalStorage(user.getId())) {
            Optional.ofNullable(session.getProvider(UserProvider.class).getUserById(realm, user.getId()))
                    .ifPresent(kept -> kept.setAttribute(ATTRIBUTE, values));
            Optional.ofNullable(session.getProvider(UserCache.class)).ifPresent(cache -> cache.evict(realm, user));
        } else {
            session.getProvider(UserFederatedStorageProvider.class)
                    .setAttribute(realm, user.getId(), ATTRIBUTE, values);
        }
    }
}

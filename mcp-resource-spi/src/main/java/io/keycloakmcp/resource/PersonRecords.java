/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
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
 * What is noted about one person, as values of an attribute. The attribute is always Keycloak's own to keep, never the
 * directory's that a person may come from: of people whom the realm has no copy of, Keycloak keeps it beside their
 * consents, and where a directory is read only, its copy of the person still is not. Nobody else may write it: see
 * {@link Kind}.
 */
public final class PersonRecords {

    private static final Logger LOG = Logger.getLogger(PersonRecords.class);

    private final KeycloakSession session;
    private final RealmModel realm;
    private final UserModel user;
    private final String attribute;

    /** What is noted. Each is an attribute that the user profile keeps from people and administrators. */
    public enum Kind {
        /** Which scopes the person allowed which client at which server. */
        CONSENTS("mcp.consents"),
        /** When which client used which server for the person. */
        CONNECTIONS("mcp.connections");

        private final String attribute;

        Kind(String attribute) {
            this.attribute = attribute;
        }

        /**
         * Where it is kept.
         *
         * @return the name of the attribute; one value a record
         */
        public String attribute() {
            return attribute;
        }
    }

    /**
     * The records of a person, within one request.
     *
     * @param session the session
     * @param realm the realm
     * @param user the person
     * @param kind what is noted
     */
    public PersonRecords(KeycloakSession session, RealmModel realm, UserModel user, Kind kind) {
        this.session = session;
        this.realm = realm;
        this.user = user;
        this.attribute = kind.attribute();
    }

    /**
     * What is noted now.
     *
     * @return the values; of people whom the realm has a copy of, from Keycloak's cache
     */
    public Stream<String> values() {
        return StorageId.isLocalStorage(user.getId()) ? user.getAttributeStream(attribute) : besideConsents(session);
    }

    private Stream<String> besideConsents(KeycloakSession any) {
        return any
                .getProvider(UserFederatedStorageProvider.class)
                .getAttributes(realm, user.getId())
                .getList(attribute)
                .stream();
    }

    /**
     * Changes what is noted, in a transaction of its own. The request goes on where that fails: nothing may depend on a
     * record but what can be asked, or noted, again.
     *
     * @param change gives the new values for the ones that there are; asked within that transaction
     */
    public void replace(UnaryOperator<Stream<String>> change) {
        try {
            KeycloakModelUtils.runJobInTransaction(session.getKeycloakSessionFactory(), own -> {
                RealmModel sameRealm = own.realms().getRealm(realm.getId());
                own.getContext().setRealm(sameRealm);
                if (StorageId.isLocalStorage(user.getId())) {
                    writeToCopy(own, sameRealm, change);
                } else {
                    writeBesideConsents(own, sameRealm, change);
                }
            });
        } catch (ModelException e) {
            LOG.debugf("The attribute %s of a user is not written: %s", attribute, e.getMessage());
        }
    }

    private void writeToCopy(KeycloakSession own, RealmModel sameRealm, UnaryOperator<Stream<String>> change) {
        Optional.ofNullable(own.getProvider(UserProvider.class).getUserById(sameRealm, user.getId()))
                .ifPresent(kept -> {
                    List<String> values =
                            change.apply(kept.getAttributeStream(attribute)).toList();
                    kept.setAttribute(attribute, values);
                    Optional.ofNullable(own.getProvider(UserCache.class))
                            .ifPresent(cache -> cache.evict(sameRealm, kept));
                });
    }

    private void writeBesideConsents(KeycloakSession own, RealmModel sameRealm, UnaryOperator<Stream<String>> change) {
        List<String> values = change.apply(besideConsents(own)).toList();
        own.getProvider(UserFederatedStorageProvider.class).setAttribute(sameRealm, user.getId(), attribute, values);
    }
}

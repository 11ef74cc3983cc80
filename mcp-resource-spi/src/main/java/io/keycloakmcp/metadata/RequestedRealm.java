/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.metadata;

import io.keycloakmcp.resource.RealmPresence;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** The realm that a request is about, known even where Keycloak has not looked at the realm yet. */
final class RequestedRealm {

    private RequestedRealm() {}

    static boolean hasMcpServers(KeycloakSession session) {
        return find(session).filter(RealmPresence::hasMcpServers).isPresent();
    }

    /** Before a well-known document is served, and for the whole of its preflight, the path alone names the realm. */
    private static Optional<RealmModel> find(KeycloakSession session) {
        RealmModel known = session.getContext().getRealm();
        if (known != null) {
            return Optional.of(known);
        }
        return Optional.ofNullable(
                        session.getContext().getUri().getPathParameters().getFirst("realm"))
                .map(session.realms()::getRealmByName);
    }
}

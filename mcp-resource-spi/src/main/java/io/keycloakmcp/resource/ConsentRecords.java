/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** The {@link ConsentRecord}s of one person. */
final class ConsentRecords {

    private final RealmModel realm;
    private final PersonRecords kept;

    ConsentRecords(KeycloakSession session, RealmModel realm, UserModel user) {
        this.realm = realm;
        this.kept = new PersonRecords(session, realm, user, PersonRecords.Kind.CONSENTS);
    }

    Optional<ConsentRecord> find(McpServer server, String clientUuid) {
        return kept.values()
                .flatMap(ConsentRecord::read)
                .filter(record -> record.isOf(server.serverId(), clientUuid))
                .findFirst();
    }

    /** Replaces the record of the same client at the same server. */
    void put(ConsentRecord record) {
        replace(record.serverId(), record.clientUuid(), Stream.of(record));
    }

    void remove(McpServer server, String clientUuid) {
        replace(server.serverId(), clientUuid, Stream.empty());
    }

    /** Records of clients that are gone go too. */
    private void replace(String serverId, String clientUuid, Stream<ConsentRecord> records) {
        kept.replace(values -> Stream.concat(
                        values.flatMap(ConsentRecord::read)
                                .filter(other -> !other.isOf(serverId, clientUuid))
                                .filter(other -> realm.getClientById(other.clientUuid()) != null),
                        records)
                .map(ConsentRecord::write));
    }
}

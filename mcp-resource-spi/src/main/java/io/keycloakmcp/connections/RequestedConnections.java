/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.connections;

import io.keycloakmcp.resource.FieldError;
import io.keycloakmcp.resource.McpServer;
import io.keycloakmcp.resource.McpServerRegistry;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Reads from the query of a request which connections are meant. */
final class RequestedConnections {

    private static final int MAX_TEXT = 255;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final List<FieldError> errors;

    /** Puts down as errors what the realm does not have. */
    RequestedConnections(KeycloakSession session, RealmModel realm, List<FieldError> errors) {
        this.session = session;
        this.realm = realm;
        this.errors = errors;
    }

    Optional<UserModel> user(String idOrName) {
        return find(
                "user",
                idOrName,
                "is not the id, or the user name, of a user of this realm",
                text -> Optional.of(text)
                        .filter(ConnectionKey::isUserId)
                        .map(id -> session.users().getUserById(realm, id))
                        .or(() -> Optional.ofNullable(session.users().getUserByUsername(realm, text))));
    }

    Optional<ClientModel> client(String id) {
        return find(
                "client",
                id,
                "is not the client id, or the id, of a client of this realm",
                text -> Optional.ofNullable(realm.getClientByClientId(text))
                        .or(() -> text.indexOf(':') < 0
                                ? Optional.ofNullable(realm.getClientById(text))
                                : Optional.empty()));
    }

    Optional<McpServer> server(String id) {
        return find(
                "server",
                id,
                "is not the server_id of an MCP server of this realm",
                new McpServerRegistry(session, realm)::findByServerId);
    }

    private <T> Optional<T> find(String field, String text, String message, Function<String, Optional<T>> search) {
        // An empty one is given as none; and yet it does not mean all.
        if (text == null && !session.getContext().getUri().getQueryParameters().containsKey(field)) {
            return Optional.empty();
        }
        // What a database may refuse to look for is not there.
        Optional<T> found = Optional.ofNullable(text)
                .filter(id -> !id.isEmpty() && id.length() <= MAX_TEXT)
                .filter(id -> id.chars().noneMatch(Character::isISOControl))
                .flatMap(search);
        if (found.isEmpty()) {
            errors.add(new FieldError(field, message));
        }
        return found;
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.connections;

import io.keycloakmcp.resource.McpServer;
import java.util.Optional;
import org.keycloak.models.ClientModel;
import org.keycloak.models.UserModel;

/**
 * Which connections of a realm are meant; all of them where nothing is said.
 *
 * @param user whose connections
 * @param client which client's
 * @param server to which server
 */
record ConnectionFilter(Optional<UserModel> user, Optional<ClientModel> client, Optional<McpServer> server) {

    /** All connections of one person. */
    static ConnectionFilter of(UserModel user) {
        return new ConnectionFilter(Optional.of(user), Optional.empty(), Optional.empty());
    }

    /** Those of these that are of one client. */
    ConnectionFilter with(ClientModel oneClient) {
        return new ConnectionFilter(user, Optional.of(oneClient), server);
    }
}

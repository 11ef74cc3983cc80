/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.callers;

import io.keycloakmcp.resource.McpServer;
import io.keycloakmcp.resource.McpServerRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;

/**
 * The MCP servers that a caller could get a token for. Who may use a server is not a thing that a database can be
 * asked, so the registry is walked in the order of the ids until a page is full. The walk ends after
 * {@link #MAX_LOOKED_AT} servers in any case: then the page is what was found, and the next one goes on from there.
 */
final class AvailableServers {

    static final int MAX_LOOKED_AT = 200;

    private static final int AT_ONCE = 100;

    private final Caller caller;
    private final McpServerRegistry registry;

    AvailableServers(KeycloakSession session, Caller caller) {
        this.caller = caller;
        this.registry = new McpServerRegistry(session, session.getContext().getRealm());
    }

    /**
     * A page of servers.
     *
     * @param servers the servers, in the order of their ids
     * @param next where the next page begins: after this server id; empty if there is no next page
     */
    record Page(List<McpServer> servers, Optional<String> next) {}

    /**
     * Finds the servers that follow one.
     *
     * @param search a part of the name or of the resource URI, or a whole server id
     * @param after the id that the first one follows; empty to begin at the beginning
     * @param max how many to give at most
     */
    Page page(Optional<String> search, Optional<String> after, int max) {
        List<McpServer> found = new ArrayList<>();
        Optional<String> last = after;
        for (int lookedAt = 0; lookedAt < MAX_LOOKED_AT; lookedAt += AT_ONCE) {
            List<String> ids = registry.activeAfter(search, last, AT_ONCE);
            for (String id : ids) {
                Optional<McpServer> server = find(id);
                if (server.isPresent() && found.size() == max) {
                    return new Page(found, last);
                }
                server.ifPresent(found::add);
                last = Optional.of(id);
            }
            if (ids.size() < AT_ONCE) {
                return new Page(found, Optional.empty());
            }
        }
        return new Page(found, last);
    }

    /**
     * Finds one server.
     *
     * @param serverId its id
     * @return the server, or empty if the realm has no such server or the caller could get no token for it
     */
    Optional<McpServer> find(String serverId) {
        return registry.findByServerId(serverId).filter(caller::canUse);
    }
}

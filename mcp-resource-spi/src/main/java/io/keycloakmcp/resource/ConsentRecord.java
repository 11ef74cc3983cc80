/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Which scopes a person allowed one client at one MCP server. Keycloak's consents know a scope by its name alone, and
 * MCP servers share names; so this is kept beside them, in {@link ConsentRecords}. It counts only together with the
 * consent it was made with: who loses it is asked again, and nothing more.
 *
 * @param serverId {@code mcp_…}
 * @param clientUuid the UUID of the client
 * @param since when the consent was first given, in milliseconds since 1970
 * @param scopes the names of the scopes
 */
record ConsentRecord(String serverId, String clientUuid, long since, Set<String> scopes) {

    private static final int SCOPES_FROM = 3;

    /** What somebody wrote by hand and is no record is none. */
    static Stream<ConsentRecord> read(String value) {
        List<String> parts = value == null ? List.of() : List.of(value.strip().split(" +"));
        if (parts.size() < SCOPES_FROM) {
            return Stream.empty();
        }
        try {
            Set<String> scopes = new TreeSet<>(parts.subList(SCOPES_FROM, parts.size()));
            return Stream.of(new ConsentRecord(parts.get(0), parts.get(1), Long.parseLong(parts.get(2)), scopes));
        } catch (NumberFormatException e) {
            return Stream.empty();
        }
    }

    String write() {
        List<String> parts = new ArrayList<>(List.of(serverId, clientUuid, Long.toString(since)));
        parts.addAll(new TreeSet<>(scopes));
        return String.join(" ", parts);
    }

    boolean isOf(String server, String client) {
        return serverId.equals(server) && clientUuid.equals(client);
    }
}

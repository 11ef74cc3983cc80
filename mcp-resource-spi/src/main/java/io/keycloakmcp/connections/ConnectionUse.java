/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.connections;

import io.keycloakmcp.resource.McpServer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.keycloak.models.ClientModel;

/**
 * When a client used an MCP server for a person, and what it got there without having to ask.
 *
 * @param serverId {@code mcp_…}
 * @param clientUuid the UUID of the client
 * @param firstAt when it got its first token, to the second
 * @param lastOn the day of its last one, in UTC
 * @param offline whether it ever got one that outlives the person's session
 * @param scopes the scopes that it ever got, if it needs no consent, as far as there is room; what others may have is
 *     kept with the consent
 */
record ConnectionUse(
        String serverId, String clientUuid, Instant firstAt, LocalDate lastOn, boolean offline, Set<String> scopes) {

    /** Where the client's UUID, filled up with spaces, stands in what {@link #write} gives. */
    static final int CLIENT_UUID_AT = 29;

    static final int CLIENT_UUID_LENGTH = 36;

    /** Where the day of the last use stands there. */
    static final int LAST_ON_AT = CLIENT_UUID_AT + CLIENT_UUID_LENGTH + " 2026-03-01T00:00:00Z ".length();

    static final int LAST_ON_LENGTH = "2026-03-01".length();

    private static final String OFFLINE = "offline";
    private static final String ONLINE = "online";
    private static final int SCOPES_FROM = 5;

    /** What the database can compare; Keycloak keeps longer values elsewhere. */
    private static final int MAX_LENGTH = 255;

    /** The first use. */
    static ConnectionUse first(McpServer server, ClientModel client, Instant now) {
        return new ConnectionUse(
                server.serverId(), client.getId(), now.truncatedTo(ChronoUnit.SECONDS), day(now), false, Set.of());
    }

    /** The same after another use. */
    ConnectionUse again(Instant now, boolean staysOffline, Set<String> granted) {
        Set<String> all = new TreeSet<>(scopes);
        all.addAll(granted);
        return new ConnectionUse(serverId, clientUuid, firstAt, day(now), offline || staysOffline, all);
    }

    /** Tells whether another use says nothing that would be kept. */
    boolean covers(Instant now, boolean staysOffline, Set<String> granted) {
        ConnectionUse after = again(now, staysOffline, granted);
        return equals(after) || equals(after.kept());
    }

    private static LocalDate day(Instant moment) {
        return LocalDate.ofInstant(moment, ZoneOffset.UTC);
    }

    /** What somebody wrote by hand and is no use is none. */
    static Stream<ConnectionUse> read(String value) {
        List<String> parts = value == null ? List.of() : List.of(value.strip().split(" +"));
        if (parts.size() < SCOPES_FROM) {
            return Stream.empty();
        }
        try {
            return Stream.of(new ConnectionUse(
                    parts.get(0),
                    parts.get(1),
                    Instant.parse(parts.get(2)),
                    LocalDate.parse(parts.get(3)),
                    parts.get(4).equals(OFFLINE),
                    new TreeSet<>(parts.subList(SCOPES_FROM, parts.size()))));
        } catch (DateTimeException e) {
            return Stream.empty();
        }
    }

    String write() {
        StringBuilder value = new StringBuilder(String.join(
                " ", serverId, padded(clientUuid), firstAt.toString(), lastOn.toString(), offline ? OFFLINE : ONLINE));
        for (String scope : new TreeSet<>(scopes)) {
            if (value.length() + 1 + scope.length() <= MAX_LENGTH) {
                value.append(' ').append(scope);
            }
        }
        return value.toString();
    }

    /** Imported clients may have shorter ids. */
    private static String padded(String id) {
        return String.format("%-" + CLIENT_UUID_LENGTH + "s", id);
    }

    /** What is left of it once it was kept. */
    private ConnectionUse kept() {
        return read(write()).findFirst().orElseThrow();
    }

    boolean isOf(String server, String client) {
        return serverId.equals(server) && clientUuid.equals(client);
    }
}

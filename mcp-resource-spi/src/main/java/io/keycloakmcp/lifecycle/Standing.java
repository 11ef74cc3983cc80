/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.lifecycle;

import io.keycloakmcp.client.ClientState;
import io.keycloakmcp.client.Onboarding;
import io.keycloakmcp.resource.McpClient;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.keycloak.models.ClientModel;

/**
 * What decides how long an MCP client stays.
 *
 * @param way how it came; empty if it is no MCP client
 * @param state what the administrator thinks of it
 * @param createdAt when it came; empty if nobody knows
 * @param since when it came or its state last changed, whichever was later; empty if nobody knows
 * @param lastUsedOn the day on which it last got a token, in UTC; empty if it never did
 */
record Standing(
        Optional<Onboarding> way,
        ClientState state,
        Optional<Instant> createdAt,
        Optional<Instant> since,
        Optional<LocalDate> lastUsedOn) {

    static Standing of(ClientModel client) {
        return of(client::getAttribute, client.isEnabled(), Optional.ofNullable(client.getCreatedTimestamp()));
    }

    /**
     * Reads it from a client's attributes; what somebody wrote there by hand and is no time is as if it were not there.
     */
    static Standing of(UnaryOperator<String> attributes, boolean enabled, Optional<Long> created) {
        Optional<Instant> createdAt = read(
                        attributes.apply(McpClient.REGISTERED_AT),
                        text -> OffsetDateTime.parse(text).toInstant())
                .or(() -> created.map(Instant::ofEpochMilli));
        Optional<Instant> changedAt = read(
                attributes.apply(ClientState.SINCE),
                text -> OffsetDateTime.parse(text).toInstant());
        return new Standing(
                Onboarding.ofMark(attributes.apply(McpClient.ATTRIBUTE)),
                ClientState.of(enabled, attributes.apply(ClientState.ATTRIBUTE)),
                createdAt,
                Stream.concat(createdAt.stream(), changedAt.stream()).max(Instant::compareTo),
                read(attributes.apply(McpClient.LAST_USED_ON), LocalDate::parse));
    }

    private static <T> Optional<T> read(String text, Function<String, T> parser) {
        try {
            return Optional.ofNullable(text).map(parser);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}

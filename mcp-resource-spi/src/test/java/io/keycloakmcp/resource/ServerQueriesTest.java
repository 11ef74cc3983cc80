/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Collator;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where a database finds servers in its index, whatever order it sorts texts in. */
final class ServerQueriesTest {

    private static final List<String> SERVER_IDS =
            List.of("mcp_000000000000000000000000", "mcp_aa0000000000000000000000", "mcp_ffffffffffffffffffffffff");

    @ParameterizedTest
    @MethodSource("orders")
    void holdsEveryServerIdInItsRange(Comparator<String> order) {
        assertThat(SERVER_IDS).allSatisfy(id -> {
            assertThat(order.compare(ServerQueries.FROM, id)).isNegative();
            assertThat(order.compare(id, ServerQueries.TO)).isNegative();
        });
    }

    private static Stream<Comparator<String>> orders() {
        Comparator<String> dictionary = Comparator.comparing(text -> text.replaceAll("[^a-z0-9]", ""));
        Stream<Comparator<String>> languages = Arrays.stream(Collator.getAvailableLocales())
                .map(Locale::stripExtensions)
                .distinct()
                .map(Collator::getInstance)
                .map(collator -> collator::compare);
        return Stream.concat(Stream.of(Comparator.<String>naturalOrder(), dictionary), languages);
    }

    @Test
    void leavesClientsWithOtherNamesOutOfItsRange() {
        assertThat(List.of("account", "0b9c6f0e-1f3f-4e0e-9d0a-4f2f6a4e5c11", "mcr", "realm-management"))
                .noneMatch(id -> id.compareTo(ServerQueries.FROM) >= 0 && id.compareTo(ServerQueries.TO) < 0);
    }
}

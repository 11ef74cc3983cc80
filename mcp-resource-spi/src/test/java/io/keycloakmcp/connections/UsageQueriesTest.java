/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.connections;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Collator;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UsageQueriesTest {

    private static final List<Comparator<? super String>> ORDERS = List.of(
            Comparator.naturalOrder(),
            Collator.getInstance(Locale.ENGLISH),
            // aa is å, the last letter.
            Collator.getInstance(Locale.forLanguageTag("da")));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mcp_0123456789abcdef01234567",
                "mcp_0123456789abcdef01234569",
                "mcp_0123456789abcdef0123456a",
                "mcp_0123456789abcdef012345aa",
                "mcp_0123456789abcdef0123a9aa",
                "mcp_ffffffffffffffffffffffff"
            })
    void whatFollowsAnIdFollowsAllThatBeginsWithIt(String serverId) {
        for (Comparator<? super String> order : ORDERS) {
            for (String client : List.of("00000000-", "ffffffff-", "zz")) {
                String use = serverId + " " + client + " 2026-03-01T00:00:00Z";

                assertThat(order.compare(serverId, use)).isNotPositive();
                assertThat(order.compare(use, UsageQueries.after(serverId))).isNegative();
            }
        }
    }
}

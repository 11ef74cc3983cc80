/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.connections;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ConnectionUseTest {

    private static final String SERVER = "mcp_0123456789abcdef01234567";
    private static final Instant MORNING = Instant.parse("2026-03-01T00:00:00Z");
    private static final Instant EVENING = Instant.parse("2026-03-01T23:59:59Z");
    private static final Instant NEXT_DAY = Instant.parse("2026-03-02T00:00:00Z");

    private static ConnectionUse use(String client, Set<String> scopes) {
        return new ConnectionUse(SERVER, client, MORNING, LocalDate.parse("2026-03-01"), false, scopes);
    }

    @Test
    void isReadAsItWasWritten() {
        ConnectionUse use = use("5f0c2a34-7d57-4b0e-9f1c-0d2d3c5b6a78", Set.of("b", "a"));

        assertThat(use.write())
                .isEqualTo(SERVER + " 5f0c2a34-7d57-4b0e-9f1c-0d2d3c5b6a78 2026-03-01T00:00:00Z 2026-03-01 online a b");
        assertThat(ConnectionUse.read(use.write())).containsExactly(use);
    }

    @Test
    void hasTheClientAndTheDayWhereTheDatabaseLooksForThem() {
        for (String client : new String[] {"short", "5f0c2a34-7d57-4b0e-9f1c-0d2d3c5b6a78"}) {
            String value = use(client, Set.of("a")).write();
            int from = ConnectionUse.CLIENT_UUID_AT;

            assertThat(value.substring(from, from + ConnectionUse.CLIENT_UUID_LENGTH)
                            .strip())
                    .isEqualTo(client);
            assertThat(value.substring(
                            ConnectionUse.LAST_ON_AT, ConnectionUse.LAST_ON_AT + ConnectionUse.LAST_ON_LENGTH))
                    .isEqualTo("2026-03-01");
            assertThat(ConnectionUse.read(value)).containsExactly(use(client, Set.of("a")));
        }
    }

    @Test
    void isNoLongerThanTheDatabaseCanCompare() {
        Set<String> scopes = IntStream.range(0, 100)
                .mapToObj(number -> "scope:number-" + number)
                .collect(Collectors.toSet());
        ConnectionUse use = use("5f0c2a34-7d57-4b0e-9f1c-0d2d3c5b6a78", scopes);

        assertThat(use.write()).hasSizeLessThanOrEqualTo(255).contains("scope:number-0");
        assertThat(ConnectionUse.read(use.write()))
                .allSatisfy(
                        kept -> assertThat(kept.covers(EVENING, false, scopes)).isTrue());
    }

    @Test
    void isTheSameForTheRestOfTheDay() {
        ConnectionUse use = use("c", Set.of("a"));

        assertThat(use.covers(EVENING, false, Set.of("a"))).isTrue();
        assertThat(use.covers(NEXT_DAY, false, Set.of("a"))).isFalse();
        assertThat(use.covers(EVENING, true, Set.of("a"))).isFalse();
        assertThat(use.covers(EVENING, false, Set.of("b"))).isFalse();
        assertThat(use.again(EVENING, false, Set.of("a"))).isEqualTo(use);
        assertThat(use.again(EVENING, false, Set.of())).isEqualTo(use);
        assertThat(use.again(NEXT_DAY, false, Set.of()).lastOn()).isEqualTo(LocalDate.parse("2026-03-02"));
        assertThat(use.again(NEXT_DAY, false, Set.of()).firstAt()).isEqualTo(MORNING);
    }

    @Test
    void growsWithWhatIsGranted() {
        ConnectionUse use = use("c", Set.of("a")).again(EVENING, true, Set.of("b"));

        assertThat(use.offline()).isTrue();
        assertThat(use.scopes()).containsExactly("a", "b");
        assertThat(use.again(EVENING, false, Set.of())).isEqualTo(use);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "x", SERVER + " c yesterday 2026-03-01 online", SERVER + " c 2026-03-01T00:00:00Z x y"})
    void whatIsNoUseIsNone(String value) {
        assertThat(ConnectionUse.read(value)).isEmpty();
    }
}

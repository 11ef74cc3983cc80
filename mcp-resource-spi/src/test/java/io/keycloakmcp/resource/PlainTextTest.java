/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PlainTextTest {

    @Test
    void leavesOrdinaryTextAsItIs() {
        assertThat(PlainText.of("Claude Code – für Łukasz, 日本語, فارسی", 80))
                .isEqualTo("Claude Code – für Łukasz, 日本語, فارسی");
    }

    @Test
    void leavesOutWhatTurnsTheDirectionOrCannotBeSeen() {
        assertThat(PlainText.of("a\u202Eb\u2066c\u2069d\u200Be\u200Ff\uFEFFg\u00ADh\uE000i\uDC00j", 80))
                .isEqualTo("abcdefghij");
    }

    @Test
    void keepsTheJoinersOfLanguagesAndEmoji() {
        assertThat(PlainText.of("می\u200Cخواهم \uD83D\uDC68\u200D\uD83D\uDCBB", 80))
                .isEqualTo("می\u200Cخواهم \uD83D\uDC68\u200D\uD83D\uDCBB");
    }

    @Test
    void keepsAsManyMarksOnALetterAsLanguagesHave() {
        assertThat(PlainText.of("שָׁלוֹם Ṩ̇", 80)).isEqualTo("שָׁלוֹם Ṩ̇");
        assertThat(PlainText.of("Z" + "\u0301".repeat(50) + "a", 80)).isEqualTo("Z" + "\u0301".repeat(4) + "a");
    }

    @Test
    void takesLettersThatLookLikeNothingForSpaces() {
        assertThat(PlainText.of("\u3164\u2800", 80)).isEmpty();
        assertThat(PlainText.of("a\u3164b", 80)).isEqualTo("a b");
    }

    @Test
    void isOneLine() {
        assertThat(PlainText.of(" a\r\n\n\tb\u2028c\u00A0 d\u0000e ", 80)).isEqualTo("a b c d e");
    }

    @Test
    void cutsBetweenCharactersAndSaysSo() {
        assertThat(PlainText.of("\uD83D\uDE00".repeat(5), 3)).isEqualTo("\uD83D\uDE00".repeat(3) + "…");
        assertThat(PlainText.of("12345", 5)).isEqualTo("12345");
    }

    @Test
    void takesNothingForEmpty() {
        assertThat(PlainText.of(null, 5)).isEmpty();
        assertThat(PlainText.of("\u202E \u200B", 5)).isEmpty();
    }
}

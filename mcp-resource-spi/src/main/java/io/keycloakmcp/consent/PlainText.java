/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.consent;

/**
 * Makes text that somebody else wrote fit for a page: one line, of limited length, without characters that cannot be
 * seen or that turn the direction of what stands around them. The page escapes it besides.
 */
final class PlainText {

    private static final String ELLIPSIS = "…";
    /** Joiners that words of several languages, and emoji, are written with. */
    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;

    private static final int ZERO_WIDTH_JOINER = 0x200D;

    private PlainText() {}

    /**
     * The text as it may be shown.
     *
     * @param text what somebody wrote; {@code null} counts as empty
     * @param max how many characters to keep; of a longer text the rest is replaced by an ellipsis
     * @return the text
     */
    static String of(String text, int max) {
        if (text == null) {
            return "";
        }
        StringBuilder shown = new StringBuilder();
        text.codePoints().map(PlainText::shown).filter(code -> code != 0).forEach(shown::appendCodePoint);
        String line = shown.toString().replaceAll(" {2,}", " ").strip();
        return line.codePointCount(0, line.length()) <= max
                ? line
                : line.substring(0, line.offsetByCodePoints(0, max)).strip() + ELLIPSIS;
    }

    /** The character to show for one; 0 for none. */
    private static int shown(int code) {
        return switch (Character.getType(code)) {
            case Character.FORMAT -> code == ZERO_WIDTH_NON_JOINER || code == ZERO_WIDTH_JOINER ? code : 0;
            case Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED -> 0;
            case Character.CONTROL,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> ' ';
            default -> code;
        };
    }
}

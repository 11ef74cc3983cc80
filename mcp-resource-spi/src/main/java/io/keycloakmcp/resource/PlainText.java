/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import java.util.Set;

/**
 * Makes text that somebody else wrote fit for a page: one line, of limited length, without characters that cannot be
 * seen, that turn the direction of what stands around them, or that pile up over other lines. The page escapes it
 * besides.
 */
public final class PlainText {

    private static final String ELLIPSIS = "…";

    /** Joiners that words of several languages, and emoji, are written with. */
    private static final Set<Integer> JOINERS = Set.of(0x200C, 0x200D);

    /** Letters and symbols, as far as Unicode is concerned, that look like nothing. */
    private static final Set<Integer> BLANKS = Set.of(0x115F, 0x1160, 0x2800, 0x3164, 0xFFA0);

    /** More marks on one letter than any language has. */
    private static final int MAX_MARKS = 4;

    private PlainText() {}

    /**
     * The text as it may be shown.
     *
     * @param text what somebody wrote; {@code null} counts as empty
     * @param max how many characters to keep; of a longer text the rest is replaced by an ellipsis
     * @return the text
     */
    public static String of(String text, int max) {
        if (text == null) {
            return "";
        }
        StringBuilder shown = new StringBuilder();
        int marks = 0;
        for (int code : text.codePoints().map(PlainText::shown).toArray()) {
            marks = isMark(code) ? marks + 1 : 0;
            if (code != 0 && marks <= MAX_MARKS) {
                shown.appendCodePoint(code);
            }
        }
        String line = shown.toString().replaceAll(" {2,}", " ").strip();
        return line.codePointCount(0, line.length()) <= max
                ? line
                : line.substring(0, line.offsetByCodePoints(0, max)).strip() + ELLIPSIS;
    }

    private static boolean isMark(int code) {
        int type = Character.getType(code);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
    }

    /** The character to show for one; 0 for none. */
    private static int shown(int code) {
        if (BLANKS.contains(code)) {
            return ' ';
        }
        return switch (Character.getType(code)) {
            case Character.FORMAT -> JOINERS.contains(code) ? code : 0;
            case Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED -> 0;
            case Character.CONTROL,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> ' ';
            default -> code;
        };
    }
}

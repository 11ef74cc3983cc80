/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A URL of the catalogue. It is matched character by character; {@code {id}} in it stands for one path segment.
 *
 * @param text the URL as it is written
 */
record UriPattern(String text) {

    private static final String PLACEHOLDER = "{id}";
    /** Not one that begins with a dot: browsers take {@code ..} for the segment above. */
    private static final String ONE_SEGMENT = "[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,199}";

    boolean isExact() {
        return !text.contains(PLACEHOLDER);
    }

    boolean matches(String url) {
        return isExact()
                ? text.equals(url)
                : Pattern.matches(
                        Arrays.stream(text.split(Pattern.quote(PLACEHOLDER), -1))
                                .map(Pattern::quote)
                                .collect(Collectors.joining(ONE_SEGMENT)),
                        url);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A challenge of an HTTP server (RFC 9110 §11.3), as it stands in {@code WWW-Authenticate}.
 *
 * @param scheme the authentication scheme
 * @param parameters its parameters in their order
 */
public record Challenge(String scheme, Map<String, String> parameters) {

    /** The scheme of bearer tokens (RFC 6750 §3). */
    public static final String BEARER = "Bearer";

    /**
     * A challenge.
     *
     * @param scheme the authentication scheme
     * @param parameters its parameters; their order is kept
     */
    public Challenge {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /**
     * A challenge without parameters yet.
     *
     * @param scheme the authentication scheme
     * @return the challenge
     */
    public static Challenge of(String scheme) {
        return new Challenge(scheme, Map.of());
    }

    /**
     * Adds a parameter, or gives it another value.
     *
     * @param name the parameter's name
     * @param value its value, in printable ASCII
     * @return the challenge with the parameter
     */
    public Challenge with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(parameters);
        more.put(name, value);
        return new Challenge(scheme, more);
    }

    /**
     * The value of the header. Every parameter is a quoted string (RFC 9110 §5.6.4), because clients expect it.
     *
     * @return the header value
     */
    public String header() {
        return scheme
                + parameters.entrySet().stream()
                        .map(parameter -> parameter.getKey() + "=\"" + quotable(parameter.getValue()) + "\"")
                        .collect(Collectors.joining(", ", parameters.isEmpty() ? "" : " ", ""));
    }

    private static String quotable(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}

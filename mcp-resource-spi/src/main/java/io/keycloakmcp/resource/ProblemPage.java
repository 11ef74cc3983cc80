/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import java.util.Arrays;
import java.util.Optional;

/**
 * What the page says that a {@link RefusedRequest} ends on. It travels as the parameters of Keycloak's error message,
 * so that the page can be shown again in another language.
 *
 * @param problem what happened
 * @param clientName what the client is called; empty if it is not known
 * @param serverName what the MCP server is called; empty if the request names none
 * @param resource its resource URI; empty likewise
 * @param contact whom to ask; empty means the administrator of the realm
 * @param reference by which an administrator finds the event
 */
public record ProblemPage(
        Problem problem, String clientName, String serverName, String resource, String contact, String reference) {

    private static final int PARAMETERS = 5;

    /**
     * Reads a page from an error message.
     *
     * @param message the message's key
     * @param parameters the message's parameters
     * @return the page; empty if the message is about something else
     */
    public static Optional<ProblemPage> of(String message, Object... parameters) {
        if (parameters == null || parameters.length != PARAMETERS) {
            return Optional.empty();
        }
        String[] texts = Arrays.stream(parameters).map(String::valueOf).toArray(String[]::new);
        return Problem.ofMessage(message)
                .map(problem -> new ProblemPage(problem, texts[0], texts[1], texts[2], texts[3], texts[4]));
    }

    Object[] parameters() {
        return new Object[] {clientName, serverName, resource, contact, reference};
    }
}

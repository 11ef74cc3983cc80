/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import java.util.Arrays;
import java.util.Optional;
import org.keycloak.events.Errors;

/**
 * Why an authorization request ends on a page: it cannot go back to its client, because nobody knows whether the
 * redirect URI is one of that client's (RFC 6749 §4.1.2.1), or whether the client may be sent anybody at all. For each
 * there is a message that says what happened and what to do, in one sentence.
 */
public enum Problem {
    /** No client of the realm has this id, or none has it any more. */
    CLIENT_UNKNOWN("client_unknown", Errors.CLIENT_NOT_FOUND),
    /** The realm does not let this client in. */
    CLIENT_REFUSED("client_refused", Errors.NOT_ALLOWED),
    /** The metadata that the client's id leads to cannot be had, or are not in order. */
    CLIENT_UNREADABLE("client_unreadable", Errors.INVALID_CLIENT),
    /** The client waits for an administrator's approval. */
    CLIENT_PENDING("client_pending", Errors.CLIENT_DISABLED),
    /** An administrator keeps the client out. */
    CLIENT_BLOCKED("client_blocked", Errors.CLIENT_DISABLED),
    /** The redirect URI is missing, or is not one of the client's. */
    REDIRECT_URI_UNKNOWN("redirect_uri_unknown", Errors.INVALID_REDIRECT_URI);

    private static final String MESSAGE = "mcpProblem.";

    private final String rule;
    private final String error;

    Problem(String rule, String error) {
        this.rule = rule;
        this.error = error;
    }

    /**
     * What events call the rule that refused, unless there is a more special one.
     *
     * @return the rule
     */
    public String rule() {
        return rule;
    }

    /** The error of the event: what Keycloak itself has there in the same case. */
    String error() {
        return error;
    }

    /**
     * The key of the message.
     *
     * @return the key
     */
    String message() {
        return MESSAGE + rule;
    }

    /**
     * The problem that a message is about.
     *
     * @param message the key of any message
     * @return the problem; empty if the message is about something else
     */
    static Optional<Problem> ofMessage(String message) {
        return Arrays.stream(values())
                .filter(problem -> problem.message().equals(message))
                .findFirst();
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.registration;

import io.keycloakmcp.client.Decision;
import io.keycloakmcp.client.UnavailableKeys;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Optional;
import org.keycloak.OAuthErrorException;

/**
 * Why a registration, or a change of one, is refused: in the codes of RFC 7591 §3.2.2, of RFC 6750 §3.1 where it is
 * about a token, and otherwise of RFC 6749.
 */
final class RegistrationError extends Exception {

    private static final long serialVersionUID = 1L;

    private final Response.Status status;
    private final String code;
    private final String rule;
    private final transient Optional<Duration> retryAfter;
    private final boolean noted;
    private final String reason;

    private RegistrationError(
            Response.Status status,
            String code,
            String rule,
            String whatToChange,
            String reason,
            Optional<Duration> retryAfter,
            boolean noted) {
        super(whatToChange);
        this.status = status;
        this.code = code;
        this.rule = rule;
        this.reason = reason;
        this.retryAfter = retryAfter;
        this.noted = noted;
    }

    private RegistrationError(Response.Status status, String code, String rule, String whatToChange) {
        this(status, code, rule, whatToChange, whatToChange, Optional.empty(), false);
    }

    /** What was decided about a client that is not let in. */
    static RegistrationError of(Decision refusal) {
        String rule = refusal.rule();
        String message = refusal.message();
        return switch (rule) {
            case "registration_off" ->
                new RegistrationError(Response.Status.NOT_FOUND, OAuthErrorException.INVALID_REQUEST, rule, message);
            case "initial_access_token_missing" -> token(rule, message);
            case "product_blocked", "client_blocked" -> denied(Response.Status.BAD_REQUEST, rule, message);
            case "realm_full", "source_full" -> later(rule, message, Duration.ofHours(1));
            default -> new RegistrationError(Response.Status.BAD_REQUEST, "invalid_redirect_uri", rule, message);
        };
    }

    static RegistrationError metadata(String whatToChange) {
        return new RegistrationError(
                Response.Status.BAD_REQUEST, "invalid_client_metadata", "metadata_invalid", whatToChange);
    }

    static RegistrationError statement(String whatToChange) {
        return new RegistrationError(
                Response.Status.BAD_REQUEST, "invalid_software_statement", "software_statement_invalid", whatToChange);
    }

    /** What else is where the keys should be, only administrators learn. */
    static RegistrationError keys(UnavailableKeys unavailable) {
        return new RegistrationError(
                Response.Status.BAD_REQUEST,
                "invalid_client_metadata",
                unavailable.rule(),
                "The keys at jwks_uri cannot be had. It must be an https URL of a public host, which answers with a JSON"
                        + " Web Key Set at once. Put that right, or send the keys as jwks",
                unavailable.getMessage(),
                Optional.empty(),
                false);
    }

    static RegistrationError unapproved(String whatToChange) {
        return new RegistrationError(
                Response.Status.BAD_REQUEST,
                "unapproved_software_statement",
                "software_statement_unapproved",
                whatToChange);
    }

    static RegistrationError token(String rule, String whatToChange) {
        return new RegistrationError(
                Response.Status.UNAUTHORIZED, OAuthErrorException.INVALID_TOKEN, rule, whatToChange);
    }

    static RegistrationError denied(Response.Status status, String rule, String whatToChange) {
        return new RegistrationError(status, OAuthErrorException.ACCESS_DENIED, rule, whatToChange);
    }

    static RegistrationError later(String rule, String whatToChange, Duration retryAfter) {
        return new RegistrationError(
                Response.Status.TOO_MANY_REQUESTS,
                OAuthErrorException.TEMPORARILY_UNAVAILABLE,
                rule,
                whatToChange,
                whatToChange,
                Optional.of(retryAfter),
                false);
    }

    /** The same, and an event says so already. */
    RegistrationError noted() {
        return new RegistrationError(status, code, rule, getMessage(), reason, retryAfter, true);
    }

    /** What an administrator's own client policies say. */
    static RegistrationError policy(String code, String detail) {
        return new RegistrationError(Response.Status.BAD_REQUEST, code, "client_policy", detail);
    }

    boolean isNoted() {
        return noted;
    }

    Response.Status status() {
        return status;
    }

    String code() {
        return code;
    }

    /** The rule that refused, for the event. */
    String rule() {
        return rule;
    }

    /** All that is known, for the event and administrators. */
    String reason() {
        return reason;
    }

    /** After what time it may be tried again. */
    Optional<Duration> retryAfter() {
        return retryAfter;
    }
}

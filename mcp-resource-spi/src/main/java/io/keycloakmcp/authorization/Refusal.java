/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import org.keycloak.OAuthErrorException;

/**
 * Why a request is refused.
 *
 * @param rule the rule that refused, for the event
 * @param error the OAuth error code
 * @param description what to change, in the characters that RFC 6749 §5.2 allows; never anything the client sent
 */
record Refusal(String rule, String error, String description) {

    private static final String INVALID_DPOP_PROOF = "invalid_dpop_proof";

    /** RFC 8707 §2: the resource is missing, unknown, malformed or not to be had. */
    static Refusal target(String rule, String description) {
        return new Refusal(rule, OAuthErrorException.INVALID_TARGET, description);
    }

    static Refusal request(String rule, String description) {
        return new Refusal(rule, OAuthErrorException.INVALID_REQUEST, description);
    }

    static Refusal grant(String rule, String description) {
        return new Refusal(rule, OAuthErrorException.INVALID_GRANT, description);
    }

    static Refusal client(String rule, String description) {
        return new Refusal(rule, OAuthErrorException.UNAUTHORIZED_CLIENT, description);
    }

    static Refusal access(String rule, String description) {
        return new Refusal(rule, OAuthErrorException.ACCESS_DENIED, description);
    }

    /** RFC 6749 §5.2. */
    static Refusal scope(String rule, String description) {
        return new Refusal(rule, OAuthErrorException.INVALID_SCOPE, description);
    }

    /** RFC 9449 §5. */
    static Refusal dpop(String rule, String description) {
        return new Refusal(rule, INVALID_DPOP_PROOF, description);
    }
}

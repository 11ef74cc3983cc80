/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.registration;

/** Why a registration is refused, in the codes of RFC 7591 §3.2.2. */
final class RegistrationError extends Exception {

    private static final long serialVersionUID = 1L;

    private final String code;

    private RegistrationError(String code, String whatToChange) {
        super(whatToChange);
        this.code = code;
    }

    static RegistrationError redirectUri(String whatToChange) {
        return new RegistrationError("invalid_redirect_uri", whatToChange);
    }

    static RegistrationError metadata(String whatToChange) {
        return new RegistrationError("invalid_client_metadata", whatToChange);
    }

    String code() {
        return code;
    }
}

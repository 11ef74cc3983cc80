/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.registration;

import java.util.Arrays;
import java.util.Optional;
import org.keycloak.authentication.authenticators.client.ClientIdAndSecretAuthenticator;
import org.keycloak.authentication.authenticators.client.JWTClientAuthenticator;

/** How a client authenticates at the token endpoint (RFC 7591 §2). */
enum AuthMethod {
    NONE("none", ClientIdAndSecretAuthenticator.PROVIDER_ID),
    CLIENT_SECRET_BASIC("client_secret_basic", ClientIdAndSecretAuthenticator.PROVIDER_ID),
    CLIENT_SECRET_POST("client_secret_post", ClientIdAndSecretAuthenticator.PROVIDER_ID),
    PRIVATE_KEY_JWT("private_key_jwt", JWTClientAuthenticator.PROVIDER_ID);

    private final String wire;
    private final String authenticator;

    AuthMethod(String wire, String authenticator) {
        this.wire = wire;
        this.authenticator = authenticator;
    }

    String wire() {
        return wire;
    }

    /** The id of Keycloak's authenticator for it; that for secrets is also the one for public clients. */
    String authenticator() {
        return authenticator;
    }

    /** Keycloak takes the secret by either way, whichever of the two the client registered for. */
    boolean hasSecret() {
        return this == CLIENT_SECRET_BASIC || this == CLIENT_SECRET_POST;
    }

    static Optional<AuthMethod> of(String wire) {
        return Arrays.stream(values())
                .filter(method -> method.wire.equals(wire))
                .findFirst();
    }
}

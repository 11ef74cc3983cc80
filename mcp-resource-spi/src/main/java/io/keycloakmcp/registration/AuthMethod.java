/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.registration;

import java.util.Arrays;
import java.util.Optional;

/** How a client authenticates at the token endpoint (RFC 7591 §2). */
enum AuthMethod {
    NONE("none"),
    CLIENT_SECRET_BASIC("client_secret_basic"),
    CLIENT_SECRET_POST("client_secret_post");

    private final String wire;

    AuthMethod(String wire) {
        this.wire = wire;
    }

    String wire() {
        return wire;
    }

    static Optional<AuthMethod> of(String wire) {
        return Arrays.stream(values())
                .filter(method -> method.wire.equals(wire))
                .findFirst();
    }
}

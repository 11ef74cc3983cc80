/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import io.keycloakmcp.resource.WireValue;
import java.util.Arrays;
import java.util.Optional;

/** Whom the registration endpoint (RFC 7591) lets in. */
public enum RegistrationMode implements WireValue {
    /** Clients of the catalogue, and programs on the user's own computer. */
    KNOWN_CLIENTS("known_clients"),
    /** Everybody whose redirect URIs are in order. */
    OPEN("open"),
    /** Known clients at once; others wait until an administrator approves them. */
    APPROVAL("approval"),
    /** Whoever has one of Keycloak's initial access tokens. */
    TOKEN("token"),
    /** Nobody; the endpoint is not advertised. */
    OFF("off");

    private final String wire;

    RegistrationMode(String wire) {
        this.wire = wire;
    }

    @Override
    public String wire() {
        return wire;
    }

    /**
     * Reads a wire value.
     *
     * @param wire the value as it is written
     * @return the constant, or empty if there is none of that name
     */
    public static Optional<RegistrationMode> of(String wire) {
        return Arrays.stream(values()).filter(value -> value.wire.equals(wire)).findFirst();
    }
}

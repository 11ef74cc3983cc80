/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import java.util.Optional;
import java.util.Set;
import org.keycloak.models.KeycloakSession;

/**
 * The resource of a grant whose earlier step Keycloak does not carry it from: the device authorization request, and the
 * subject token of a token exchange.
 *
 * @param resource the resource that the earlier step named; empty if it named none
 * @param scopes the scopes that the earlier step asked for, if that is not up to this request
 * @param bound whether a token was bound to it already, so that there is no way without it
 */
record CarriedResource(Optional<String> resource, Set<String> scopes, boolean bound) {

    private static final String ATTRIBUTE = CarriedResource.class.getName();

    void to(KeycloakSession session) {
        session.setAttribute(ATTRIBUTE, this);
    }

    static Optional<CarriedResource> of(KeycloakSession session) {
        return Optional.ofNullable(session.getAttribute(ATTRIBUTE, CarriedResource.class));
    }
}

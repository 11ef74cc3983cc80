/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.registration;

import java.util.Optional;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientInitialAccessModel;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.clientregistration.ClientRegistrationAuth;

/**
 * What a client brings along that makes it more than a stranger.
 *
 * @param initialAccess the initial access token that an administrator gave out (RFC 7591 §3)
 * @param token the same as it was sent, for the administrator's client policies
 */
record Voucher(Optional<ClientInitialAccessModel> initialAccess, Optional<AccessToken> token) {

    static final Voucher NONE = new Voucher(Optional.empty(), Optional.empty());

    /**
     * What a registration request has in its {@code Authorization} header.
     *
     * @param auth the header, whose token has been verified already
     * @return the voucher, which is empty without a token
     * @throws RegistrationError if the token is of another kind, has expired, or is used up
     */
    static Voucher of(ClientRegistrationAuth auth) throws RegistrationError {
        if (auth.getJwt() == null) {
            return NONE;
        }
        if (!auth.isInitialAccessToken()) {
            throw RegistrationError.token(
                    "initial_access_token_invalid",
                    "The token is not for registering clients. Send an initial access token, or none");
        }
        ClientInitialAccessModel access = auth.getInitialAccessModel();
        long expires = (long) access.getTimestamp() + access.getExpiration();
        if (access.getExpiration() > 0 && expires <= Time.currentTimeMillis() / 1_000) {
            throw RegistrationError.token(
                    "initial_access_token_invalid",
                    "The initial access token has expired. Ask the administrator of the realm for another one");
        }
        if (access.getRemainingCount() <= 0) {
            throw RegistrationError.token(
                    "initial_access_token_invalid",
                    "The initial access token is used up. Ask the administrator of the realm for another one");
        }
        return new Voucher(Optional.of(access), Optional.of(auth.getJwt()));
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.callers;

import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.managers.AppAuthManager;
import org.keycloak.util.TokenUtil;

/**
 * What a request has in its {@code Authorization} header, of which nothing is verified.
 *
 * @param isDpop true if the scheme is DPoP (RFC 9449 §7.1), false if it is Bearer (RFC 6750 §2.1)
 * @param text the token
 */
record PresentedToken(boolean isDpop, String text) {

    /** Empty if there is no such header, several, or one that is not a scheme, a space and a token. */
    static Optional<PresentedToken> of(KeycloakSession session) {
        HttpHeaders headers = session.getContext().getHttpRequest().getHttpHeaders();
        List<String> authorization = headers.getRequestHeader(HttpHeaders.AUTHORIZATION);
        return authorization == null || authorization.size() != 1
                ? Optional.empty()
                : Optional.ofNullable(AppAuthManager.extractAuthorizationHeaderTokenOrReturnNull(headers))
                        .map(header -> new PresentedToken(
                                header.getScheme().equalsIgnoreCase(TokenUtil.TOKEN_TYPE_DPOP), header.getToken()));
    }
}

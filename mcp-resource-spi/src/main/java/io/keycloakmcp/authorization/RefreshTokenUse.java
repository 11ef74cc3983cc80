/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.RefreshToken;

/**
 * The use of a refresh token of a public MCP client, in the request under way. It counts when the answer is made, not
 * before: what is refused for another reason leaves the client the token that it has.
 *
 * @param family the family of the token
 * @param tokenId the id of the token
 * @param once whether there is no grace for clients that race with themselves
 */
record RefreshTokenUse(RefreshTokenFamily family, String tokenId, boolean once) {

    static final Refusal REPLAYED = Refusal.grant(
            "refresh_token_replayed",
            "The refresh token was used before, so that no token of the same grant is good any more. Start a new"
                    + " authorization");

    private static final String ATTRIBUTE = RefreshTokenUse.class.getName();
    private static final String LOCK = "mcp.refresh.";

    /** Until then every node knows from the session that the token was used. */
    private static final int LOCK_SECONDS = 60;

    void to(KeycloakSession session) {
        session.setAttribute(ATTRIBUTE, this);
    }

    /** The use under way, or empty if this request is none, or one of another kind of client. */
    static Optional<RefreshTokenUse> current(KeycloakSession session) {
        return Optional.ofNullable(session.getAttribute(ATTRIBUTE, RefreshTokenUse.class));
    }

    /**
     * Makes it count.
     *
     * @param session the session
     * @param successor the refresh token that the client gets instead, if it gets one
     * @throws RefusedException if another request has used the token in the meantime, and there is no grace
     */
    void complete(KeycloakSession session, Optional<RefreshToken> successor) throws RefusedException {
        if (once && !session.singleUseObjects().putIfAbsent(LOCK + tokenId, LOCK_SECONDS)) {
            family.end();
            throw new RefusedException(REPLAYED);
        }
        successor.ifPresent(family::succeed);
    }
}

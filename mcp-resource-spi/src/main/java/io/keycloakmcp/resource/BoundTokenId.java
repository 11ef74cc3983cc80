/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import java.time.Instant;
import java.util.Optional;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.encode.AccessTokenContext;
import org.keycloak.protocol.oidc.encode.TokenContextEncoderProvider;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.JsonWebToken;

/**
 * Marks an access token as one for an MCP server, in its id. The mark costs no claim, is signed, and outlives the
 * server's registration: Keycloak's own APIs, which look at the user's roles and not at the audience, must refuse such
 * a token for as long as it lives. The mark also says when the token was issued, to the millisecond: a token may be
 * revoked, and the next one issued, within one second of {@code iat}.
 */
public final class BoundTokenId {

    private static final String MARK = "mcp-";
    /** On what an MCP server exchanged for an ordinary client: its audience is not ours, and yet not Keycloak. */
    private static final String CLIENT_MARK = "mcpc-";

    private static final String SEPARATOR = "-";
    private static final int RADIX = 36;

    private BoundTokenId() {}

    /**
     * Marks a token. Its id then also names the grant, which is what makes Keycloak ask the grant about the token.
     *
     * @param session the session
     * @param token the token
     * @param grantType the grant by which it is issued
     */
    public static void mark(KeycloakSession session, AccessToken token, String grantType) {
        mark(session, token, grantType, MARK);
    }

    /**
     * Marks a token that an MCP server exchanged for one of an ordinary client.
     *
     * @param session the session
     * @param token the token
     * @param grantType the grant by which it is issued
     */
    public static void markForClient(KeycloakSession session, AccessToken token, String grantType) {
        mark(session, token, grantType, CLIENT_MARK);
    }

    private static void mark(KeycloakSession session, AccessToken token, String grantType, String mark) {
        TokenContextEncoderProvider encoder = session.getProvider(TokenContextEncoderProvider.class);
        AccessTokenContext context = encoder.getTokenContextFromTokenId(token.getId());
        token.id(encoder.encodeTokenId(new AccessTokenContext(
                context.getSessionType(),
                context.getTokenType(),
                grantType,
                mark + Long.toString(Time.currentTimeMillis(), RADIX) + SEPARATOR + context.getRawTokenId())));
    }

    /**
     * Tells when a marked token was issued.
     *
     * @param session the session
     * @param token a token that {@link #isNotForKeycloak has a mark}
     * @return the moment, to the millisecond
     */
    public static Instant issuedAt(KeycloakSession session, JsonWebToken token) {
        return rawId(session, token, MARK)
                .or(() -> rawId(session, token, CLIENT_MARK))
                .map(raw -> raw.split(SEPARATOR, 3)[1])
                .map(millis -> Instant.ofEpochMilli(Long.parseLong(millis, RADIX)))
                .orElseThrow();
    }

    /**
     * Tells whether a token is marked.
     *
     * @param session the session
     * @param token a token whose signature was verified
     * @return true if it was issued for an MCP server
     */
    public static boolean isMarked(KeycloakSession session, JsonWebToken token) {
        return rawId(session, token, MARK).isPresent();
    }

    /**
     * Tells whether a token has either mark, so that it is not one for Keycloak itself.
     *
     * @param session the session
     * @param token a token whose signature was verified
     * @return true if it was issued for an MCP server, or exchanged by one
     */
    public static boolean isNotForKeycloak(KeycloakSession session, JsonWebToken token) {
        return isMarked(session, token) || rawId(session, token, CLIENT_MARK).isPresent();
    }

    private static Optional<String> rawId(KeycloakSession session, JsonWebToken token, String mark) {
        try {
            return Optional.ofNullable(token.getId())
                    .map(session.getProvider(TokenContextEncoderProvider.class)::getTokenContextFromTokenId)
                    .map(AccessTokenContext::getRawTokenId)
                    .filter(raw -> raw.startsWith(mark));
        } catch (IllegalArgumentException e) {
            // Not an id of this server's making, so not one with our mark.
            return Optional.empty();
        }
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.encode.AccessTokenContext;
import org.keycloak.protocol.oidc.encode.TokenContextEncoderProvider;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.JsonWebToken;

/**
 * Marks an access token as one for an MCP server, in its id. The mark costs no claim, is signed, and outlives the
 * server's registration: Keycloak's own APIs, which look at the user's roles and not at the audience, must refuse such
 * a token for as long as it lives.
 */
final class BoundTokenId {

    private static final String MARK = "mcp-";

    private BoundTokenId() {}

    /** Marks a token. Its id then also names the grant, which is what makes Keycloak ask the grant about the token. */
    static void mark(KeycloakSession session, AccessToken token, String grantType) {
        TokenContextEncoderProvider encoder = session.getProvider(TokenContextEncoderProvider.class);
        AccessTokenContext context = encoder.getTokenContextFromTokenId(token.getId());
        token.id(encoder.encodeTokenId(new AccessTokenContext(
                context.getSessionType(), context.getTokenType(), grantType, MARK + context.getRawTokenId())));
    }

    static boolean isMarked(KeycloakSession session, JsonWebToken token) {
        try {
            return token.getId() != null
                    && session.getProvider(TokenContextEncoderProvider.class)
                            .getTokenContextFromTokenId(token.getId())
                            .getRawTokenId()
                            .startsWith(MARK);
        } catch (IllegalArgumentException e) {
            // Not an id of this server's making, so not one with our mark.
            return false;
        }
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import io.keycloakmcp.resource.BoundTokenId;
import io.keycloakmcp.resource.McpServer;
import java.util.List;
import java.util.Optional;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.TokenExchangeContext;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.util.TokenUtil;

/**
 * The token that an MCP server exchanges (RFC 8693 §2.1): an access token for this server alone, that is valid in every
 * respect. One that is bound to its client's key (RFC 9449) is good too: the server saw the proof when the token was
 * presented to it, and shows with its own credential that it is the audience.
 *
 * @param token the token
 * @param user whom it is about
 * @param login the user's session
 */
record SubjectToken(AccessToken token, UserModel user, UserSessionModel login) {

    private static final Refusal OTHERS = Refusal.request(
            "subject_token_foreign",
            "The subject_token is not an access token for this MCP server. Send the one that came with the call to it");
    private static final Refusal INVALID = Refusal.request(
            "subject_token_invalid",
            "The subject_token has expired or was revoked, or the user has logged out. The user's client needs a new"
                    + " one");

    static SubjectToken verify(TokenExchangeContext context, McpServer server) throws RefusedException {
        KeycloakSession session = context.getSession();
        String text = context.getFormParams().getFirst(OAuth2Constants.SUBJECT_TOKEN);
        AccessToken decoded = session.tokens().decode(text, AccessToken.class);
        if (decoded == null || !isFor(session, decoded, context, server)) {
            throw new RefusedException(OTHERS);
        }
        AuthenticationManager.AuthResult verified = AuthenticationManager.verifyIdentityToken(
                session,
                context.getRealm(),
                session.getContext().getUri(),
                context.getClientConnection(),
                true,
                true,
                null,
                false,
                text,
                context.getHeaders(),
                verifier -> verifier.tokenType(List.of(TokenUtil.TOKEN_TYPE_BEARER, TokenUtil.TOKEN_TYPE_DPOP)));
        // Verifying has made the token's client that of the request.
        session.getContext().setClient(context.getClient());
        if (verified == null) {
            throw new RefusedException(INVALID);
        }
        new TokenStanding(session, verified.token(), verified.client(), verified.session()).require();
        return new SubjectToken(verified.token(), verified.user(), verified.session());
    }

    private static boolean isFor(
            KeycloakSession session, AccessToken token, TokenExchangeContext context, McpServer server) {
        return BoundTokenId.isMarked(session, token)
                && token.getAudience().length == 1
                && new RequestedServer(session, context.getClient())
                        .lookUp(token.getAudience()[0])
                        .map(McpServer::id)
                        .equals(Optional.of(server.id()));
    }
}

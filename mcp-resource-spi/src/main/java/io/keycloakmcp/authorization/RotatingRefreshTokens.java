/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import io.keycloakmcp.client.ClientSettings;
import io.keycloakmcp.client.RefreshTokenSettings;
import io.keycloakmcp.resource.McpClient;
import java.time.Duration;
import java.util.Optional;
import org.keycloak.OAuthErrorException;
import org.keycloak.events.Details;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.utils.RealmModelDelegate;
import org.keycloak.protocol.oidc.TokenManager.AccessTokenResponseBuilder;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.protocol.oidc.refresh.DefaultRefreshTokenProvider;
import org.keycloak.protocol.oidc.refresh.InitialRefreshTokenContext;
import org.keycloak.protocol.oidc.refresh.RefreshTokenContext;
import org.keycloak.representations.RefreshToken;
import org.keycloak.util.TokenUtil;

/**
 * Gives public MCP clients a new refresh token for each that they use, and ends the whole family when one is used again
 * (OAuth 2.1 §4.3.1), whatever the realm's own switch says: that one knows no grace, and ends all grants of the client
 * in the session. Other clients' refresh tokens are Keycloak's own business.
 */
final class RotatingRefreshTokens extends DefaultRefreshTokenProvider {

    private static final Refusal ENDED = Refusal.grant(
            "refresh_token_ended",
            "A refresh token of this grant was used twice, so that none of them is good any more. Start a new"
                    + " authorization");

    RotatingRefreshTokens(KeycloakSession session) {
        super(session);
    }

    /**
     * Tells whether the refresh tokens of a client are of this kind.
     *
     * @param client the client
     * @return true if it is a public MCP client
     */
    static boolean areThoseOf(ClientModel client) {
        return client.isPublicClient() && McpClient.isMarked(client);
    }

    /** The first token of a family is like any other. */
    @Override
    public boolean supports(InitialRefreshTokenContext context) {
        return false;
    }

    @Override
    public boolean supports(RefreshTokenContext context) {
        return super.supports(context) && areThoseOf(context.grantContext().getClient());
    }

    @Override
    public AccessTokenResponseBuilder refreshAccessToken(RefreshTokenContext context) throws OAuthErrorException {
        RealmModel realm = context.grantContext().getRealm();
        RefreshToken token = context.oldRefreshToken();
        Optional<RefreshTokenFamily> family = login(
                        realm, context.grantContext().getClient(), token)
                .map(login -> new RefreshTokenFamily(login, token));
        RefreshTokenSettings settings = ClientSettings.of(realm).refreshTokens();
        if (family.isEmpty()) {
            // There is no session any more, of which Keycloak says what there is to say.
            return super.refreshAccessToken(context);
        }
        if (family.get().isEnded()) {
            throw refuse(context, ENDED);
        }
        if (!settings.rotation()) {
            return super.refreshAccessToken(context);
        }
        Duration grace = Duration.ofSeconds(settings.graceSeconds());
        if (family.get().isUsedBefore(grace)) {
            family.get().end();
            throw refuse(context, RefreshTokenUse.REPLAYED);
        }
        new RefreshTokenUse(family.get(), token.getId(), grace.isZero()).to(session);
        return super.refreshAccessToken(withoutRealmsOwnSwitch(context));
    }

    private Optional<AuthenticatedClientSessionModel> login(RealmModel realm, ClientModel client, RefreshToken token) {
        UserSessionModel login = TokenUtil.TOKEN_TYPE_OFFLINE.equals(token.getType())
                ? session.sessions().getOfflineUserSession(realm, token.getSessionId())
                : session.sessions().getUserSession(realm, token.getSessionId());
        return Optional.ofNullable(login).map(found -> found.getAuthenticatedClientSessionByClient(client.getId()));
    }

    private RuntimeException refuse(RefreshTokenContext context, Refusal refusal) throws OAuthErrorException {
        RefreshToken token = context.oldRefreshToken();
        context.grantContext()
                .getEvent()
                .session(token.getSessionId())
                .user(token.getSubject())
                .detail(Details.REFRESH_TOKEN_ID, token.getId())
                .detail(Details.REFRESH_TOKEN_TYPE, token.getType());
        return TokenRequest.current(session)
                .orElseThrow(() -> new OAuthErrorException(refusal.error(), refusal.description()))
                .refuse(refusal);
    }

    private RefreshTokenContext withoutRealmsOwnSwitch(RefreshTokenContext context) {
        return new RefreshTokenContext(
                context.oldRefreshToken(),
                new WithoutRealmsOwnSwitch(session, context.grantContext()),
                context.grant(),
                context.tokenManager(),
                context.scopeParameter(),
                context.resourceParameter());
    }

    /** The same request in a realm that is the same but for its switch <i>Revoke Refresh Token</i>. */
    private static final class WithoutRealmsOwnSwitch extends OAuth2GrantType.Context {

        WithoutRealmsOwnSwitch(KeycloakSession session, OAuth2GrantType.Context context) {
            super(
                    session,
                    context.getClientConfig(),
                    context.getClientAuthAttributes(),
                    context.getFormParams(),
                    context.getEvent(),
                    context.getCors(),
                    context.getTokenManager());
            this.realm = new RealmModelDelegate(context.getRealm()) {
                @Override
                public boolean isRevokeRefreshToken() {
                    return false;
                }
            };
        }
    }
}

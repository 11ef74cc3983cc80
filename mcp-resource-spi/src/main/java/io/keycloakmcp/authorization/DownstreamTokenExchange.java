/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.keycloak.OAuth2Constants;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.UserSessionModel.SessionPersistenceState;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.TokenExchangeContext;
import org.keycloak.protocol.oidc.TokenExchangeProvider;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.protocol.oidc.TokenManager.AccessTokenResponseBuilder;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.AccessTokenResponse;
import org.keycloak.services.Urls;
import org.keycloak.services.util.DefaultClientSessionContext;
import org.keycloak.services.util.UserSessionUtil;

/**
 * Makes the token of a {@link DownstreamExchange}. One for an MCP server is bound like every other where tokens are
 * made; one for an ordinary client is a {@link ClientToken}. Nothing of it stays in the user's session, however many
 * servers exchange.
 */
final class DownstreamTokenExchange implements TokenExchangeProvider {

    @Override
    public boolean supports(TokenExchangeContext context) {
        return DownstreamExchange.current(context.getSession()).isPresent();
    }

    @Override
    public Response exchange(TokenExchangeContext context) {
        TokenRequest request = TokenRequest.current(context.getSession()).orElseThrow();
        try {
            return exchange(
                    context,
                    DownstreamExchange.current(context.getSession()).orElseThrow(),
                    request.limitedTo(ofThisRequestAlone(request.scopes())));
        } catch (RefusedException e) {
            throw request.refuse(e.refusal());
        }
    }

    private static Response exchange(TokenExchangeContext context, DownstreamExchange exchange, TokenRequest request)
            throws RefusedException {
        KeycloakSession session = context.getSession();
        SubjectToken subject = SubjectToken.verify(context, exchange.actor());
        note(subject, context.getEvent());
        Delegation delegation = Delegation.by(exchange.actor(), subject.token());
        delegation.requireAllowed(exchange.target());
        requireValid(session, context.getClient(), request);
        delegation.to(session);
        request.to(session);

        Optional<ClientToken> forClient = exchange.target().server().isPresent()
                ? Optional.empty()
                : Optional.of(new ClientToken(session, exchange.target().client(), subject.user()));
        ClientSessionContext all = grant(context, subject.login(), request.scopes());
        ClientSessionContext grant =
                forClient.map(found -> found.narrowed(all, request.scopes())).orElse(all);
        grant.setAttribute(Constants.GRANT_TYPE, OAuth2Constants.TOKEN_EXCHANGE_GRANT_TYPE);
        AccessTokenResponseBuilder builder = ((TokenManager) context.getTokenManager())
                .responseBuilder(
                        context.getRealm(),
                        context.getClient(),
                        context.getEvent(),
                        session,
                        grant.getClientSession().getUserSession(),
                        grant)
                .generateAccessToken();
        AccessToken token = builder.getAccessToken();
        if (subject.token().getSessionId() == null) {
            token.setSessionId(null);
        }
        forClient.ifPresent(found -> found.aim(token));
        AccessTokenResponse answer = builder.build();
        answer.setOtherClaims(OAuth2Constants.ISSUED_TOKEN_TYPE, OAuth2Constants.ACCESS_TOKEN_TYPE);
        context.getEvent()
                .detail(Details.AUDIENCE, String.join(" ", token.getAudience()))
                .success();
        return context.getCors().add(Response.ok(answer, MediaType.APPLICATION_JSON_TYPE));
    }

    /** An exchange gives no ID token, and nothing that outlives the session. */
    private static Set<String> ofThisRequestAlone(Set<String> scopes) {
        return scopes.stream()
                .filter(scope ->
                        !scope.equals(OAuth2Constants.SCOPE_OPENID) && !scope.equals(OAuth2Constants.OFFLINE_ACCESS))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static void note(SubjectToken subject, EventBuilder event) {
        event.user(subject.user())
                .session(subject.token().getSessionId())
                .detail(Details.USERNAME, subject.user().getUsername())
                .detail(Details.SUBJECT_TOKEN_CLIENT_ID, subject.token().getIssuedFor());
    }

    private static void requireValid(KeycloakSession session, ClientModel client, TokenRequest request)
            throws RefusedException {
        if (!request.scopes().isEmpty()
                && !TokenManager.isValidScope(session, String.join(" ", request.scopes()), client)) {
            throw new RefusedException(Refusal.scope(
                    "scope_unknown",
                    "A scope is unknown, or not assigned to the client of this MCP server. Ask for scopes that the target"
                            + " supports"));
        }
    }

    /** A grant that exists in this request alone. */
    private static ClientSessionContext grant(
            TokenExchangeContext context, UserSessionModel login, Set<String> scopes) {
        KeycloakSession session = context.getSession();
        RealmModel realm = context.getRealm();
        UserSessionModel copy = login.getPersistenceState() == SessionPersistenceState.TRANSIENT
                ? login
                : UserSessionUtil.createTransientUserSession(session, login);
        AuthenticatedClientSessionModel clientSession = Optional.ofNullable(copy.getAuthenticatedClientSessionByClient(
                        context.getClient().getId()))
                .orElseGet(() -> session.sessions().createClientSession(realm, context.getClient(), copy));
        String scope = String.join(" ", scopes);
        clientSession.setProtocol(OIDCLoginProtocol.LOGIN_PROTOCOL);
        clientSession.setNote(
                OIDCLoginProtocol.ISSUER,
                Urls.realmIssuer(session.getContext().getUri().getBaseUri(), realm.getName()));
        clientSession.setNote(OAuth2Constants.SCOPE, scope);
        return DefaultClientSessionContext.fromClientSessionAndScopeParameter(clientSession, scope, session);
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}

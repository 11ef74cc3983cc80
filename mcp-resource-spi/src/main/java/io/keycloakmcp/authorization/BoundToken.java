/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import io.keycloakmcp.resource.BoundTokenId;
import io.keycloakmcp.resource.McpScopes;
import io.keycloakmcp.resource.McpServer;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.OAuth2Constants;
import org.keycloak.common.util.Time;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.utils.SessionExpirationUtils;
import org.keycloak.protocol.oidc.OIDCConfigAttributes;
import org.keycloak.protocol.oidc.OIDCLoginProtocolFactory;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.RefreshToken;
import org.keycloak.services.util.DefaultClientSessionContext;
import org.keycloak.util.TokenUtil;

/**
 * A token for one MCP server (RFC 9068): its audience is that server alone, its scopes are the server's own and those
 * of OpenID Connect that were asked for, and it carries identifiers and what those scopes call for, no roles.
 */
final class BoundToken {

    /** Client scopes that hold identifiers and nothing about a person. */
    static final Set<String> IDENTIFIERS =
            Set.of(OIDCLoginProtocolFactory.BASIC_SCOPE, OIDCLoginProtocolFactory.ACR_SCOPE);

    /** A second, as in {@code iat}, is too long to tell what was revoked from what was granted anew. */
    private static final String ISSUED_AT = "mcp_issued_at";

    private final KeycloakSession session;
    private final McpServer server;
    private final ClientSessionContext context;
    private final Optional<RefreshToken> renewed;
    /** The names of all scopes that the user may have at the server. */
    private final Set<String> grantable;

    private final Set<ClientScopeModel> kept;
    private final Set<String> scopeNames;

    /**
     * Decides what a token may carry.
     *
     * @param session the session
     * @param server the server
     * @param context the grant, with the scopes that Keycloak would put in, which may be more than a refresh asks for
     * @param asked the scopes that the client asked for
     * @param renewed the refresh token that it is made from, if it is
     */
    BoundToken(
            KeycloakSession session,
            McpServer server,
            ClientSessionContext context,
            Set<String> asked,
            Optional<RefreshToken> renewed) {
        this.session = session;
        this.server = server;
        this.context = context;
        this.renewed = renewed;
        AuthenticatedClientSessionModel login = context.getClientSession();
        Set<String> own = Set.copyOf(server.settings()
                .scopesOf(login.getRealm(), login.getUserSession().getUser()));
        this.grantable = Stream.of(McpScopes.OPENID, IDENTIFIERS, own)
                .flatMap(Set::stream)
                .collect(Collectors.toSet());
        Set<String> allowed = new HashSet<>(renewed.isPresent() ? grantable : McpScopes.OPENID);
        allowed.retainAll(asked);
        allowed.addAll(IDENTIFIERS);
        if (renewed.isEmpty()) {
            allowed.addAll(own);
        }
        this.kept = context.getClientScopesStream()
                .filter(scope -> scope instanceof ClientModel || allowed.contains(scope.getName()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        this.scopeNames = withoutClient(kept.stream())
                .filter(ClientScopeModel::isIncludeInTokenScope)
                .map(ClientScopeModel::getName)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        if (asked.contains(OAuth2Constants.SCOPE_OPENID)) {
            scopeNames.add(OAuth2Constants.SCOPE_OPENID);
        }
    }

    /** To Keycloak a client is one of its own scopes: one without a name. */
    static Stream<ClientScopeModel> withoutClient(Stream<ClientScopeModel> scopes) {
        return scopes.filter(scope -> !(scope instanceof ClientModel));
    }

    /** The granted scopes as a {@code scope} value (RFC 6749 §3.3). */
    String scope() {
        return String.join(" ", scopeNames);
    }

    /** Binds an access token. */
    void bind(AccessToken token, String grantType) {
        ClientModel client = context.getClientSession().getClient();
        UserSessionModel userSession = context.getClientSession().getUserSession();
        if (context.getClientScopesStream().anyMatch(scope -> !kept.contains(scope) && addsClaims(scope))) {
            rebuild(token, userSession);
        }
        token.setRealmAccess(null);
        token.setResourceAccess(null);
        token.setAllowedOrigins(null);
        token.setScope(scope().isEmpty() ? null : scope());
        token.audience(server.resource().registered());
        token.getOtherClaims().put(OAuth2Constants.CLIENT_ID, client.getClientId());
        if (token.getSubject() == null) {
            token.subject(userSession.getUser().getId());
        }
        token.exp(expiration(token, userSession));
        BoundTokenId.mark(session, token, grantType);
    }

    static boolean addsClaims(ClientScopeModel scope) {
        return scope.getProtocolMappersStream().findAny().isPresent();
    }

    /** Runs the mappers of the kept scopes alone: what another scope put in cannot be told from what they put in. */
    private void rebuild(AccessToken token, UserSessionModel userSession) {
        forget(token);
        ClientSessionContext narrowed = DefaultClientSessionContext.fromClientSessionAndClientScopes(
                context.getClientSession(), kept, null, session);
        new TokenManager().transformAccessToken(session, token, userSession, narrowed);
    }

    private static void forget(AccessToken token) {
        token.getOtherClaims().clear();
        token.setRealmAccess(null);
        token.setResourceAccess(null);
        token.setAllowedOrigins(null);
        token.setAcr(null);
        token.setAuth_time(null);
        token.setName(null);
        token.setGivenName(null);
        token.setFamilyName(null);
        token.setPreferredUsername(null);
        token.setEmail(null);
        token.setEmailVerified(null);
    }

    /**
     * The server's lifetime, and like every token of Keycloak's never longer than the session, or than whatever else
     * made Keycloak give this token less than the usual lifetime, such as the assertion it was made from.
     */
    private long expiration(AccessToken token, UserSessionModel userSession) {
        AuthenticatedClientSessionModel clientSession = context.getClientSession();
        long expiration = token.getIat() + server.settings().tokenLifetime();
        if (token.getExp() < token.getIat() + usualLifetime(clientSession.getClient())) {
            expiration = Math.min(expiration, token.getExp());
        }
        boolean offline = userSession.isOffline() || scopeNames.contains(OAuth2Constants.OFFLINE_ACCESS);
        long sessionEnd =
                TimeUnit.MILLISECONDS.toSeconds(SessionExpirationUtils.calculateClientSessionMaxLifespanTimestamp(
                        offline,
                        userSession.isRememberMe(),
                        TimeUnit.SECONDS.toMillis(clientSession.getStarted()),
                        TimeUnit.SECONDS.toMillis(userSession.getStarted()),
                        clientSession.getRealm(),
                        clientSession.getClient()));
        return sessionEnd > 0 ? Math.min(expiration, sessionEnd) : expiration;
    }

    private static long usualLifetime(ClientModel client) {
        String own = client.getAttribute(OIDCConfigAttributes.ACCESS_TOKEN_LIFESPAN);
        return own == null || own.isBlank() ? client.getRealm().getAccessTokenLifespan() : Long.parseLong(own.strip());
    }

    /**
     * When a refresh token was bound.
     *
     * @param token the refresh token
     * @return the moment, to the millisecond if this version of ours bound it
     */
    static Instant issuedAt(RefreshToken token) {
        return token.getOtherClaims().get(ISSUED_AT) instanceof Number millis
                ? Instant.ofEpochMilli(millis.longValue())
                : Instant.ofEpochSecond(token.getIat());
    }

    /**
     * Makes a refresh token remember the server and the granted scopes, so that a refresh can give no more. One that
     * asks for less now does not ask for less ever after (RFC 6749 §6).
     */
    void bind(RefreshToken token) {
        token.getOtherClaims().put(OAuth2Constants.RESOURCE, server.resource().registered());
        token.getOtherClaims().put(ISSUED_AT, Time.currentTimeMillis());
        token.setScope(renewed.map(this::stillGrantable).orElseGet(this::granted));
    }

    private String stillGrantable(RefreshToken old) {
        return McpScopes.names(old.getScope()).stream()
                .filter(grantable::contains)
                .collect(Collectors.joining(" "));
    }

    private String granted() {
        String scope =
                withoutClient(kept.stream()).map(ClientScopeModel::getName).collect(Collectors.joining(" "));
        return scopeNames.contains(OAuth2Constants.SCOPE_OPENID) ? TokenUtil.attachOIDCScope(scope) : scope;
    }
}

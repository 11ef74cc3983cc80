/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import io.keycloakmcp.resource.McpClient;
import io.keycloakmcp.resource.McpScopes;
import io.keycloakmcp.resource.McpServer;
import io.keycloakmcp.resource.ServerConsent;
import io.keycloakmcp.resource.TokenIssued;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.keycloak.OAuth2Constants;
import org.keycloak.common.Profile;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.resourceindicators.ResourceIndicatorConstants;
import org.keycloak.protocol.oidc.resourceindicators.ResourceIndicatorsPostProcessor;
import org.keycloak.protocol.oidc.token.TokenInterceptorException;
import org.keycloak.protocol.oidc.token.TokenPostProcessor;
import org.keycloak.protocol.oidc.token.TokenPostProcessorContext;
import org.keycloak.representations.RefreshToken;

/**
 * Binds every token that Keycloak is about to issue to the MCP server it was asked for, or refuses it. It stands in the
 * place of Keycloak's own resource indicators, to which it leaves everything that has nothing to do with MCP.
 */
final class TokenBinding implements TokenPostProcessor {

    private static final String GRANTED_SCOPE = TokenBinding.class.getName() + ".scope";
    private static final Refusal OTHER_RESOURCE = Refusal.target(
            "resource_changed",
            "The resource is not the one that was authorized. Leave the parameter out, or start a new authorization");

    private final KeycloakSession session;

    TokenBinding(KeycloakSession session) {
        this.session = session;
    }

    /** The scopes of the token that this request was given, if that was one for an MCP server. */
    static Optional<String> grantedScope(KeycloakSession session) {
        return Optional.ofNullable(session.getAttribute(GRANTED_SCOPE, String.class));
    }

    @Override
    public void process(TokenPostProcessorContext context) {
        if (context.accessToken() == null) {
            return;
        }
        Optional<TokenRequest> request = TokenRequest.current(session);
        Audit audit = request.map(TokenRequest::audit).orElseGet(() -> Audit.withoutEvent(session));
        try {
            Grant grant = grant(context, request);
            Optional<McpServer> server = grant.origin() == Origin.REQUEST
                    ? request.flatMap(TokenRequest::server)
                    : decidedEarlier(grant, audit);
            VotedServer.requireSame(session, server);
            if (context.code() != null) {
                AccessRules.requirePkceCode(
                        server,
                        grant.client(),
                        context.code().getCodeChallenge(),
                        context.code().getCodeChallengeMethod());
            }
            if (server.isPresent()) {
                bind(context, grant, server.get(), audit);
            } else if (Profile.isFeatureEnabled(Profile.Feature.RESOURCE_INDICATORS)) {
                leaveToKeycloak(context, grant);
            }
            Delegation.current(session).ifPresent(delegation -> delegation.limit(context.accessToken()));
            Optional<RefreshTokenUse> use = RefreshTokenUse.current(session);
            if (use.isPresent()) {
                use.get().complete(session, Optional.ofNullable(context.refreshToken()));
            }
        } catch (RefusedException e) {
            if (request.isPresent()) {
                throw request.get().refuse(e.refusal());
            }
            throw new TokenInterceptorException(e.refusal().error(), e.refusal().description());
        }
    }

    /**
     * What the token is asked for.
     *
     * @param client the client
     * @param type the grant type; empty at the authorization endpoint
     * @param origin where the resource was decided
     * @param resource the resource that was decided on
     * @param requested the {@code resource} parameter of this request
     * @param scopes the scopes asked for
     */
    private record Grant(
            ClientModel client,
            Optional<String> type,
            Origin origin,
            Optional<String> resource,
            Optional<String> requested,
            Set<String> scopes) {}

    private enum Origin {
        /** This request. */
        REQUEST,
        /** An earlier request, which this one cannot change. */
        AUTHORIZATION,
        /** An earlier token, which was bound. */
        TOKEN
    }

    private Grant grant(TokenPostProcessorContext context, Optional<TokenRequest> request) {
        ClientModel client = context.clientSessionCtx().getClientSession().getClient();
        Optional<String> requested = request.flatMap(TokenRequest::resource);
        Optional<String> type = request.map(TokenRequest::grantType);
        if (context.code() != null) {
            Optional<String> resource = Optional.ofNullable(context.code().getResource());
            Set<String> scopes = McpScopes.names(context.code().getScope());
            return new Grant(client, type, Origin.AUTHORIZATION, resource, requested, scopes);
        }
        if (context.requestRefreshToken() != null) {
            RefreshToken old = context.requestRefreshToken();
            Optional<String> resource = Optional.ofNullable(old.getOtherClaims().get(OAuth2Constants.RESOURCE))
                    .map(Object::toString);
            Origin origin = resource.isPresent() ? Origin.TOKEN : Origin.AUTHORIZATION;
            return new Grant(client, type, origin, resource, requested, refreshed(old, request));
        }
        if (request.isEmpty()) {
            Optional<String> resource = Optional.ofNullable(
                    context.clientSessionCtx().getClientSession().getNote(OAuth2Constants.RESOURCE));
            return new Grant(client, type, Origin.AUTHORIZATION, resource, requested, Set.of());
        }
        Set<String> scopes = asked(context, request.get());
        if (request.get().grantType().equals(OAuth2Constants.CIBA_GRANT_TYPE)) {
            return new Grant(client, type, Origin.AUTHORIZATION, requested, requested, scopes);
        }
        Optional<CarriedResource> carried = CarriedResource.of(session);
        if (carried.isPresent() || request.get().grantType().equals(OAuth2Constants.DEVICE_CODE_GRANT_TYPE)) {
            Origin origin = carried.filter(CarriedResource::bound).isPresent() ? Origin.TOKEN : Origin.AUTHORIZATION;
            return new Grant(client, type, origin, carried.flatMap(CarriedResource::resource), requested, scopes);
        }
        return new Grant(client, type, Origin.REQUEST, requested, requested, scopes);
    }

    /** RFC 6749 §6: a refresh may ask for fewer scopes, never for more. */
    static Set<String> refreshed(RefreshToken old, Optional<TokenRequest> request) {
        Set<String> granted = McpScopes.names(old.getScope());
        Set<String> wanted = request.map(TokenRequest::scopes).orElse(Set.of());
        return wanted.isEmpty()
                ? granted
                : granted.stream().filter(wanted::contains).collect(Collectors.toSet());
    }

    /**
     * The scopes asked for, here or in an earlier step. For CIBA only the grant has them, together with the client's
     * default scopes.
     */
    private Set<String> asked(TokenPostProcessorContext context, TokenRequest request) {
        if (request.grantType().equals(OAuth2Constants.DEVICE_CODE_GRANT_TYPE)) {
            return CarriedResource.of(session).map(CarriedResource::scopes).orElse(Set.of());
        }
        if (!request.grantType().equals(OAuth2Constants.CIBA_GRANT_TYPE)) {
            return request.scopes();
        }
        Set<String> initial = context.clientSessionCtx()
                .getClientSession()
                .getClient()
                .getClientScopes(true)
                .keySet();
        Set<String> asked = BoundToken.withoutClient(context.clientSessionCtx().getClientScopesStream())
                .map(ClientScopeModel::getName)
                .filter(name -> !initial.contains(name))
                .collect(Collectors.toSet());
        asked.addAll(McpScopes.names(context.clientSessionCtx().getScopeString()).stream()
                .filter(OAuth2Constants.SCOPE_OPENID::equals)
                .toList());
        return asked;
    }

    /** What was decided is the law: this request can only repeat it (RFC 8707 §2.2). */
    private Optional<McpServer> decidedEarlier(Grant grant, Audit audit) throws RefusedException {
        RequestedServer requestedServer = new RequestedServer(session, grant.client());
        Optional<McpServer> server = grant.origin() == Origin.TOKEN
                ? requestedServer.remembered(grant.resource().orElse(""), audit)
                : requestedServer.find(grant.resource(), grant.scopes(), audit);
        if (grant.requested().isPresent() && !grant.requested().equals(grant.resource())) {
            Optional<McpServer> other = requestedServer.lookUp(grant.requested().get());
            boolean concernsUs = server.isPresent() || other.isPresent() || McpClient.isMarked(grant.client());
            if (concernsUs && !server.map(McpServer::id).equals(other.map(McpServer::id))) {
                throw new RefusedException(OTHER_RESOURCE);
            }
        }
        return server;
    }

    /** Keycloak's processor cannot do without an audience: it would answer 500. */
    private void leaveToKeycloak(TokenPostProcessorContext context, Grant grant) throws RefusedException {
        boolean named = grant.resource().isPresent() || grant.requested().isPresent();
        if (named && context.accessToken().getAudience() == null) {
            throw new RefusedException(
                    Refusal.target("resource_unknown", ResourceIndicatorConstants.ERROR_INVALID_RESOURCE));
        }
        new ResourceIndicatorsPostProcessor(session).process(context);
    }

    private void bind(TokenPostProcessorContext context, Grant grant, McpServer server, Audit audit)
            throws RefusedException {
        ClientModel client = grant.client();
        UserModel user =
                context.clientSessionCtx().getClientSession().getUserSession().getUser();
        AccessRules.requireAccess(server, client);
        AccessRules.requireUser(session, server, client.getRealm(), user);
        AccessRules.requireDpop(server, isBoundToKey(context));
        if (context.requestRefreshToken() != null) {
            AccessRules.requireUnrevoked(
                    server,
                    context.clientSessionCtx().getClientSession(),
                    BoundToken.issuedAt(context.requestRefreshToken()));
        }
        if (grant.type().isEmpty()) {
            throw new RefusedException(Refusal.request(
                    "front_channel", "Tokens for MCP servers come from the token endpoint alone. Use the code flow"));
        }
        if (ServerConsent.isNeeded(client, user)) {
            requireConsent(context, grant, new ServerConsent(session, server, client, user));
        }
        BoundToken bound = new BoundToken(
                session,
                server,
                context.clientSessionCtx(),
                grant.scopes(),
                Optional.ofNullable(context.requestRefreshToken()));
        bound.bind(context.accessToken(), grant.type().get());
        if (context.refreshToken() != null) {
            bound.bind(context.refreshToken());
        }
        session.setAttribute(GRANTED_SCOPE, bound.scope());
        audit.issued(bound.scope(), grant.type().get());
        Set<String> granted = McpScopes.names(bound.scope());
        audit.drops(leftOut(context, grant, granted));
        session.getKeycloakSessionFactory()
                .publish(new TokenIssued(
                        session,
                        server,
                        context.clientSessionCtx().getClientSession(),
                        granted,
                        context.clientSessionCtx().isOfflineTokenRequested(),
                        grant.type().get()));
    }

    /** What a person logged in for was narrowed then. */
    private Set<String> leftOut(TokenPostProcessorContext context, Grant grant, Set<String> granted) {
        if (context.code() != null || grant.type().equals(Optional.of(OAuth2Constants.DEVICE_CODE_GRANT_TYPE))) {
            return McpScopes.names(context.clientSessionCtx().getClientSession().getNote(RequestedScopes.LEFT_OUT));
        }
        return TokenRequest.current(session)
                .map(request -> RequestedScopes.without(request.asked(), granted))
                .orElse(Set.of());
    }

    /** A refresh gives no scopes that were not there before: it needs only that nothing was taken back. */
    private static void requireConsent(TokenPostProcessorContext context, Grant grant, ServerConsent consent)
            throws RefusedException {
        if (context.requestRefreshToken() != null) {
            AccessRules.requireConsent(consent.isGranted());
            return;
        }
        AuthenticatedClientSessionModel login = context.clientSessionCtx().getClientSession();
        AccessRules.requireConsent(consent.isGranted(login, grant.scopes()));
        consent.remember(login);
    }

    private static boolean isBoundToKey(TokenPostProcessorContext context) {
        return context.accessToken().getConfirmation() != null
                && context.accessToken().getConfirmation().getKeyThumbprint() != null;
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}

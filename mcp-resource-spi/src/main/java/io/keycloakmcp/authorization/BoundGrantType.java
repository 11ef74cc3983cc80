/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import io.keycloakmcp.resource.BoundTokenId;
import io.keycloakmcp.resource.McpServer;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.keycloak.OAuth2Constants;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.AccessTokenResponse;
import org.keycloak.services.clientpolicy.ClientPolicyException;

/**
 * A grant of Keycloak's, with the rules for MCP servers before and after it. Before: what can be refused early is, and
 * the scopes are there before Keycloak looks for them, which for several grants is ahead of every client policy event.
 * After: the answer's {@code scope} says what the token has (RFC 6749 §5.1).
 */
final class BoundGrantType implements OAuth2GrantType {

    private static final Set<String> BOUND_BY_AUTHORIZATION = Set.of(
            OAuth2Constants.AUTHORIZATION_CODE, OAuth2Constants.REFRESH_TOKEN, OAuth2Constants.DEVICE_CODE_GRANT_TYPE);

    private final KeycloakSession session;
    private final OAuth2GrantType grant;

    BoundGrantType(KeycloakSession session, OAuth2GrantType grant) {
        this.session = session;
        this.grant = grant;
    }

    @Override
    public void preProcess(KeycloakSession session, MultivaluedMap<String, String> parameters)
            throws ClientPolicyException {
        collapseRepeatedResource(parameters);
        grant.preProcess(session, parameters);
    }

    /**
     * RFC 8707 §2 lets {@code resource} be repeated. The same value twice means one; several are refused by Keycloak.
     */
    private static void collapseRepeatedResource(MultivaluedMap<String, String> parameters) {
        List<String> values = parameters.get(OAuth2Constants.RESOURCE);
        if (values != null && values.size() > 1 && new LinkedHashSet<>(values).size() == 1) {
            parameters.putSingle(OAuth2Constants.RESOURCE, values.get(0));
        }
    }

    @Override
    public Response process(Context context) {
        TokenRequest request = TokenRequest.of(context);
        try {
            TokenRequest prepared = request.asksFor(prepare(context, request));
            prepared.limitedTo(new TokenRequestScopes(session, context).tidy(prepared))
                    .to(session);
        } catch (RefusedException e) {
            throw request.refuse(e.refusal());
        }
        Response response = grant.process(context);
        if (response.getEntity() instanceof AccessTokenResponse tokens) {
            TokenBinding.grantedScope(session).ifPresent(tokens::setScope);
        }
        return response;
    }

    /** Refuses what can be refused before Keycloak begins, and gives the server if this request decides about it. */
    private Optional<McpServer> prepare(Context context, TokenRequest request) throws RefusedException {
        ClientModel client = context.getClient();
        if (client == null) {
            return Optional.empty();
        }
        if (request.grantType().equals(OAuth2Constants.TOKEN_EXCHANGE_GRANT_TYPE)) {
            Optional<DownstreamExchange> exchange = DownstreamExchange.read(context, request.audit());
            if (exchange.isPresent()) {
                exchange.get().to(session);
                return admitted(client, exchange.get().target().server(), request);
            }
            rememberSubjectToken(context);
        }
        if (BOUND_BY_AUTHORIZATION.contains(request.grantType())
                || CarriedResource.of(session).isPresent()) {
            return Optional.empty();
        }
        return admitted(
                client,
                new RequestedServer(session, client).find(request.resource(), request.scopes(), request.audit()),
                request);
    }

    private Optional<McpServer> admitted(ClientModel client, Optional<McpServer> server, TokenRequest request)
            throws RefusedException {
        if (server.isPresent()) {
            AccessRules.requireAccess(server.get(), client);
        }
        return server;
    }

    /** What is exchanged for a token of an MCP server stays a token of that server. */
    private void rememberSubjectToken(Context context) {
        String subjectToken = context.getFormParams().getFirst(OAuth2Constants.SUBJECT_TOKEN);
        AccessToken token = subjectToken == null ? null : session.tokens().decode(subjectToken, AccessToken.class);
        if (token != null && BoundTokenId.isMarked(session, token)) {
            new CarriedResource(Optional.of(token.getAudience()[0]), Set.of(), true).to(session);
        }
    }

    /**
     * Keycloak's own APIs ask this about every bearer token. They judge a token by its user's roles and not by its
     * audience, so a token for an MCP server, or for an API that one calls, must not open them: its operator holds it
     * too.
     */
    @Override
    public boolean isTokenAllowed(KeycloakSession session, AccessToken token) {
        return !BoundTokenId.isNotForKeycloak(session, token) && grant.isTokenAllowed(session, token);
    }

    @Override
    public EventType getEventType() {
        return grant.getEventType();
    }

    @Override
    public Set<String> getSupportedMultivaluedRequestParameters() {
        return grant.getSupportedMultivaluedRequestParameters();
    }

    @Override
    public Set<String> getTokenParameterNames() {
        return grant.getTokenParameterNames();
    }

    @Override
    public void close() {
        grant.close();
    }
}

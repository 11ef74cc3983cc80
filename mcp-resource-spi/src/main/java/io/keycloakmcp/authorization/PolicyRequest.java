/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import io.keycloakmcp.resource.McpScopes;
import io.keycloakmcp.resource.McpServer;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Optional;
import java.util.Set;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.OAuth2DeviceCodeModel;
import org.keycloak.protocol.oidc.endpoints.request.AuthorizationEndpointRequest;
import org.keycloak.protocol.oidc.grants.device.clientpolicy.context.DeviceAuthorizationRequestContext;
import org.keycloak.protocol.oidc.grants.device.clientpolicy.context.DeviceTokenRequestContext;
import org.keycloak.protocol.oidc.grants.device.clientpolicy.context.DeviceTokenResponseContext;
import org.keycloak.protocol.oidc.par.clientpolicy.context.PushedAuthorizationRequestContext;
import org.keycloak.protocol.oidc.utils.OAuth2Code;
import org.keycloak.representations.RefreshToken;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyEvent;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.context.AuthorizationRequestContext;
import org.keycloak.services.clientpolicy.context.ClientModelContext;
import org.keycloak.services.clientpolicy.context.TokenRefreshContext;
import org.keycloak.services.clientpolicy.context.TokenRefreshResponseContext;
import org.keycloak.services.clientpolicy.context.TokenRequestContext;
import org.keycloak.services.clientpolicy.context.TokenResponseContext;

/**
 * A request for tokens as a client policy event shows it, and the MCP server that it is for: the one that its tokens
 * will be bound to, whatever this request says or leaves out. What an earlier step decided is read from the code, the
 * refresh token or the device code, not from the request.
 */
final class PolicyRequest {

    private static final Set<ClientPolicyEvent> REQUESTS = Set.of(
            ClientPolicyEvent.AUTHORIZATION_REQUEST,
            ClientPolicyEvent.PUSHED_AUTHORIZATION_REQUEST,
            ClientPolicyEvent.DEVICE_AUTHORIZATION_REQUEST,
            ClientPolicyEvent.TOKEN_REQUEST,
            ClientPolicyEvent.TOKEN_REFRESH,
            ClientPolicyEvent.DEVICE_TOKEN_REQUEST,
            ClientPolicyEvent.SERVICE_ACCOUNT_TOKEN_REQUEST,
            ClientPolicyEvent.RESOURCE_OWNER_PASSWORD_CREDENTIALS_REQUEST,
            ClientPolicyEvent.TOKEN_EXCHANGE_REQUEST,
            ClientPolicyEvent.JWT_AUTHORIZATION_GRANT,
            ClientPolicyEvent.BACKCHANNEL_TOKEN_REQUEST);

    private static final Set<ClientPolicyEvent> RESPONSES = Set.of(
            ClientPolicyEvent.TOKEN_RESPONSE,
            ClientPolicyEvent.TOKEN_REFRESH_RESPONSE,
            ClientPolicyEvent.DEVICE_TOKEN_RESPONSE,
            ClientPolicyEvent.SERVICE_ACCOUNT_TOKEN_RESPONSE,
            ClientPolicyEvent.RESOURCE_OWNER_PASSWORD_CREDENTIALS_RESPONSE,
            ClientPolicyEvent.BACKCHANNEL_TOKEN_RESPONSE);

    private final KeycloakSession session;
    private final ClientPolicyContext context;
    private final ClientModel client;
    private final RequestedServer servers;
    private final Audit audit;

    private PolicyRequest(KeycloakSession session, ClientPolicyContext context) {
        this.session = session;
        this.context = context;
        this.client = context instanceof ClientModelContext known
                ? known.getClient()
                : session.getContext().getClient();
        this.servers = new RequestedServer(session, client);
        this.audit = Audit.silent(session);
    }

    /** The request of an event; empty if nobody asks for tokens, or too early to tell which. */
    static Optional<PolicyRequest> of(KeycloakSession session, ClientPolicyContext context) {
        return REQUESTS.contains(context.getEvent()) || RESPONSES.contains(context.getEvent())
                ? Optional.of(new PolicyRequest(session, context))
                : Optional.empty();
    }

    ClientModel client() {
        return client;
    }

    /** False when the answer is being made already. */
    boolean isPending() {
        return REQUESTS.contains(context.getEvent());
    }

    /**
     * The MCP server, or empty if the request has nothing to do with one.
     *
     * @throws ClientPolicyException if the request is refused anyway: it names no server and must, or none that there
     *     is
     */
    Optional<McpServer> server() throws ClientPolicyException {
        try {
            Optional<McpServer> server = find();
            new VotedServer(server.map(McpServer::serverId)).to(session);
            return server;
        } catch (RefusedException e) {
            throw refuse(e.refusal());
        }
    }

    /**
     * Refuses the request. At the token endpoint that happens here and not by the exception: there Keycloak replaces
     * the error of an exception by {@code invalid_grant} in some of the grants.
     */
    ClientPolicyException refuse(Refusal refusal) {
        Optional<TokenRequest> request = TokenRequest.current(session);
        if (request.isPresent()) {
            throw request.get().refuse(refusal);
        }
        return new ClientPolicyException(refusal.error(), refusal.description());
    }

    private Optional<McpServer> find() throws RefusedException {
        if (context instanceof AuthorizationRequestContext request) {
            return asked(request.getAuthorizationEndpointRequest());
        } else if (context instanceof PushedAuthorizationRequestContext request) {
            return asked(request.getRequest());
        } else if (context instanceof DeviceAuthorizationRequestContext request) {
            return asked(request.getRequest());
        } else if (context instanceof TokenRequestContext request) {
            return granted(request.getParseResult().getCodeData());
        } else if (context instanceof TokenResponseContext response) {
            return granted(response.getParseResult().getCodeData());
        } else if (context instanceof TokenRefreshContext request) {
            return refreshed(request.getParams());
        } else if (context instanceof TokenRefreshResponseContext response) {
            return refreshed(response.getParams());
        } else if (context instanceof DeviceTokenRequestContext request) {
            return approved(request.getDeviceCodeModel());
        } else if (context instanceof DeviceTokenResponseContext response) {
            return approved(response.getDeviceCodeModel());
        }
        Optional<CarriedResource> exchanged = CarriedResource.of(session);
        return exchanged.isPresent()
                ? servers.remembered(exchanged.get().resource().orElse(""), audit)
                : TokenRequest.current(session).flatMap(TokenRequest::server);
    }

    private Optional<McpServer> asked(AuthorizationEndpointRequest request) throws RefusedException {
        return servers.find(Optional.ofNullable(request.getResource()), McpScopes.names(request.getScope()), audit);
    }

    private Optional<McpServer> granted(OAuth2Code code) throws RefusedException {
        return servers.find(Optional.ofNullable(code.getResource()), McpScopes.names(code.getScope()), audit);
    }

    private Optional<McpServer> refreshed(MultivaluedMap<String, String> parameters) throws RefusedException {
        String text = parameters.getFirst(OAuth2Constants.REFRESH_TOKEN);
        RefreshToken token = session.tokens().decode(text, RefreshToken.class);
        if (token == null) {
            // Keycloak refuses it in a moment.
            return Optional.empty();
        }
        Object resource = token.getOtherClaims().get(OAuth2Constants.RESOURCE);
        return resource == null
                ? servers.find(Optional.empty(), TokenBinding.refreshed(token, TokenRequest.current(session)), audit)
                : servers.remembered(resource.toString(), audit);
    }

    private Optional<McpServer> approved(OAuth2DeviceCodeModel code) throws RefusedException {
        return servers.find(
                CarriedResource.of(session).flatMap(CarriedResource::resource),
                McpScopes.names(code.getScope()),
                audit);
    }
}

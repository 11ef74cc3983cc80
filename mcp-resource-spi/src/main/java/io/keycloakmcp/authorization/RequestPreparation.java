/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import io.keycloakmcp.resource.BoundTokenId;
import io.keycloakmcp.resource.LoginStep;
import io.keycloakmcp.resource.McpClient;
import io.keycloakmcp.resource.McpScopes;
import io.keycloakmcp.resource.McpServer;
import io.keycloakmcp.resource.PolicyListener;
import io.keycloakmcp.resource.RealmPresence;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.keycloak.OAuthErrorException;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.OAuth2DeviceCodeModel;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.endpoints.request.AuthorizationEndpointRequest;
import org.keycloak.protocol.oidc.grants.ciba.channel.CIBAAuthenticationRequest;
import org.keycloak.protocol.oidc.grants.ciba.clientpolicy.context.BackchannelAuthenticationRequestContext;
import org.keycloak.protocol.oidc.grants.device.clientpolicy.context.DeviceAuthorizationRequestContext;
import org.keycloak.protocol.oidc.grants.device.clientpolicy.context.DeviceTokenRequestContext;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.context.ClientCRUDContext;
import org.keycloak.services.clientpolicy.context.PreAuthorizationRequestContext;
import org.keycloak.services.clientpolicy.context.UserInfoRequestContext;

/**
 * Does what must come before Keycloak's own checks of a request: scopes that came after the client are attached, those
 * that it could not get are left out, and the resource of a device request is kept.
 */
final class RequestPreparation implements PolicyListener {

    /** Where the device code keeps the resource; the name is ours, so that no request parameter can stand in for it. */
    static final String DEVICE_RESOURCE = "mcp.resource";

    private static final Logger LOG = Logger.getLogger(RequestPreparation.class);

    private final KeycloakSession session;

    RequestPreparation(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void onEvent(ClientPolicyContext context) throws ClientPolicyException {
        if (context instanceof PreAuthorizationRequestContext request) {
            onAuthorizationRequest(request);
        } else if (context instanceof DeviceAuthorizationRequestContext request) {
            onDeviceRequest(request.getRequest());
        } else if (context instanceof BackchannelAuthenticationRequestContext request) {
            onBackchannelRequest(request.getParsedRequest());
        } else if (context instanceof DeviceTokenRequestContext request) {
            OAuth2DeviceCodeModel code = request.getDeviceCodeModel();
            new CarriedResource(
                            Optional.ofNullable(code.getAdditionalParams().get(DEVICE_RESOURCE)),
                            McpScopes.names(code.getScope()),
                            false)
                    .to(session);
        } else if (context instanceof ClientCRUDContext request) {
            requireOwnToken(request);
            ServerClaim.check(session, request);
        } else if (context instanceof UserInfoRequestContext request) {
            requireGrantedScopes(request);
        }
    }

    private void onAuthorizationRequest(PreAuthorizationRequestContext request) {
        RealmModel realm = session.getContext().getRealm();
        if (request.getClientId() == null || !RealmPresence.hasMcpServers(realm)) {
            return;
        }
        ClientModel client = realm.getClientByClientId(request.getClientId());
        if (client != null) {
            try {
                new RequestedScopes(session, client).tidy(request.getRequestParameters());
            } catch (UnsupportedOperationException e) {
                LOG.warn(
                        "Another extension replaces the login protocol, so that scopes are refused which could be left out");
            }
        }
    }

    /** Who agrees on another device agrees to what is asked for here. */
    private void onBackchannelRequest(CIBAAuthenticationRequest request) {
        ClientModel client = request.getClient();
        Set<String> asked = McpScopes.names(request.getScope());
        if (McpClient.isMarked(client) || McpScopes.belongToMcpServersAlone(client, asked)) {
            request.setScope(String.join(" ", new OfflineAccess(session, client, request.getUser()).limit(asked)));
        }
    }

    private void onDeviceRequest(AuthorizationEndpointRequest request) throws ClientPolicyException {
        ClientModel client = session.getContext().getClient();
        Set<String> scopes = McpScopes.names(request.getScope());
        request.getAdditionalReqParams().remove(DEVICE_RESOURCE);
        Audit audit = Audit.withoutEvent(session);
        try {
            Optional<McpServer> server = new RequestedServer(session, client)
                    .find(Optional.ofNullable(request.getResource()), scopes, audit);
            if (server.isPresent()) {
                AccessRules.requireAccess(server.get(), client);
                LoginStep.ensureEnabled(session, client.getRealm());
                McpScopes.attach(session, client, scopes, server);
                request.getAdditionalReqParams()
                        .put(DEVICE_RESOURCE, server.get().resource().registered());
            }
        } catch (RefusedException e) {
            audit.refuses(e.refusal());
            throw new ClientPolicyException(e.refusal().error(), e.refusal().description());
        }
    }

    /**
     * Keycloak's client registration, unlike its other APIs, does not ask the grant whether a token is meant for it.
     */
    private void requireOwnToken(ClientCRUDContext request) throws ClientPolicyException {
        if (request.getToken() != null && BoundTokenId.isNotForKeycloak(session, request.getToken())) {
            throw new ClientPolicyException(
                    OAuthErrorException.ACCESS_DENIED,
                    "This token is for an MCP server, or was exchanged by one. Use one that was issued for Keycloak",
                    Response.Status.FORBIDDEN);
        }
    }

    /**
     * Userinfo (OpenID Connect Core §5.3) answers with the claims of the client's default scopes too, asked for or not.
     * A token for an MCP server must not give its holder more than it carries.
     */
    private void requireGrantedScopes(UserInfoRequestContext request) throws ClientPolicyException {
        AccessToken token =
                session.tokens().decode(request.getTokenForUserInfo().getToken(), AccessToken.class);
        if (token == null || !BoundTokenId.isMarked(session, token)) {
            return;
        }
        Set<String> granted = McpScopes.names(token.getScope());
        boolean more = session.getContext().getClient().getClientScopes(true).values().stream()
                .filter(scope -> !BoundToken.IDENTIFIERS.contains(scope.getName()))
                .filter(scope -> !granted.contains(scope.getName()))
                .anyMatch(BoundToken::addsClaims);
        if (more) {
            throw new ClientPolicyException(
                    OAuthErrorException.INSUFFICIENT_SCOPE,
                    "The token was issued without scopes that the answer would use. Read the claims of the token itself",
                    Response.Status.FORBIDDEN);
        }
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import io.keycloakmcp.resource.ResourceUri;
import jakarta.ws.rs.core.Response;
import org.keycloak.OAuthErrorException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.context.AdminClientUpdateContext;
import org.keycloak.services.clientpolicy.context.ClientCRUDContext;
import org.keycloak.services.clientpolicy.context.DynamicClientRegisterContext;
import org.keycloak.services.resources.admin.AdminAuth;
import org.keycloak.services.resources.admin.fgap.AdminPermissions;
import org.keycloak.util.TokenUtil;

/**
 * Whether a client may become an MCP server by Keycloak's own APIs for clients. Who gives a client such an id decides
 * whom Keycloak issues tokens for, so it takes the permission to manage all clients, or the role to create them: to
 * manage one client, or to register clients dynamically (RFC 7591) with nothing or an initial access token, is not
 * enough.
 */
final class ServerClaim {

    private ServerClaim() {}

    static void check(KeycloakSession session, ClientCRUDContext request) throws ClientPolicyException {
        if (!isClaim(request) || isAllowed(session, request)) {
            return;
        }
        throw new ClientPolicyException(
                OAuthErrorException.ACCESS_DENIED,
                "A client id that begins with " + ResourceUri.SERVER_ID_PREFIX
                        + " makes a client an MCP server. Choose another one, or ask somebody who may manage all clients",
                Response.Status.FORBIDDEN);
    }

    private static boolean isClaim(ClientCRUDContext request) {
        if (request instanceof AdminClientUpdateContext || request instanceof DynamicClientRegisterContext) {
            String clientId = request.getProposedClientRepresentation().getClientId();
            return clientId != null
                    && clientId.startsWith(ResourceUri.SERVER_ID_PREFIX)
                    && (request.getTargetClient() == null
                            || !clientId.equals(request.getTargetClient().getClientId()));
        }
        return false;
    }

    private static boolean isAllowed(KeycloakSession session, ClientCRUDContext request) {
        if (request instanceof DynamicClientRegisterContext) {
            return request.getToken() != null
                    && TokenUtil.TOKEN_TYPE_BEARER.equals(request.getToken().getType());
        }
        AdminAuth administrator = new AdminAuth(
                request.getAuthenticatedClient().getRealm(),
                (AccessToken) request.getToken(),
                request.getAuthenticatedUser(),
                request.getAuthenticatedClient());
        return AdminPermissions.evaluator(session, session.getContext().getRealm(), administrator)
                .clients()
                .canManage();
    }
}

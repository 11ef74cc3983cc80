/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import io.keycloakmcp.resource.ExchangeTarget;
import io.keycloakmcp.resource.ResourceUri;
import jakarta.ws.rs.core.Response;
import java.util.Map;
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
 * Whether a client may become an MCP server, or may exchange tokens for more, by Keycloak's own APIs for clients. Who
 * gives a client such an id decides whom Keycloak issues tokens for, so it takes the permission to manage all clients,
 * or the role to create them: to manage one client, or to register clients dynamically (RFC 7591) with nothing or an
 * initial access token, is not enough.
 */
final class ServerClaim {

    private ServerClaim() {}

    static void check(KeycloakSession session, ClientCRUDContext request) throws ClientPolicyException {
        if (isClaim(request)) {
            require(
                    isAllowed(session, request),
                    "A client id that begins with " + ResourceUri.SERVER_ID_PREFIX
                            + " makes a client an MCP server. Choose another one, or ask somebody who may manage all"
                            + " clients");
        } else if (gainsTargets(request)) {
            require(
                    isAllowed(session, request),
                    "What an MCP server may exchange tokens for is changed in the registry of MCP servers, or by somebody"
                            + " who may manage all clients");
        }
    }

    private static void require(boolean allowed, String otherwise) throws ClientPolicyException {
        if (!allowed) {
            throw new ClientPolicyException(OAuthErrorException.ACCESS_DENIED, otherwise, Response.Status.FORBIDDEN);
        }
    }

    /** The registry asks for the permission to manage each of the targets; here they are not looked up. */
    private static boolean gainsTargets(ClientCRUDContext request) {
        if (!(request instanceof AdminClientUpdateContext)) {
            return false;
        }
        Map<String, String> attributes =
                request.getProposedClientRepresentation().getAttributes();
        String targets = attributes == null ? null : attributes.get(ExchangeTarget.ATTRIBUTE);
        return targets != null
                && !targets.isBlank()
                && !targets.equals(request.getTargetClient().getAttribute(ExchangeTarget.ATTRIBUTE));
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

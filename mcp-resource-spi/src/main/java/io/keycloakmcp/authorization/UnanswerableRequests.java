/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import io.keycloakmcp.client.ClientState;
import io.keycloakmcp.resource.McpClient;
import io.keycloakmcp.resource.McpServer;
import io.keycloakmcp.resource.PolicyListener;
import io.keycloakmcp.resource.Problem;
import io.keycloakmcp.resource.RealmPresence;
import io.keycloakmcp.resource.RefusedRequest;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Optional;
import java.util.Set;
import org.keycloak.OAuth2Constants;
import org.keycloak.common.Profile;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.utils.RedirectUtils;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.context.PreAuthorizationRequestContext;

/**
 * Ends requests for MCP servers that cannot be answered at a redirect URI (RFC 6749 §4.1.2.1): because the client is
 * not known, may not be used, or did not register that URI. Keycloak would refuse them too, and only say so.
 */
final class UnanswerableRequests implements PolicyListener {

    private final KeycloakSession session;

    UnanswerableRequests(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void onEvent(ClientPolicyContext context) {
        RealmModel realm = session.getContext().getRealm();
        if (context instanceof PreAuthorizationRequestContext request
                && request.getClientId() != null
                && RealmPresence.hasMcpServers(realm)) {
            check(realm, request.getClientId(), request.getRequestParameters());
        }
    }

    private void check(RealmModel realm, String clientId, MultivaluedMap<String, String> parameters) {
        Optional<McpServer> server = Optional.ofNullable(parameters.getFirst(OAuth2Constants.RESOURCE))
                .flatMap(resource -> RequestedServer.lookUp(session, realm, resource));
        Optional<ClientModel> client = Optional.ofNullable(realm.getClientByClientId(clientId));
        if (server.isPresent() || client.filter(McpClient::isMarked).isPresent()) {
            problem(clientId, client, parameters).ifPresent(problem -> {
                throw new RefusedRequest(problem, problem.rule(), reason(problem), clientId, server).end(session);
            });
        }
    }

    private Optional<Problem> problem(
            String clientId, Optional<ClientModel> client, MultivaluedMap<String, String> parameters) {
        if (client.isEmpty()) {
            return comesLater(clientId) ? Optional.empty() : Optional.of(Problem.CLIENT_UNKNOWN);
        }
        return switch (ClientState.of(client.get())) {
            case PENDING -> Optional.of(Problem.CLIENT_PENDING);
            case BLOCKED -> Optional.of(Problem.CLIENT_BLOCKED);
            case ACTIVE ->
                isRedirectUriUnknown(client.get(), parameters)
                        ? Optional.of(Problem.REDIRECT_URI_UNKNOWN)
                        : Optional.empty();
        };
    }

    /** Where Keycloak's own feature is on, the administrator's policies may bring in a client whose id is a URL. */
    private static boolean comesLater(String clientId) {
        return Profile.isFeatureEnabled(Profile.Feature.CIMD) && clientId.startsWith("http");
    }

    /** A request object, or a pushed request, has its own redirect URI, which Keycloak judges. */
    private boolean isRedirectUriUnknown(ClientModel client, MultivaluedMap<String, String> parameters) {
        boolean elsewhere = parameters.containsKey(OIDCLoginProtocol.REQUEST_PARAM)
                || parameters.containsKey(OIDCLoginProtocol.REQUEST_URI_PARAM);
        return !elsewhere
                && RedirectUtils.verifyRedirectUri(
                                session,
                                client.getRootUrl(),
                                parameters.getFirst(OAuth2Constants.REDIRECT_URI),
                                client.getRedirectUris(),
                                false,
                                Set.of())
                        == null;
    }

    private static String reason(Problem problem) {
        return switch (problem) {
            case CLIENT_UNKNOWN -> "The realm has no client of this id";
            case CLIENT_PENDING -> "The client waits for approval";
            case CLIENT_BLOCKED -> "The client is disabled";
            default -> "The redirect URI is missing, or is not one of the client's";
        };
    }
}

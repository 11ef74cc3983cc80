/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import io.keycloakmcp.resource.McpScopes;
import io.keycloakmcp.resource.McpServer;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.representations.RefreshToken;

/**
 * The scopes of a request at the token endpoint that count, which are all that Keycloak gets to see of them.
 *
 * @param session the session
 * @param context the request
 */
record TokenRequestScopes(KeycloakSession session, OAuth2GrantType.Context context) {

    /** Grants whose scopes were decided on earlier, and tickets, which have others. */
    private static final Set<String> WITHOUT_SCOPES = Set.of(
            OAuth2Constants.AUTHORIZATION_CODE,
            OAuth2Constants.DEVICE_CODE_GRANT_TYPE,
            OAuth2Constants.CIBA_GRANT_TYPE,
            OAuth2Constants.UMA_GRANT_TYPE);

    private static final Refusal NOTHING_GRANTED = Refusal.scope(
            "scope_not_granted",
            "None of these scopes was granted. Leave scope out, or start a new authorization to ask for more");

    /**
     * Leaves out what the request cannot get.
     *
     * @param request the request, with the MCP server that it decides on
     * @return the scopes that count
     * @throws RefusedException if a refresh asks for nothing that was granted: it must not be given everything instead
     */
    Set<String> tidy(TokenRequest request) throws RefusedException {
        ClientModel client = context.getClient();
        if (client == null || request.asked().isEmpty() || WITHOUT_SCOPES.contains(request.grantType())) {
            return request.asked();
        }
        if (DownstreamExchange.current(session).isPresent()) {
            // Who made an MCP server can be told what is wrong.
            McpScopes.attach(session, client, request.asked(), request.server());
            return request.asked();
        }
        RequestedScopes requested = new RequestedScopes(session, client);
        Optional<RefreshToken> refreshToken = refreshToken(request);
        Optional<McpServer> server = refreshToken.isPresent()
                ? server(client, refreshToken.get())
                : request.server().or(() -> serverOfSubjectToken(client));
        if (!requested.concern(server)) {
            return request.asked();
        }
        Set<String> kept = refreshToken.isPresent()
                ? granted(requested, refreshToken.get(), request.asked())
                : limitedToServiceAccount(client, request, requested.keep(request.asked(), server));
        request.audit().drops(RequestedScopes.without(request.asked(), kept));
        RequestedScopes.replace(context.getFormParams(), kept);
        return kept;
    }

    private Optional<RefreshToken> refreshToken(TokenRequest request) {
        return request.grantType().equals(OAuth2Constants.REFRESH_TOKEN)
                ? Optional.ofNullable(context.getFormParams().getFirst(OAuth2Constants.REFRESH_TOKEN))
                        .map(token -> session.tokens().decode(token, RefreshToken.class))
                : Optional.empty();
    }

    private Optional<McpServer> server(ClientModel client, RefreshToken token) {
        return Optional.ofNullable(token.getOtherClaims().get(OAuth2Constants.RESOURCE))
                .flatMap(resource -> new RequestedServer(session, client).lookUp(resource.toString()));
    }

    private Optional<McpServer> serverOfSubjectToken(ClientModel client) {
        return CarriedResource.of(session)
                .flatMap(CarriedResource::resource)
                .flatMap(new RequestedServer(session, client)::lookUp);
    }

    /** RFC 6749 §6: a refresh cannot give what was not granted. */
    private static Set<String> granted(RequestedScopes requested, RefreshToken token, Set<String> asked)
            throws RefusedException {
        Set<String> granted = new LinkedHashSet<>(asked);
        granted.retainAll(McpScopes.names(token.getScope()));
        Set<String> kept = requested.valid(granted);
        if (kept.isEmpty()) {
            throw new RefusedException(NOTHING_GRANTED);
        }
        return kept;
    }

    private Set<String> limitedToServiceAccount(ClientModel client, TokenRequest request, Set<String> scopes) {
        UserModel account = request.grantType().equals(OAuth2Constants.CLIENT_CREDENTIALS)
                ? session.users().getServiceAccount(client)
                : null;
        return account == null ? scopes : new OfflineAccess(session, client, account).limit(scopes);
    }
}

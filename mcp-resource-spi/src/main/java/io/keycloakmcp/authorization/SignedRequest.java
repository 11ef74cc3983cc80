/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import com.fasterxml.jackson.databind.JsonNode;
import io.keycloakmcp.resource.McpScopes;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;

/**
 * A request whose parameters are in a request object (RFC 9101), which nobody but the client may change. Keycloak reads
 * it again, and its word counts; it is looked at here only for the scopes that came after the client.
 *
 * @param session the session
 * @param client the client
 */
record SignedRequest(KeycloakSession session, ClientModel client) {

    private static final Logger LOG = Logger.getLogger(SignedRequest.class);

    /**
     * Makes available what the request object asks for, if the request has one.
     *
     * @param parameters the parameters around it
     */
    void provideScopes(MultivaluedMap<String, String> parameters) {
        Optional.ofNullable(parameters.getFirst(OIDCLoginProtocol.REQUEST_PARAM))
                .flatMap(this::read)
                .ifPresent(object -> new RequestedScopes(session, client)
                        .provide(
                                Optional.ofNullable(object.get(OAuth2Constants.RESOURCE))
                                        .map(JsonNode::asText),
                                McpScopes.names(
                                        object.path(OAuth2Constants.SCOPE).asText())));
    }

    /** One that cannot be read is Keycloak's to refuse. */
    private Optional<JsonNode> read(String requestObject) {
        try {
            return Optional.ofNullable(session.tokens()
                    .decodeClientJWT(requestObject, client, (token, signer) -> {}, JsonNode.class, true));
        } catch (RuntimeException unreadable) {
            LOG.debug("A request object cannot be read", unreadable);
            return Optional.empty();
        }
    }
}

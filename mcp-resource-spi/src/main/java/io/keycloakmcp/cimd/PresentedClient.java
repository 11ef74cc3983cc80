/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.cimd;

import io.keycloakmcp.resource.McpClient;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Optional;
import org.keycloak.OAuth2Constants;
import org.keycloak.authentication.ClientAuthenticationFlowContext;
import org.keycloak.authentication.authenticators.client.ClientAssertionState;
import org.keycloak.http.HttpRequest;
import org.keycloak.util.BasicAuthHelper;

/**
 * What a client says of itself at an endpoint where clients authenticate (RFC 6749 §2.3, RFC 7523 §2.2), before anybody
 * has verified it.
 *
 * @param clientId its id
 * @param hasSecret whether it presents a secret
 * @param assertion its assertion
 */
record PresentedClient(String clientId, boolean hasSecret, Optional<ClientAssertionState> assertion) {

    /** The client of a request; empty unless its id is meant to be a URL, or was given to it when it registered. */
    static Optional<PresentedClient> of(ClientAuthenticationFlowContext context) {
        MultivaluedMap<String, String> form = form(context.getHttpRequest());
        Optional<String[]> basic = Optional.ofNullable(
                        context.getHttpRequest().getHttpHeaders().getHeaderString(HttpHeaders.AUTHORIZATION))
                .map(BasicAuthHelper.RFC6749::parseHeader);
        Optional<ClientAssertionState> assertion = assertion(context, form);
        Optional<String> clientId = Optional.ofNullable(form.getFirst(OAuth2Constants.CLIENT_ID))
                .or(() -> basic.map(credentials -> credentials[0]))
                .or(() -> assertion.map(state -> state.getToken().getSubject()));
        boolean hasSecret = isText(form.getFirst(OAuth2Constants.CLIENT_SECRET))
                || basic.filter(credentials -> isText(credentials[1])).isPresent();
        return clientId.map(id -> new PresentedClient(id, hasSecret, assertion))
                .filter(client -> client.isUrl() || client.clientId.startsWith(McpClient.REGISTERED_ID_PREFIX));
    }

    /** Whether its id is meant to be the URL of its metadata. */
    boolean isUrl() {
        return MetadataUrl.isMeant(clientId);
    }

    private static boolean isText(String secret) {
        return secret != null && !secret.isEmpty();
    }

    private static MultivaluedMap<String, String> form(HttpRequest request) {
        MediaType type = request.getHttpHeaders().getMediaType();
        return type != null && type.isCompatible(MediaType.APPLICATION_FORM_URLENCODED_TYPE)
                ? request.getDecodedFormParameters()
                : new MultivaluedHashMap<>();
    }

    /** One that cannot be read is Keycloak's to refuse. */
    private static Optional<ClientAssertionState> assertion(
            ClientAuthenticationFlowContext context, MultivaluedMap<String, String> form) {
        if (!form.containsKey(OAuth2Constants.CLIENT_ASSERTION)) {
            return Optional.empty();
        }
        try {
            return Optional.of(context.getState(ClientAssertionState.class, ClientAssertionState.supplier()))
                    .filter(state -> state.getToken() != null);
        } catch (Exception e) {
            return Optional.empty();
        }
    }

    Optional<String> keyId() {
        return assertion.map(state -> state.getJws().getHeader().getKeyId());
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import io.keycloakmcp.resource.McpScopes;
import io.keycloakmcp.resource.McpServer;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.OAuth2DeviceCodeModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.endpoints.AuthorizationEndpoint;
import org.keycloak.protocol.oidc.grants.device.DeviceGrantType;
import org.keycloak.protocol.oidc.grants.device.endpoints.DeviceEndpoint;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * What a person is logging in for: the authorization request (RFC 6749 §4.1.1), or the device whose user code was typed
 * (RFC 8628 §3.3).
 *
 * @param login the login
 * @param device the device; empty for an authorization request
 */
record LoginRequest(AuthenticationSessionModel login, Optional<OAuth2DeviceCodeModel> device) {

    private static final String LEFT_OUT_BEFORE =
            AuthorizationEndpoint.LOGIN_SESSION_NOTE_ADDITIONAL_REQ_PARAMS_PREFIX + RequestedScopes.LEFT_OUT;

    /** Empty where no code comes out in the end, such as the password grant, whose request is judged elsewhere. */
    static Optional<LoginRequest> of(KeycloakSession session, AuthenticationSessionModel login) {
        if (!OIDCLoginProtocol.LOGIN_PROTOCOL.equals(login.getProtocol())) {
            return Optional.empty();
        }
        String userCode = login.getClientNote(DeviceGrantType.OAUTH2_DEVICE_VERIFIED_USER_CODE);
        if (userCode != null) {
            return Optional.ofNullable(DeviceEndpoint.getDeviceByUserCode(session, login.getRealm(), userCode))
                    .map(device -> new LoginRequest(login, Optional.of(device)));
        }
        return login.getClientNote(OIDCLoginProtocol.RESPONSE_TYPE_PARAM) == null
                ? Optional.empty()
                : Optional.of(new LoginRequest(login, Optional.empty()));
    }

    ClientModel client() {
        return login.getClient();
    }

    Optional<String> resource() {
        return Optional.ofNullable(
                device.isPresent()
                        ? device.get().getAdditionalParams().get(RequestPreparation.DEVICE_RESOURCE)
                        : login.getClientNote(OAuth2Constants.RESOURCE));
    }

    Set<String> scopes() {
        return McpScopes.names(login.getClientNote(OAuth2Constants.SCOPE));
    }

    /** From here on the request means this server. */
    void bindTo(McpServer server) {
        if (device.isEmpty()) {
            login.setClientNote(OAuth2Constants.RESOURCE, server.resource().registered());
        }
    }

    /**
     * Leaves out what is not granted. The client's session will know it too, for the event of the code: where consent
     * is asked for, that of the login cannot say it.
     *
     * @param granted what is
     * @return all scopes that were asked for and left out up to now, before the login too
     */
    Set<String> leaveOut(Set<String> granted) {
        Set<String> leftOut = new LinkedHashSet<>(McpScopes.names(login.getClientNote(LEFT_OUT_BEFORE)));
        leftOut.addAll(McpScopes.names(login.getClientNote(RequestedScopes.LEFT_OUT)));
        leftOut.addAll(RequestedScopes.without(scopes(), granted));
        login.setClientNote(RequestedScopes.LEFT_OUT, Audit.scopes(leftOut));
        return leftOut;
    }

    /** From here on the request asks for no more than these: for them alone is consent asked, and the code has them. */
    void narrow(KeycloakSession session, Set<String> granted) {
        if (scopes().equals(granted)) {
            return;
        }
        Set<String> dropped = client().getClientScopes(false).values().stream()
                .filter(scope -> !granted.contains(scope.getName()))
                .map(ClientScopeModel::getId)
                .collect(Collectors.toSet());
        login.setClientScopes(login.getClientScopes().stream()
                .filter(id -> !dropped.contains(id))
                .collect(Collectors.toSet()));
        String scope = String.join(" ", granted);
        login.setClientNote(OAuth2Constants.SCOPE, scope);
        device.ifPresent(code -> narrow(session, code, scope));
    }

    /** The device's token is made from the device code, which knows nothing of the login's notes. */
    private static void narrow(KeycloakSession session, OAuth2DeviceCodeModel code, String scope) {
        Map<String, String> data = new HashMap<>(code.toMap());
        data.put(OAuth2Constants.SCOPE, scope);
        session.singleUseObjects().replace(code.serializeKey(), data);
    }
}

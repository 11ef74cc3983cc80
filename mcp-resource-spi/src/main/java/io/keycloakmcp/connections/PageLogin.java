/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.connections;

import jakarta.ws.rs.core.Response;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.AuthorizationEndpointBase;
import org.keycloak.protocol.LoginProtocol;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.utils.OIDCResponseType;
import org.keycloak.services.Urls;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.sessions.CommonClientSessionModel;

/**
 * Lets a person sign in who opens a page of the realm itself. It is a login at the client {@code account}, which
 * Keycloak has for such pages, but its redirect URIs lead to Keycloak's own pages alone; so the login is begun here,
 * where the page that it leads back to is known, and not by a request that anybody could make. The page gets no code
 * and no token (OAuth 2.0 Multiple Response Type Encoding Practices §4): it goes by the cookie.
 */
final class PageLogin extends AuthorizationEndpointBase {

    PageLogin(KeycloakSession session) {
        super(
                session,
                new EventBuilder(
                        session.getContext().getRealm(),
                        session,
                        session.getContext().getConnection()));
    }

    /**
     * Begins a login.
     *
     * @param account the client {@code account}
     * @param page the page that it leads back to
     * @return the redirect to the login page
     */
    Response begin(ClientModel account, String page) {
        event.event(EventType.LOGIN).client(account);
        checkSsl();
        checkRealm();
        session.getContext().setClient(account);
        AuthenticationSessionModel login = createAuthenticationSession(account, null);
        login.setProtocol(OIDCLoginProtocol.LOGIN_PROTOCOL);
        login.setAction(CommonClientSessionModel.Action.AUTHENTICATE.name());
        login.setRedirectUri(page);
        login.setClientNote(OIDCLoginProtocol.REDIRECT_URI_PARAM, page);
        login.setClientNote(OIDCLoginProtocol.RESPONSE_TYPE_PARAM, OIDCResponseType.NONE);
        login.setClientNote(
                OIDCLoginProtocol.ISSUER,
                Urls.realmIssuer(session.getContext().getUri().getBaseUri(), realm.getName()));
        LoginProtocol protocol = session.getProvider(LoginProtocol.class, OIDCLoginProtocol.LOGIN_PROTOCOL);
        return handleBrowserAuthenticationRequest(login, protocol, false, true);
    }
}

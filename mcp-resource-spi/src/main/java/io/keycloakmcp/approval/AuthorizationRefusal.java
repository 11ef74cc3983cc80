/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.approval;

import io.keycloakmcp.resource.AuditTerms;
import io.keycloakmcp.resource.PolicyListener;
import io.keycloakmcp.resource.RealmUrls;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.keycloak.OAuth2Constants;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.endpoints.request.AuthorizationEndpointRequest;
import org.keycloak.protocol.oidc.endpoints.request.AuthorizationEndpointRequestParserProcessor;
import org.keycloak.protocol.oidc.endpoints.request.AuthorizationEndpointRequestParserProcessor.EndpointType;
import org.keycloak.protocol.oidc.utils.OIDCRedirectUriBuilder;
import org.keycloak.protocol.oidc.utils.OIDCResponseMode;
import org.keycloak.protocol.oidc.utils.OIDCResponseType;
import org.keycloak.protocol.oidc.utils.RedirectUtils;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.context.PreAuthorizationRequestContext;
import org.keycloak.util.TokenUtil;

/**
 * Answers authorization requests of MCP clients that are not let in, where Keycloak would show a page that leads
 * nowhere: the client gets an error at its redirect URI (RFC 6749 §4.1.2.1), with {@code state} and {@code iss}. A
 * client that gets no answer at all registers again, and waits again.
 */
final class AuthorizationRefusal implements PolicyListener {

    private final KeycloakSession session;

    AuthorizationRefusal(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void onEvent(ClientPolicyContext context) {
        if (context instanceof PreAuthorizationRequestContext request && request.getClientId() != null) {
            Optional.ofNullable(session.getContext().getRealm().getClientByClientId(request.getClientId()))
                    .filter(client -> !client.isEnabled())
                    .ifPresent(client -> {
                        Reconsideration.of(client);
                        ClosedDoor.before(client).ifPresent(door -> refuse(request, client, door));
                    });
        }
    }

    private void refuse(PreAuthorizationRequestContext context, ClientModel client, ClosedDoor door) {
        RealmModel realm = session.getContext().getRealm();
        session.getContext().setClient(client);
        EventBuilder event = new EventBuilder(
                        realm, session, session.getContext().getConnection())
                .event(EventType.LOGIN)
                .client(client);
        AuthorizationEndpointRequest request = AuthorizationEndpointRequestParserProcessor.parseRequest(
                event, session, client, context.getRequestParameters(), EndpointType.OIDC_AUTH_ENDPOINT);
        String redirectUri = RedirectUtils.verifyRedirectUri(
                session,
                client.getRootUrl(),
                request.getRedirectUri(),
                client.getRedirectUris(),
                TokenUtil.isOIDCRequest(request.getScope()));
        if (redirectUri == null) {
            // Nobody may be sent anywhere. Who ends such requests with a page comes later.
            return;
        }
        event.detail(AuditTerms.RULE, door.rule())
                .detail(Details.REASON, door.description())
                .error(door.error());
        OIDCRedirectUriBuilder answer = OIDCRedirectUriBuilder.fromUri(redirectUri, mode(request), session, null)
                .addParam(OAuth2Constants.ERROR, door.error())
                .addParam(OAuth2Constants.ERROR_DESCRIPTION, door.description());
        if (request.getState() != null) {
            answer.addParam(OAuth2Constants.STATE, request.getState());
        }
        answer.addParam(OAuth2Constants.ISSUER, RealmUrls.of(session, realm).issuer());
        throw new WebApplicationException(withBody(answer.build()));
    }

    private static OIDCResponseMode mode(AuthorizationEndpointRequest request) {
        try {
            return OIDCResponseMode.parse(request.getResponseMode(), OIDCResponseType.parse(request.getResponseType()));
        } catch (IllegalArgumentException e) {
            return OIDCResponseMode.parseWhenInvalidResponseType(request.getResponseMode());
        }
    }

    /** What is thrown without a body gets Keycloak's error page for one, and loses where it leads. */
    private static Response withBody(Response answer) {
        return answer.hasEntity()
                ? answer
                : Response.fromResponse(answer)
                        .type(MediaType.TEXT_HTML_TYPE)
                        .entity("")
                        .build();
    }
}

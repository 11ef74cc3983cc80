/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.cimd;

import io.keycloakmcp.client.Admission;
import io.keycloakmcp.client.ClientArrival;
import io.keycloakmcp.client.Decision;
import io.keycloakmcp.resource.AuditTerms;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.keycloak.OAuthErrorException;
import org.keycloak.authentication.AuthenticationFlowError;
import org.keycloak.authentication.ClientAuthenticationFlowContext;
import org.keycloak.authentication.authenticators.client.JWTClientAuthenticator;
import org.keycloak.events.Details;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.idm.OAuth2ErrorRepresentation;

/**
 * Lets clients in that come with a URL as their id to an endpoint where they authenticate: for a token, a pushed
 * authorization request (RFC 9126) or a device (RFC 8628), before Keycloak looks for them. It also sees to it that they
 * use a method that their document lists (SEP-3149): Keycloak knows one for each client, and some have two. The keys of
 * those that sign are fetched here, and so are those of registered clients that publish theirs (RFC 7591 §2).
 */
final class UrlClientArrival implements ClientArrival {

    /** Where flows begin, besides the authorization endpoint. */
    private static final List<String> BEGINNINGS =
            List.of("/protocol/openid-connect/ext/par/request", "/protocol/openid-connect/auth/device");

    private static final String TOKEN = "/protocol/openid-connect/token";

    private static final Decision OTHER_METHOD = Decision.refused(
            "auth_method",
            "The client may not authenticate this way. Use a method that its metadata document lists: none or"
                    + " private_key_jwt");

    private final KeycloakSession session;
    private final JWTClientAuthenticator keycloak = new JWTClientAuthenticator();

    UrlClientArrival(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void beforeLookUp(ClientAuthenticationFlowContext context) {
        PresentedClient.of(context).ifPresent(presented -> {
            try {
                if (presented.isUrl() && isToBeAdmitted(context, presented)) {
                    clients().admit(presented.clientId());
                }
                if (presented.assertion().isPresent()) {
                    clients()
                            .provideKeys(presented.clientId(), presented.keyId().orElse(null));
                }
            } catch (RefusedClient e) {
                // Keycloak finds no such client, or no such key, and ends this event.
                context.getEvent().detail(AuditTerms.RULE, e.rule()).detail(Details.REASON, e.reason());
            }
        });
    }

    private UrlClients clients() {
        return session.getProvider(UrlClients.class);
    }

    /**
     * What a client may do at the token endpoint was decided before: there it need only be there. One that signs is not
     * looked at here, because this request would then not see keys that come after.
     */
    private static boolean isToBeAdmitted(ClientAuthenticationFlowContext context, PresentedClient presented) {
        String path = context.getUriInfo().getPath();
        return BEGINNINGS.stream().anyMatch(path::endsWith)
                || (path.endsWith(TOKEN)
                        && (presented.assertion().isPresent()
                                || context.getRealm().getClientByClientId(presented.clientId()) == null));
    }

    @Override
    public boolean authenticates(ClientAuthenticationFlowContext context) {
        Optional<PresentedClient> presented = PresentedClient.of(context).filter(PresentedClient::isUrl);
        Optional<ClientModel> client = presented
                .map(known -> context.getRealm().getClientByClientId(known.clientId()))
                .filter(ImportedClients::isOne);
        return client.isPresent() && authenticates(context, presented.get(), client.get());
    }

    private boolean authenticates(
            ClientAuthenticationFlowContext context, PresentedClient presented, ClientModel client) {
        Optional<Decision> refusal = Admission.of(context.getRealm()).refusalOfPresent(client);
        if (refusal.isPresent()) {
            refuse(context, client, refusal.get());
            return true;
        }
        Set<AuthMethod> methods = AuthMethod.of(client);
        if (!isAsImported(client, methods)) {
            // An administrator decided otherwise, and what that means Keycloak knows.
            return false;
        }
        boolean signs = presented.assertion().isPresent();
        if (presented.hasSecret() || (signs && !methods.contains(AuthMethod.PRIVATE_KEY_JWT))) {
            refuse(context, client, OTHER_METHOD);
            return true;
        }
        if (signs && client.isPublicClient()) {
            keycloak.authenticateClient(context);
            return true;
        }
        return false;
    }

    private static boolean isAsImported(ClientModel client, Set<AuthMethod> methods) {
        boolean signs = JWTClientAuthenticator.PROVIDER_ID.equals(client.getClientAuthenticatorType());
        return !methods.isEmpty()
                && client.isPublicClient() == methods.contains(AuthMethod.NONE)
                && signs == methods.contains(AuthMethod.PRIVATE_KEY_JWT);
    }

    private static void refuse(ClientAuthenticationFlowContext context, ClientModel client, Decision decision) {
        context.setClient(client);
        context.getEvent()
                .client(client)
                .detail(AuditTerms.RULE, decision.rule())
                .detail(Details.REASON, decision.message());
        context.failure(
                AuthenticationFlowError.INVALID_CLIENT_CREDENTIALS,
                Response.status(Response.Status.UNAUTHORIZED)
                        .type(MediaType.APPLICATION_JSON)
                        .entity(new OAuth2ErrorRepresentation(OAuthErrorException.INVALID_CLIENT, decision.message()))
                        .build());
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.registration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.client.ClientState;
import io.keycloakmcp.client.Decision;
import io.keycloakmcp.client.Onboarding;
import io.keycloakmcp.client.RegisteredMetadata;
import io.keycloakmcp.client.WaitingClient;
import io.keycloakmcp.resource.RealmUrls;
import io.keycloakmcp.resource.ServerConsent;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.context.DynamicClientUnregisterContext;
import org.keycloak.services.clientpolicy.context.DynamicClientUpdateContext;
import org.keycloak.services.clientpolicy.context.DynamicClientUpdatedContext;
import org.keycloak.services.clientpolicy.context.DynamicClientViewContext;
import org.keycloak.services.clientregistration.ClientRegistrationAuth;
import org.keycloak.services.clientregistration.ClientRegistrationTokenUtils;
import org.keycloak.services.clientregistration.DefaultClientRegistrationContext;
import org.keycloak.services.clientregistration.policy.RegistrationAuth;
import org.keycloak.services.managers.ClientManager;
import org.keycloak.services.managers.RealmManager;

/**
 * The registration of one MCP client, for whoever has its registration access token (RFC 7592 §2):
 * {@code /realms/{realm}/clients-registrations/mcp/{client_id}}. To all others it answers 401, whether there is such a
 * client or not.
 */
@Produces(MediaType.APPLICATION_JSON)
public final class ClientConfigurationResource {

    private final KeycloakSession session;
    private final McpClientRegistration provider;
    private final RealmModel realm;
    private final ClientRegistrationAuth auth;
    private final String clientId;

    ClientConfigurationResource(KeycloakSession session, McpClientRegistration provider, String clientId) {
        this.session = session;
        this.provider = provider;
        this.realm = session.getContext().getRealm();
        this.auth = provider.getAuth();
        this.clientId = clientId;
    }

    /** What may be refused on the way to an answer. */
    @FunctionalInterface
    private interface Request {
        Response answer(ClientModel client) throws RegistrationError, ClientPolicyException;
    }

    /**
     * Answers the CORS preflight of browser clients.
     *
     * @return 200
     */
    @OPTIONS
    public Response preflight() {
        return RegistrationAnswer.preflight("GET", "PUT", "DELETE", "OPTIONS");
    }

    /**
     * Shows the registration. The token stays the same: an answer that gets lost must not lock the client out.
     *
     * @return 200 with what is registered; 401 without the client's token; 403 if an administrator keeps the client out
     */
    @GET
    public Response read() {
        return answer(EventType.CLIENT_INFO, client -> {
            tellPolicies(new DynamicClientViewContext(session, client, auth.getJwt(), realm));
            String token = ClientRegistrationTokenUtils.updateTokenSignature(session, auth);
            return shown(client, token);
        });
    }

    /**
     * Replaces the registration; what is missing gets its default. The same rules decide as when a client registers, so
     * one that an administrator has approved may have to wait again. The token is replaced: of one that has leaked, the
     * owner notices at the next change.
     *
     * @param body the client metadata, with {@code client_id}
     * @return 200 with what is registered now, and another token; 400 with what to change; 401 and 403 as for reading
     */
    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    public Response replace(String body) {
        return answer(EventType.CLIENT_UPDATE, client -> {
            RegistrationRequest request = RegistrationRequest.read(session, body);
            request.describe(provider.getEvent());
            requireSameClient(request.sent(), client);
            Decision decision = request.decide(realm, auth.getRegistrationAuth() == RegistrationAuth.AUTHENTICATED);
            if (decision.isRefused()) {
                throw RegistrationError.of(decision);
            }
            if (!new ManagementToken(session, client).hold(auth.getJwt().getId())) {
                throw tokenInvalid();
            }
            ClientDraft draft =
                    ClientDraft.update(realm, client, request.withPublishedKeys(session), decision.product());
            change(client, draft, decision);
            provider.getEvent().detail("mcp_dropped", String.join(", ", request.dropped(draft.registered())));
            String token = ClientRegistrationTokenUtils.updateRegistrationAccessToken(
                    session, realm, client, auth.getRegistrationAuth(), null);
            return shown(client, token);
        });
    }

    /**
     * Removes the client, and all that it was granted.
     *
     * @return 204; 401 and 403 as for reading
     */
    @DELETE
    public Response remove() {
        return answer(EventType.CLIENT_DELETE, client -> {
            if (!new ManagementToken(session, client).hold(auth.getJwt().getId())) {
                throw tokenInvalid();
            }
            tellPolicies(new DynamicClientUnregisterContext(session, client, auth.getJwt(), realm));
            new ClientManager(new RealmManager(session)).removeClient(realm, client);
            return RegistrationAnswer.empty();
        });
    }

    private Response answer(EventType type, Request request) {
        provider.getEvent().event(type);
        try {
            Response answer = request.answer(authorized());
            provider.getEvent().success();
            return answer;
        } catch (RegistrationError e) {
            session.getTransactionManager().setRollbackOnly();
            return RegistrationAnswer.refusal(e, realm, provider.getEvent());
        } catch (ClientPolicyException e) {
            session.getTransactionManager().setRollbackOnly();
            return RegistrationAnswer.refusal(
                    RegistrationError.policy(e.getError(), e.getErrorDetail()), realm, provider.getEvent());
        }
    }

    private ClientModel authorized() throws RegistrationError {
        provider.requireVerifiedToken();
        ClientModel client = Optional.ofNullable(realm.getClientByClientId(clientId))
                .filter(found -> auth.isRegistrationAccessToken())
                .filter(found -> auth.getJwt().getId().equals(found.getRegistrationToken()))
                .filter(found -> Onboarding.of(found)
                        .filter(Onboarding.REGISTRATION::equals)
                        .isPresent())
                .orElseThrow(ClientConfigurationResource::tokenInvalid);
        provider.getEvent().client(client);
        if (ClientState.of(client) == ClientState.BLOCKED) {
            throw RegistrationError.denied(
                    Response.Status.FORBIDDEN,
                    "client_blocked",
                    "The administrator of the realm does not let this client in. Ask for the reason there");
        }
        return client;
    }

    private static RegistrationError tokenInvalid() {
        return RegistrationError.token(
                "registration_access_token_invalid",
                "This is not the client's registration access token, or there is no such client. Send the latest token"
                        + " that was given to the client");
    }

    /** RFC 7592 §2.2. The other members that the server sends may come back, and mean nothing. */
    private static void requireSameClient(ObjectNode sent, ClientModel client) throws RegistrationError {
        if (!sent.path(RegistrationRequest.CLIENT_ID).asText().equals(client.getClientId())) {
            throw RegistrationError.metadata(
                    "client_id must be that of the client. Send the one that it registered with");
        }
        JsonNode secret = sent.path(RegistrationRequest.CLIENT_SECRET);
        if (!client.isPublicClient()
                && !secret.isMissingNode()
                && !secret.isNull()
                && !secret.asText().equals(client.getSecret())) {
            throw RegistrationError.metadata("client_secret must be the one that the client has. Leave it out");
        }
    }

    private void change(ClientModel client, ClientDraft draft, Decision decision) throws ClientPolicyException {
        ClientIdentity before = ClientIdentity.of(RegisteredMetadata.of(client).json());
        var context = new DefaultClientRegistrationContext(session, draft.representation(), provider);
        tellPolicies(new DynamicClientUpdateContext(context, client, auth.getJwt(), realm));
        draft.applyTo(client, session);
        boolean another = !before.equals(ClientIdentity.of(draft.registered()));
        if (another) {
            ServerConsent.askAnew(client);
        }
        if (decision.outcome() == Decision.Outcome.PENDING && another) {
            ClientState.PENDING.set(client);
            new WaitingClient(client.getId(), client.getClientId(), draft.registered()).announce(session);
        } else if (decision.outcome() == Decision.Outcome.ACCEPTED) {
            ClientState.ACTIVE.set(client);
        }
        session.getContext().setClient(client);
        tellPolicies(new DynamicClientUpdatedContext(session, client, auth.getJwt(), realm));
    }

    /** The administrator's own client policies have their say. */
    private void tellPolicies(ClientPolicyContext context) throws ClientPolicyException {
        session.clientPolicy().triggerOnEvent(context);
    }

    private Response shown(ClientModel client, String token) {
        return RegistrationAnswer.of(
                Response.Status.OK, Enrolled.of(client, Optional.of(token)).json(RealmUrls.of(session, realm)));
    }
}

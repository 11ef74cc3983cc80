/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.registration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.client.Admission;
import io.keycloakmcp.client.ClientSettings;
import io.keycloakmcp.client.ClientState;
import io.keycloakmcp.client.Decision;
import io.keycloakmcp.client.Product;
import io.keycloakmcp.client.SourceAddress;
import io.keycloakmcp.client.WaitingClient;
import io.keycloakmcp.resource.AuditTerms;
import io.keycloakmcp.resource.RealmUrls;
import jakarta.persistence.LockTimeoutException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Optional;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;
import org.keycloak.services.ErrorResponseException;
import org.keycloak.services.clientregistration.AbstractClientRegistrationProvider;

/**
 * Dynamic registration of MCP clients (RFC 7591 §3): {@code /realms/{realm}/clients-registrations/mcp}, in realms that
 * have MCP servers; in other realms it does not exist. It lets in whom the administrator said. The realm's own
 * registration endpoints, and their policies, are left as they are.
 */
public final class McpClientRegistration extends AbstractClientRegistrationProvider {

    private static final String OUTCOME = "mcp_outcome";

    private final RegistrationRate rate;

    McpClientRegistration(KeycloakSession session, RegistrationRate rate) {
        super(session);
        this.rate = rate;
    }

    /**
     * Answers the CORS preflight of browser clients.
     *
     * @return 200
     */
    @OPTIONS
    public Response preflight() {
        return RegistrationAnswer.preflight("POST", "OPTIONS");
    }

    /**
     * Registers a client. A public client that is registered already is answered the same, and nothing is made.
     *
     * @param body the client metadata
     * @return 201 with what was registered; 400 with an error code of RFC 7591 §3.2.2 and what to change; 401 for a bad
     *     initial access token; 404 if registration is off; 429 if there were too many
     */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response register(String body) {
        event.event(EventType.CLIENT_REGISTER);
        RealmModel realm = session.getContext().getRealm();
        try {
            SourceAddress source = SourceAddress.of(session.getContext().getConnection());
            requireRate(realm, source);
            requireVerifiedToken();
            Voucher voucher = Voucher.of(auth);
            Optional<Decision> closed =
                    Admission.of(realm).ofRegistrant(voucher.initialAccess().isPresent());
            if (closed.isPresent()) {
                throw RegistrationError.of(closed.get());
            }
            RegistrationRequest request = RegistrationRequest.read(session, body);
            Decision decision = request.decide(realm, voucher.initialAccess().isPresent());
            describe(request, decision);
            if (decision.isRefused()) {
                throw RegistrationError.of(decision);
            }
            Enrolled client =
                    new Enrolment(session, this, voucher, source).enrol(request.withPublishedKeys(session), decision);
            return answer(request, client);
        } catch (RegistrationError e) {
            return RegistrationAnswer.refusal(e, realm, event);
        }
    }

    /**
     * The registration of one client (RFC 7592 §2).
     *
     * @param clientId its client id
     * @return what answers for it
     */
    @Path("{clientId}")
    public ClientConfigurationResource client(@PathParam("clientId") String clientId) {
        return new ClientConfigurationResource(session, this, clientId);
    }

    /** Requests that are too many are counted and answered, and only the first of a minute is worth an event. */
    private void requireRate(RealmModel realm, SourceAddress source) throws RegistrationError {
        Optional<RegistrationRate.Excess> excess =
                rate.count(realm.getId(), source, ClientSettings.of(realm).registration());
        if (excess.isPresent()) {
            RegistrationError error = RegistrationError.later(
                    excess.get().rule(),
                    "Too many registrations at present. Try again after the time that Retry-After says",
                    excess.get().delay());
            throw excess.get().first() ? error : error.noted();
        }
    }

    /** Keycloak verifies the token, if there is one, and ends the event if it is none of this realm. */
    void requireVerifiedToken() throws RegistrationError {
        String rule = "token_invalid";
        event.detail(AuditTerms.RULE, rule);
        try {
            auth.resolveRegistrationAuth();
            event.removeDetail(AuditTerms.RULE);
        } catch (ErrorResponseException e) {
            throw RegistrationError.token(
                            rule,
                            "The token is no valid token of this realm. Send it as it was issued, or ask for another one")
                    .noted();
        } catch (ModelException | LockTimeoutException e) {
            // An initial access token is locked while it is used, and others wait for it, but not for ever.
            session.getTransactionManager().setRollbackOnly();
            throw RegistrationError.later(
                    "initial_access_token_busy",
                    "Others use the same initial access token at this moment. Try again after the time that Retry-After"
                            + " says",
                    Duration.ofSeconds(1));
        }
    }

    private void describe(RegistrationRequest request, Decision decision) {
        request.describe(event);
        event.detail("mcp_product", decision.product().map(Product::name).orElse(null));
    }

    private Response answer(RegistrationRequest request, Enrolled client) {
        RealmModel realm = session.getContext().getRealm();
        boolean isNew = client.token().isPresent();
        boolean waits = client.state() == ClientState.PENDING;
        ObjectNode registered = client.metadata();
        event.client(client.clientId())
                .detail(OUTCOME, waits ? Decision.Outcome.PENDING.wire() : isNew ? "accepted" : "reused")
                .detail("mcp_dropped", String.join(", ", request.dropped(registered)));
        event.success();
        if (waits && isNew) {
            new WaitingClient(client.uuid(), client.clientId(), registered).announce(session);
        }
        return RegistrationAnswer.of(Response.Status.CREATED, client.json(RealmUrls.of(session, realm)));
    }
}

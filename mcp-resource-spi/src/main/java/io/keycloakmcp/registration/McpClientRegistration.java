/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.registration;

import io.keycloakmcp.client.Admission;
import io.keycloakmcp.client.ClientBlueprint;
import io.keycloakmcp.client.Decision;
import io.keycloakmcp.client.Onboarding;
import io.keycloakmcp.client.Product;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.keycloak.OAuth2Constants;
import org.keycloak.common.util.Time;
import org.keycloak.events.Details;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.OAuth2ErrorRepresentation;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.context.DynamicClientRegisterContext;
import org.keycloak.services.clientpolicy.context.DynamicClientRegisteredContext;
import org.keycloak.services.clientregistration.AbstractClientRegistrationProvider;
import org.keycloak.services.clientregistration.DefaultClientRegistrationContext;
import org.keycloak.services.cors.Cors;
import org.keycloak.services.managers.ClientManager;

/**
 * Dynamic registration of MCP clients (RFC 7591 §3): {@code /realms/{realm}/clients-registrations/mcp}. It is open to
 * everybody in realms that have MCP servers, and lets in only clients whose redirect URIs cannot lead a code astray; in
 * other realms it does not exist. The realm's own registration endpoints, and their policies, are left as they are.
 */
public final class McpClientRegistration extends AbstractClientRegistrationProvider {

    private static final List<String> CODE = List.of(OAuth2Constants.CODE);
    private static final long NEVER = 0;

    McpClientRegistration(KeycloakSession session) {
        super(session);
    }

    /**
     * Answers the CORS preflight of browser clients.
     *
     * @return 200
     */
    @OPTIONS
    public Response preflight() {
        return Cors.builder().preflight().allowedMethods("POST", "OPTIONS").add(Response.ok());
    }

    /**
     * Registers a client.
     *
     * @param body the client metadata
     * @return 201 with what was registered; 400 with an error code of RFC 7591 §3.2.2 and what to change
     */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response register(String body) {
        event.event(EventType.CLIENT_REGISTER);
        try {
            ClientMetadata metadata = ClientMetadata.read(body);
            Decision decision =
                    Admission.of(session.getContext().getRealm()).ofRegistration(metadata.redirectUris(), false);
            if (decision.isRefused()) {
                throw RegistrationError.redirectUri(decision.message());
            }
            ClientModel client = create(metadata, decision.product());
            event.client(client.getClientId())
                    .detail("client_name", metadata.name())
                    .detail(Details.REDIRECT_URI, String.join(" ", metadata.redirectUris()))
                    .success();
            return answer(Response.status(Response.Status.CREATED).entity(registered(client, metadata)));
        } catch (RegistrationError e) {
            event.detail(Details.REASON, e.getMessage()).error(e.code());
            return answer(Response.status(Response.Status.BAD_REQUEST)
                    .entity(new OAuth2ErrorRepresentation(e.code(), e.getMessage())));
        } catch (ClientPolicyException e) {
            session.getTransactionManager().setRollbackOnly();
            event.detail(Details.REASON, e.getErrorDetail()).error(e.getError());
            return answer(Response.status(Response.Status.BAD_REQUEST)
                    .entity(new OAuth2ErrorRepresentation(e.getError(), e.getErrorDetail())));
        }
    }

    /** RFC 7591 §3.2.1; readable from any origin, because browser clients register too. */
    private static Response answer(Response.ResponseBuilder answer) {
        return Cors.builder()
                .allowAllOrigins()
                .add(answer.type(MediaType.APPLICATION_JSON).header(HttpHeaders.CACHE_CONTROL, "no-store"));
    }

    private ClientModel create(ClientMetadata metadata, Optional<Product> product) throws ClientPolicyException {
        RealmModel realm = session.getContext().getRealm();
        ClientRepresentation representation = representation(realm, metadata, product);
        var context = new DefaultClientRegistrationContext(session, representation, this);
        // The administrator's own client policies have their say, before and after.
        session.clientPolicy().triggerOnEvent(new DynamicClientRegisterContext(context, auth.getJwt(), realm));
        ClientModel client = ClientManager.createClient(session, realm, representation);
        if (metadata.authMethod() != AuthMethod.NONE) {
            KeycloakModelUtils.generateSecret(client);
        }
        session.getContext().setClient(client);
        session.clientPolicy()
                .triggerOnEvent(new DynamicClientRegisteredContext(context, client, auth.getJwt(), realm));
        return client;
    }

    private static ClientRepresentation representation(
            RealmModel realm, ClientMetadata metadata, Optional<Product> product) {
        ClientRepresentation client = new ClientBlueprint(
                        Onboarding.REGISTRATION,
                        KeycloakModelUtils.generateId(),
                        metadata.name(),
                        metadata.redirectUris(),
                        metadata.grantTypes(),
                        metadata.scopes().orElse(Set.of()),
                        metadata.clientUri(),
                        metadata.policyUri(),
                        metadata.tosUri(),
                        product)
                .representation(realm);
        client.setPublicClient(metadata.authMethod() == AuthMethod.NONE);
        client.setClientAuthenticatorType(KeycloakModelUtils.getDefaultClientAuthenticatorType());
        return client;
    }

    private RegisteredClient registered(ClientModel client, ClientMetadata metadata) {
        boolean confidential = metadata.authMethod() != AuthMethod.NONE;
        return new RegisteredClient(
                client.getClientId(),
                TimeUnit.MILLISECONDS.toSeconds(Time.currentTimeMillis()),
                confidential ? client.getSecret() : null,
                confidential ? NEVER : null,
                metadata.name(),
                metadata.redirectUris(),
                metadata.grantTypes(),
                CODE,
                metadata.authMethod().wire(),
                metadata.scopes()
                        .map(scopes -> granted(client, scopes))
                        .filter(scope -> !scope.isEmpty())
                        .orElse(null),
                metadata.clientUri().orElse(null),
                metadata.policyUri().orElse(null),
                metadata.tosUri().orElse(null),
                metadata.applicationType().orElse(null),
                metadata.softwareId().orElse(null),
                metadata.softwareVersion().orElse(null));
    }

    /** What it named and may ask for. The rest is left out: a registration is no reason to fail over a scope. */
    private static String granted(ClientModel client, Set<String> named) {
        Set<String> optional = client.getClientScopes(false).keySet();
        return named.stream()
                .filter(name -> name.equals(OAuth2Constants.SCOPE_OPENID) || optional.contains(name))
                .collect(Collectors.joining(" "));
    }
}

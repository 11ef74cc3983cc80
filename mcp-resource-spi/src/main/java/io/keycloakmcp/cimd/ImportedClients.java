/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.cimd;

import io.keycloakmcp.client.CachedDocument;
import io.keycloakmcp.client.ClientCreation;
import io.keycloakmcp.client.ClientKeys;
import io.keycloakmcp.client.ClientState;
import io.keycloakmcp.client.Decision;
import io.keycloakmcp.client.Onboarding;
import io.keycloakmcp.resource.AuditTerms;
import io.keycloakmcp.resource.McpClient;
import io.keycloakmcp.resource.ServerConsent;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.keycloak.common.ClientConnection;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oauth2.cimd.clientpolicy.context.CimdClientRegisterContext;
import org.keycloak.protocol.oauth2.cimd.clientpolicy.context.CimdClientRegisteredContext;
import org.keycloak.protocol.oauth2.cimd.clientpolicy.context.CimdClientUpdateContext;
import org.keycloak.protocol.oauth2.cimd.clientpolicy.context.CimdClientUpdatedContext;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.services.clientpolicy.ClientPolicyException;

/** Makes clients of a realm from their documents, and lets them follow these. */
final class ImportedClients {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final ClientConnection connection;

    /**
     * The clients of the realm of a session.
     *
     * @param session the session, whose transaction all this happens in
     * @param connection who gave reason to, for events
     */
    ImportedClients(KeycloakSession session, ClientConnection connection) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.connection = connection;
    }

    /** Whether a client came by the URL that is its id. */
    static boolean isOne(ClientModel client) {
        return Onboarding.of(client)
                .filter(Onboarding.CLIENT_ID_METADATA::equals)
                .isPresent();
    }

    /**
     * Makes a client.
     *
     * @param document what it says
     * @param copy the document itself
     * @param decision who let it in, and whether it has to wait
     * @param source the address that counts for how many clients came from it
     * @throws ClientPolicyException if a policy of the administrator is against it
     */
    void create(ClientDocument document, CachedDocument copy, Decision decision, Optional<String> source)
            throws ClientPolicyException {
        ClientRepresentation representation = document.representation(realm, decision);
        source.ifPresent(address -> representation.getAttributes().put(McpClient.SOURCE, address));
        session.clientPolicy().triggerOnEvent(new CimdClientRegisterContext(representation));
        ClientModel client = ClientCreation.create(session, realm, representation);
        copy.keep(client);
        new WrittenFields(client).note();
        if (decision.outcome() == Decision.Outcome.PENDING) {
            ClientState.PENDING.set(client);
        }
        session.clientPolicy().triggerOnEvent(new CimdClientRegisteredContext(client));
        event(EventType.CLIENT_REGISTER, document.clientId())
                .detail("client_name", document.name())
                .detail(Details.REDIRECT_URI, String.join(" ", document.redirectUris()))
                .detail(AuditTerms.RULE, decision.rule())
                .detail("mcp_state", ClientState.of(client).wire())
                .success();
    }

    /**
     * Lets a client follow its document. Who allowed it something is asked again, if its codes go elsewhere now, or
     * others have its keys.
     *
     * @param client the client
     * @param document what the document says now
     * @param copy the document itself
     * @param decision who let it in
     * @throws ClientPolicyException if a policy of the administrator is against it
     */
    void update(ClientModel client, ClientDocument document, CachedDocument copy, Decision decision)
            throws ClientPolicyException {
        ClientRepresentation representation = document.representation(realm, decision);
        session.clientPolicy().triggerOnEvent(new CimdClientUpdateContext(representation, client));
        Set<DocumentField> changed = new WrittenFields(client).update(representation);
        copy.keep(client);
        if (changed.isEmpty()) {
            return;
        }
        if (!Collections.disjoint(changed, DocumentField.IDENTITY)) {
            ServerConsent.askAnew(client);
        }
        tell(client);
        session.clientPolicy().triggerOnEvent(new CimdClientUpdatedContext(client));
        event(EventType.CLIENT_UPDATE, client.getClientId())
                .detail(Details.REDIRECT_URI, String.join(" ", document.redirectUris()))
                .detail("mcp_changed", changed.stream().map(DocumentField::key).collect(Collectors.joining(" ")))
                .success();
    }

    /**
     * Lets a client go on as it is for a while, because its document cannot be had or may not be followed.
     *
     * @param client the client
     * @param copy the document that it has
     * @param refusal why
     * @param until when to look again
     */
    void postpone(ClientModel client, CachedDocument copy, RefusedClient refusal, Instant until) {
        copy.failed(refusal.reason(), until).keep(client);
        event(EventType.CLIENT_UPDATE, client.getClientId())
                .detail(AuditTerms.RULE, refusal.rule())
                .detail(Details.REASON, refusal.reason())
                .error(Errors.INVALID_CLIENT);
    }

    /**
     * Gives a client other keys.
     *
     * @param client the client
     * @param keys the keys
     */
    void update(ClientModel client, ClientKeys keys) {
        keys.keep(client);
        tell(client);
    }

    /** Keycloak lets go of what it knows of a client besides the client itself, such as its keys. */
    private void tell(ClientModel client) {
        session.getKeycloakSessionFactory().publish(new ClientModel.ClientUpdatedEvent() {
            @Override
            public ClientModel getUpdatedClient() {
                return client;
            }

            @Override
            public KeycloakSession getKeycloakSession() {
                return session;
            }
        });
    }

    private EventBuilder event(EventType type, String clientId) {
        return new EventBuilder(realm, session, connection).event(type).client(clientId);
    }
}

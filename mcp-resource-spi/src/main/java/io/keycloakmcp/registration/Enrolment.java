/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.registration;

import io.keycloakmcp.client.Capacity;
import io.keycloakmcp.client.ClientCreation;
import io.keycloakmcp.client.ClientSettings;
import io.keycloakmcp.client.ClientState;
import io.keycloakmcp.client.Decision;
import io.keycloakmcp.client.Onboarding;
import io.keycloakmcp.client.RedirectUri;
import io.keycloakmcp.client.RegisteredMetadata;
import io.keycloakmcp.client.SourceAddress;
import io.keycloakmcp.resource.McpClient;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.context.DynamicClientRegisterContext;
import org.keycloak.services.clientpolicy.context.DynamicClientRegisteredContext;
import org.keycloak.services.clientregistration.ClientRegistrationProvider;
import org.keycloak.services.clientregistration.ClientRegistrationTokenUtils;
import org.keycloak.services.clientregistration.DefaultClientRegistrationContext;
import org.keycloak.services.clientregistration.policy.RegistrationAuth;

/**
 * Brings a client that is let in, or may wait, into the realm. A public client that registers again is the one that
 * there is already: it is found by its id, which is computed from what it says. Clients are made in transactions of
 * their own, so that of several that make the same one at once, on whatever nodes, each gets the one that was made.
 */
final class Enrolment {

    /** How many clients with the same metadata there may be, of which an administrator has changed all but one. */
    private static final int PLACES = 3;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final ClientRegistrationProvider provider;
    private final Voucher voucher;
    private final SourceAddress source;

    Enrolment(KeycloakSession session, ClientRegistrationProvider provider, Voucher voucher, SourceAddress source) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.provider = provider;
        this.voucher = voucher;
        this.source = source;
    }

    /** Carries a refusal out of a transaction that is rolled back for it. */
    private static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Refused(RegistrationError error) {
            super(error);
        }

        RegistrationError error() {
            return (RegistrationError) getCause();
        }
    }

    /**
     * Enrols a client.
     *
     * @param request what it sent
     * @param decision that it is let in, or may wait
     * @return the client; one without a token was there already
     * @throws RegistrationError if an administrator keeps this client out, there is no room, or the administrator's
     *     client policies refuse
     */
    Enrolled enrol(RegistrationRequest request, Decision decision) throws RegistrationError {
        ClientMetadata metadata = request.metadata();
        if (isShared(realm, metadata)) {
            ClientIdentity identity = ClientIdentity.of(metadata.json(Set.of()));
            for (int place = 0; place < PLACES; place++) {
                Optional<Enrolled> enrolled = enrol(identity, place, request, decision);
                if (enrolled.isPresent()) {
                    return enrolled.get();
                }
            }
        }
        return create(McpClient.REGISTERED_ID_PREFIX + KeycloakModelUtils.generateId(), request, decision)
                .orElseThrow();
    }

    /**
     * Tells whether a client would be one that is there already.
     *
     * @param realm the realm
     * @param metadata what it says
     * @return the state of the one that is there; empty if the client would be a new one
     */
    static Optional<ClientState> stateOfPresent(RealmModel realm, ClientMetadata metadata) {
        if (!isShared(realm, metadata)) {
            return Optional.empty();
        }
        ClientIdentity identity = ClientIdentity.of(metadata.json(Set.of()));
        return IntStream.range(0, PLACES)
                .mapToObj(place -> realm.getClientByClientId(identity.clientId(realm.getId(), place)))
                .takeWhile(Objects::nonNull)
                .filter(client -> isUnchanged(client, identity, metadata.redirectUris()))
                .map(ClientState::of)
                .findFirst();
    }

    private static boolean isShared(RealmModel realm, ClientMetadata metadata) {
        return metadata.authMethod() == AuthMethod.NONE
                && ClientSettings.of(realm).registration().reuseClients();
    }

    private Optional<Enrolled> enrol(ClientIdentity identity, int place, RegistrationRequest request, Decision decision)
            throws RegistrationError {
        String clientId = identity.clientId(realm.getId(), place);
        if (realm.getClientByClientId(clientId) == null) {
            Optional<Enrolled> created = create(clientId, request, decision);
            if (created.isPresent()) {
                return created;
            }
        }
        Optional<Enrolled> present = KeycloakModelUtils.runJobInTransactionWithResult(
                session.getKeycloakSessionFactory(),
                session.getContext(),
                own -> share(own, clientId, identity, request, decision),
                "Sharing a registered client");
        if (present.filter(client -> client.state() == ClientState.BLOCKED).isPresent()) {
            throw RegistrationError.of(Decision.KEPT_OUT);
        }
        return present;
    }

    /**
     * The client that is there, unless it is another one by now. From here on several programs have it, so none of them
     * may change it: the first one's token is withdrawn.
     */
    private static Optional<Enrolled> share(
            KeycloakSession own,
            String clientId,
            ClientIdentity identity,
            RegistrationRequest request,
            Decision decision) {
        RealmModel ownRealm = own.getContext().getRealm();
        ClientModel client = ownRealm.getClientByClientId(clientId);
        if (client == null || !isUnchanged(client, identity, request.metadata().redirectUris())) {
            return Optional.empty();
        }
        if (client.getRegistrationToken() != null
                && !identity.equals(ClientIdentity.of(new ManagementToken(own, client).withdraw()))) {
            own.getTransactionManager().setRollbackOnly();
            return Optional.empty();
        }
        if (ClientState.of(client) == ClientState.PENDING && decision.outcome() == Decision.Outcome.ACCEPTED) {
            ClientState.ACTIVE.set(client);
        }
        return Optional.of(Enrolled.of(client, Optional.empty())
                .asAskedBy(ClientDraft.create(ownRealm, clientId, request, Optional.empty(), Optional.empty())
                        .registered()));
    }

    private static boolean isUnchanged(ClientModel client, ClientIdentity identity, List<String> redirectUris) {
        return Onboarding.of(client).filter(Onboarding.REGISTRATION::equals).isPresent()
                && client.isPublicClient()
                && client.isStandardFlowEnabled()
                && identity.equals(
                        ClientIdentity.of(RegisteredMetadata.read(client.getAttribute(RegisteredMetadata.ATTRIBUTE))))
                && redirectUris.stream()
                        .allMatch(
                                redirectUri -> client.getRedirectUris().contains(RedirectUri.withoutPort(redirectUri)));
    }

    /** Empty if another request has made the same client in the meantime. */
    private Optional<Enrolled> create(String clientId, RegistrationRequest request, Decision decision)
            throws RegistrationError {
        Optional<SourceAddress> counted = decision.product().isPresent() ? Optional.empty() : Optional.of(source);
        Optional<Decision> full = new Capacity(session, realm).take(counted.map(SourceAddress::text));
        if (full.isPresent()) {
            throw RegistrationError.of(full.get());
        }
        ClientDraft draft = ClientDraft.create(realm, clientId, request, decision.product(), counted);
        try {
            // The administrator's own client policies have their say, before and after.
            session.clientPolicy()
                    .triggerOnEvent(new DynamicClientRegisterContext(
                            new DefaultClientRegistrationContext(session, draft.representation(), provider),
                            voucher.token().orElse(null),
                            realm));
            Enrolled created = KeycloakModelUtils.runJobInTransactionWithResult(
                    session.getKeycloakSessionFactory(),
                    session.getContext(),
                    own -> create(own, draft, request.metadata().authMethod(), decision.outcome()),
                    "Registering a client");
            // Keycloak has locked it since it was looked up, so nobody else uses it in the meantime.
            voucher.initialAccess().ifPresent(access -> session.realms().decreaseRemainingCount(realm, access));
            return Optional.of(created);
        } catch (ModelDuplicateException e) {
            return Optional.empty();
        } catch (ClientPolicyException e) {
            throw RegistrationError.policy(e.getError(), e.getErrorDetail());
        } catch (Refused e) {
            throw e.error();
        }
    }

    private Enrolled create(KeycloakSession own, ClientDraft draft, AuthMethod authMethod, Decision.Outcome outcome) {
        RealmModel ownRealm = own.getContext().getRealm();
        ClientModel client = ClientCreation.create(own, ownRealm, draft.representation());
        if (authMethod.hasSecret()) {
            KeycloakModelUtils.generateSecret(client);
        }
        if (outcome == Decision.Outcome.PENDING) {
            ClientState.PENDING.set(client);
        }
        own.getContext().setClient(client);
        try {
            own.clientPolicy()
                    .triggerOnEvent(new DynamicClientRegisteredContext(
                            new DefaultClientRegistrationContext(own, draft.representation(), provider),
                            client,
                            voucher.token().orElse(null),
                            ownRealm));
        } catch (ClientPolicyException e) {
            throw new Refused(RegistrationError.policy(e.getError(), e.getErrorDetail()));
        }
        // A software statement stands for what it says, and not for what the client says later.
        RegistrationAuth standing =
                voucher.initialAccess().isPresent() ? RegistrationAuth.AUTHENTICATED : RegistrationAuth.ANONYMOUS;
        return Enrolled.of(
                client,
                Optional.of(ClientRegistrationTokenUtils.updateRegistrationAccessToken(
                        own, ownRealm, client, standing, null)));
    }
}

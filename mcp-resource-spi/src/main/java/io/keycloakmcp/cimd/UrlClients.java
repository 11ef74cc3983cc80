/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.cimd;

import io.keycloakmcp.client.Admission;
import io.keycloakmcp.client.CachedDocument;
import io.keycloakmcp.client.Capacity;
import io.keycloakmcp.client.ClientKeys;
import io.keycloakmcp.client.Decision;
import io.keycloakmcp.client.MetadataMode;
import io.keycloakmcp.client.Onboarding;
import io.keycloakmcp.client.SourceAddress;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.common.Profile;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.Provider;

/**
 * The clients of a realm whose id is the URL of their metadata (draft-ietf-oauth-client-id-metadata-document). They are
 * clients like all others: made when they first come, and brought up to date when they come again and their document
 * has expired. If that fails, they go on as they are.
 */
public final class UrlClients implements Provider {

    private static final Logger LOG = Logger.getLogger(UrlClients.class);

    private final KeycloakSession session;
    private final RealmModel realm;
    private final DocumentSource source;
    private final Flights flights;
    private final Admission admission;

    UrlClients(KeycloakSession session, DocumentSource source, Flights flights) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.source = source;
        this.flights = flights;
        this.admission = Admission.of(realm);
    }

    /** Where documents and keys come from. */
    DocumentSource source() {
        return source;
    }

    /** Lets a client be looked at anew that was refused a moment ago for what its document said. */
    void forgetRefusal(String clientId) {
        source.web().forget(key(clientId));
    }

    /**
     * What the realm has of a client.
     *
     * @param isOurs false if it came another way, and so is none of our business
     * @param copy its document
     * @param refusal why it is not let in any more
     */
    private record Present(boolean isOurs, Optional<CachedDocument> copy, Optional<Decision> refusal) {}

    /**
     * Sees to it that a client is in the realm, and is as its document says, if it may be.
     *
     * @param clientId a URL
     * @throws RefusedClient if it may not
     */
    void admit(String clientId) throws RefusedClient {
        Optional<Present> found = look(clientId);
        if (found.isEmpty()) {
            bringIn(clientId);
            return;
        }
        Present present = found.get();
        if (present.refusal().isPresent()) {
            throw RefusedClient.by(present.refusal().get());
        }
        boolean isFresh = present.copy()
                .filter(copy -> !source.isStale(clientId, copy, now()))
                .isPresent();
        if (present.isOurs() && !isFresh) {
            flights.tryTo(key(clientId), () -> bringUpToDate(clientId, present.copy()));
        }
    }

    private Optional<Present> look(String clientId) {
        return in(clientId)
                .read(client -> ImportedClients.isOne(client)
                        ? new Present(true, CachedDocument.of(client), admission.refusalOfPresent(client))
                        : new Present(false, Optional.empty(), Optional.empty()));
    }

    private OwnTransaction in(String clientId) {
        return new OwnTransaction(session, clientId);
    }

    private String key(String clientId) {
        return realm.getId() + " " + clientId;
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Time.currentTimeMillis());
    }

    private void bringIn(String clientId) throws RefusedClient {
        if (source.settings().mode() == MetadataMode.OFF && Profile.isFeatureEnabled(Profile.Feature.CIMD)) {
            // Then the administrator may have Keycloak's own way, which goes by client policies.
            return;
        }
        Decision decision = admission.ofClientId(clientId);
        if (decision.isRefused()) {
            throw RefusedClient.by(decision);
        }
        flights.join(key(clientId), () -> {
            if (look(clientId).isEmpty()) {
                create(clientId, decision.product().isPresent());
            }
        });
    }

    private void create(String clientId, boolean isKnown) throws RefusedClient {
        source.web().requireNoFailure(key(clientId));
        Documents.Found found = source.find(clientId, isKnown, Optional.empty());
        ClientDocument document = found.document().orElseThrow();
        Decision decision = admission.ofClientIdMetadata(clientId, document.redirectUris());
        if (decision.isRefused()) {
            RefusedClient refusal = RefusedClient.by(decision);
            source.web().remember(key(clientId), refusal);
            throw refusal;
        }
        // Many people behind one address may use the same known product.
        Optional<String> address = isKnown
                ? Optional.empty()
                : Optional.of(
                        SourceAddress.of(session.getContext().getConnection()).text());
        Optional<Decision> full = new Capacity(session, realm).take(address);
        if (full.isPresent()) {
            throw RefusedClient.by(full.get());
        }
        in(clientId).make((clients, none) -> clients.create(document, found.copy(), decision, address));
    }

    private void bringUpToDate(String clientId, Optional<CachedDocument> copy) {
        try {
            followDocument(clientId, copy);
        } catch (RefusedClient e) {
            copy.ifPresent(kept -> postpone(clientId, kept, e));
        } catch (ModelException e) {
            LOG.debugf("Another node brings %s up to date: %s", clientId, e.getMessage());
        }
    }

    private void followDocument(String clientId, Optional<CachedDocument> copy) throws RefusedClient {
        boolean isKnown = admission.ofClientId(clientId).product().isPresent();
        Documents.Found found = source.find(clientId, isKnown, copy);
        in(clientId).write((clients, present) -> {
            if (present.isPresent() && found.document().isPresent()) {
                ClientDocument document = found.document().get();
                Decision decision = admission.ofChangedMetadata(present.get(), document.redirectUris());
                if (decision.isRefused()) {
                    throw RefusedClient.by(decision);
                }
                clients.update(present.get(), document, found.copy(), decision);
            } else {
                present.ifPresent(found.copy()::keep);
            }
        });
    }

    private void postpone(String clientId, CachedDocument copy, RefusedClient refusal) {
        try {
            in(clientId)
                    .write((clients, present) -> present.ifPresent(
                            client -> clients.postpone(client, copy, refusal, now().plus(CacheLifetime.LEAST))));
        } catch (RefusedClient | ModelException e) {
            LOG.debugf("Another node looks for the document of %s: %s", clientId, e.getMessage());
        }
    }

    /**
     * Sees to it that a client's keys are at hand, if they are elsewhere; whether it came by its URL or registered.
     *
     * @param clientId the client
     * @param keyId the key that is needed; {@code null} if that is not said
     * @throws RefusedClient if they cannot be had, and the key is not among those that are known
     */
    void provideKeys(String clientId, String keyId) throws RefusedClient {
        Optional<ClientKeys> known = keys(clientId);
        if (known.isEmpty() || !known.get().isToBeFetched(keyId, now())) {
            return;
        }
        Flights.Work fetch = () -> {
            Optional<ClientKeys> still = keys(clientId).filter(keys -> keys.isToBeFetched(keyId, now()));
            if (still.isPresent()) {
                fetchKeys(clientId, still.get());
            }
        };
        if (!known.get().keys().has(keyId)) {
            flights.join("keys " + key(clientId), fetch);
            return;
        }
        try {
            flights.tryTo("keys " + key(clientId), fetch);
        } catch (RefusedClient e) {
            LOG.debugf("The keys of %s stay as they are: %s", clientId, e.reason());
        }
    }

    private Optional<ClientKeys> keys(String clientId) {
        return in(clientId)
                .read(client -> Onboarding.of(client).flatMap(way -> ClientKeys.of(client)))
                .flatMap(keys -> keys);
    }

    private void fetchKeys(String clientId, ClientKeys known) throws RefusedClient {
        ClientKeys fetched = source.findKeys(known);
        try {
            in(clientId).write((clients, present) -> present.ifPresent(client -> clients.update(client, fetched)));
        } catch (ModelException e) {
            LOG.debugf("Another node has the keys of %s: %s", clientId, e.getMessage());
        }
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}

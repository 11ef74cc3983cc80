/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.cimd;

import com.fasterxml.jackson.databind.JsonNode;
import io.keycloakmcp.client.Admission;
import io.keycloakmcp.client.Capacity;
import io.keycloakmcp.client.ClientCheckResult;
import io.keycloakmcp.client.ClientState;
import io.keycloakmcp.client.Decision;
import io.keycloakmcp.resource.McpClient;
import java.util.Optional;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Answers what would become of a client that comes by a URL, if it came now and the administrator's own client policies
 * let it.
 *
 * @param session the session
 * @param realm the realm that it would come to
 */
record UrlClientCheck(KeycloakSession session, RealmModel realm) {

    /** Has the document that is asked about. */
    private interface Document {
        ClientDocument read(DocumentSource source, boolean isKnown) throws RefusedClient;
    }

    /**
     * Tells what would become of a client id. Its document is fetched, unless the id alone is reason to refuse it.
     *
     * @param clientId the client id
     */
    ClientCheckResult ofClientId(String clientId) {
        return check(
                clientId,
                (source, isKnown) ->
                        source.findNow(clientId, isKnown).document().orElseThrow());
    }

    /**
     * Tells what would become of a client whose document this was.
     *
     * @param json the document
     */
    ClientCheckResult ofDocument(JsonNode json) {
        String clientId = json.path("client_id").asText();
        return check(clientId, (source, isKnown) -> source.read(clientId, isKnown, json));
    }

    private ClientCheckResult check(String clientId, Document asked) {
        Optional<ClientModel> client = Optional.ofNullable(realm.getClientByClientId(clientId));
        Optional<Decision> decided = client.flatMap(this::decided);
        if (decided.isPresent()) {
            return ClientCheckResult.of(decided.get());
        }
        Admission admission = Admission.of(realm);
        Decision early = admission.ofClientId(clientId);
        if (early.isRefused()) {
            return ClientCheckResult.of(early);
        }
        try {
            UrlClients clients = session.getProvider(UrlClients.class);
            clients.forgetRefusal(clientId);
            ClientDocument document =
                    asked.read(clients.source(), early.product().isPresent());
            Decision decision = admission.ofClientIdMetadata(clientId, document.redirectUris());
            Decision last = decision.isRefused() || client.isPresent()
                    ? decision
                    : new Capacity(session, realm).refusal(Optional.empty()).orElse(decision);
            return new ClientCheckResult(
                    last, last.isRefused() ? Optional.empty() : Optional.of(document.json()), document.dropped());
        } catch (RefusedClient e) {
            return ClientCheckResult.of(e.decision());
        }
    }

    /** One that waits is looked at again when it comes. */
    private Optional<Decision> decided(ClientModel client) {
        Optional<Decision> refusal =
                ImportedClients.isOne(client) ? Admission.of(realm).refusalOfPresent(client) : Optional.empty();
        return refusal.or(() -> switch (ClientState.of(client)) {
            case ACTIVE ->
                Optional.of(Decision.present(McpClient.product(client)
                        .flatMap(name -> Admission.of(realm).product(name))));
            case BLOCKED -> Optional.of(Decision.KEPT_OUT);
            case PENDING -> ImportedClients.isOne(client) ? Optional.empty() : Optional.of(Decision.WAITING);
        });
    }
}

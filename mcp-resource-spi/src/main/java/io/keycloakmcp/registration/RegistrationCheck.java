/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.registration;

import com.fasterxml.jackson.databind.JsonNode;
import io.keycloakmcp.client.Admission;
import io.keycloakmcp.client.Capacity;
import io.keycloakmcp.client.ClientCheck;
import io.keycloakmcp.client.ClientCheckResult;
import io.keycloakmcp.client.Decision;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Answers what would become of a registration request that comes without a token. */
final class RegistrationCheck implements ClientCheck {

    private final KeycloakSession session;

    RegistrationCheck(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public ClientCheckResult check(RealmModel realm, JsonNode question) {
        try {
            Optional<Decision> closed = Admission.of(realm).ofRegistrant(false);
            if (closed.isPresent()) {
                return ClientCheckResult.of(closed.get());
            }
            RegistrationRequest request = RegistrationRequest.read(session, question.toString());
            Decision decision = request.decide(realm, false);
            Optional<Decision> full =
                    decision.isRefused() ? Optional.empty() : new Capacity(session, realm).refusal(Optional.empty());
            return full.or(() -> Optional.of(decision).filter(Decision::isRefused))
                    .map(ClientCheckResult::of)
                    .orElseGet(() -> accepted(realm, request, decision));
        } catch (RegistrationError e) {
            return ClientCheckResult.of(Decision.refused(e.rule(), e.getMessage()));
        }
    }

    private static ClientCheckResult accepted(RealmModel realm, RegistrationRequest request, Decision decision) {
        ClientDraft draft = ClientDraft.create(realm, "", request.metadata(), decision.product(), Optional.empty());
        return new ClientCheckResult(decision, Optional.of(draft.registered()), request.dropped(draft.registered()));
    }
}

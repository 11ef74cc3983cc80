/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.registration;

import com.fasterxml.jackson.databind.JsonNode;
import io.keycloakmcp.client.Admission;
import io.keycloakmcp.client.Capacity;
import io.keycloakmcp.client.ClientCheck;
import io.keycloakmcp.client.ClientCheckResult;
import io.keycloakmcp.client.ClientState;
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
            Decision last = decision.isRefused()
                    ? decision
                    : Enrolment.stateOfPresent(realm, request.metadata())
                            .map(state -> again(state, decision))
                            .orElseGet(() -> new Capacity(session, realm)
                                    .refusal(Optional.empty())
                                    .orElse(decision));
            return last.isRefused()
                    ? ClientCheckResult.of(last)
                    : accepted(realm, request.withPublishedKeys(session), last);
        } catch (RegistrationError e) {
            return ClientCheckResult.of(Decision.refused(e.rule(), e.reason()));
        }
    }

    /** What becomes of a client that is there already. Those that wait go in when they would not have to wait now. */
    static Decision again(ClientState state, Decision decision) {
        return switch (state) {
            case BLOCKED -> Decision.KEPT_OUT;
            case PENDING -> decision;
            case ACTIVE ->
                decision.outcome() == Decision.Outcome.PENDING ? Decision.present(decision.product()) : decision;
        };
    }

    private static ClientCheckResult accepted(RealmModel realm, RegistrationRequest request, Decision decision) {
        ClientDraft draft = ClientDraft.create(realm, "", request, decision.product(), Optional.empty());
        return new ClientCheckResult(decision, Optional.of(draft.registered()), request.dropped(draft.registered()));
    }
}

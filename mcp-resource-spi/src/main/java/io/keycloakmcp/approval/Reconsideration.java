/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.approval;

import io.keycloakmcp.client.Admission;
import io.keycloakmcp.client.ClientState;
import io.keycloakmcp.client.Decision;
import io.keycloakmcp.client.Onboarding;
import io.keycloakmcp.client.RegisteredMetadata;
import io.keycloakmcp.resource.McpClient;
import java.util.List;
import java.util.Optional;
import org.keycloak.models.ClientModel;

/**
 * Lets in clients that wait, if they would not have to wait any more: an administrator approved their whole product, or
 * opened the door for all. They are looked at when they come, and never searched for.
 */
final class Reconsideration {

    private Reconsideration() {}

    static void of(ClientModel client) {
        if (ClientState.of(client) != ClientState.PENDING) {
            return;
        }
        decision(client)
                .filter(decision -> decision.outcome() == Decision.Outcome.ACCEPTED)
                .ifPresent(decision -> {
                    ClientState.ACTIVE.set(client);
                    decision.product().ifPresent(product -> client.setAttribute(McpClient.PRODUCT, product.name()));
                });
    }

    private static Optional<Decision> decision(ClientModel client) {
        Admission admission = Admission.of(client.getRealm());
        List<String> redirectUris = RegisteredMetadata.of(client).redirectUris();
        return Onboarding.of(client).flatMap(way -> switch (way) {
            case REGISTRATION -> Optional.of(admission.ofRegistration(redirectUris, false));
            case CLIENT_ID_METADATA -> Optional.of(admission.ofClientIdMetadata(client.getClientId(), redirectUris));
            case MANUAL -> Optional.empty();
        });
    }
}

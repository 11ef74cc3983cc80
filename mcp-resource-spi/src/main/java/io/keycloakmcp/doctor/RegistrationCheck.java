/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.doctor;

import io.keycloakmcp.resource.FindingTexts;
import io.keycloakmcp.resource.RealmCheck;
import io.keycloakmcp.resource.RealmFinding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.clientregistration.policy.ClientRegistrationPolicy;
import org.keycloak.services.clientregistration.policy.impl.MaxClientsClientRegistrationPolicyFactory;
import org.keycloak.services.clientregistration.policy.impl.TrustedHostClientRegistrationPolicyFactory;

/**
 * The policies of Keycloak's own client registration. The endpoint for MCP clients does not use them, so nothing has to
 * be opened for MCP; but guides tell people to.
 */
final class RegistrationCheck implements RealmCheck {

    private static final String ANONYMOUS = "anonymous";
    private static final double NEARLY = 0.9;

    private final KeycloakSession session;

    RegistrationCheck(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public List<RealmFinding> look(RealmModel realm, Locale locale) {
        FindingTexts texts = new FindingTexts(getClass(), locale);
        List<RealmFinding> findings = new ArrayList<>();
        if (policies(realm, TrustedHostClientRegistrationPolicyFactory.PROVIDER_ID)
                .noneMatch(policy -> ANONYMOUS.equals(policy.getSubType()))) {
            findings.add(texts.warning("registration_open"));
        }
        OptionalInt most = policies(realm, MaxClientsClientRegistrationPolicyFactory.PROVIDER_ID)
                .mapToInt(
                        policy -> policy.get(MaxClientsClientRegistrationPolicyFactory.MAX_CLIENTS, Integer.MAX_VALUE))
                .min();
        if (most.isPresent()) {
            long clients = session.clients().getClientsCount(realm);
            if (clients >= most.getAsInt() * NEARLY) {
                findings.add(texts.warning("max_clients", clients, most.getAsInt()));
            }
        }
        return findings.isEmpty() ? List.of(texts.ok("registration")) : findings;
    }

    private static Stream<ComponentModel> policies(RealmModel realm, String provider) {
        return realm.getComponentsStream(realm.getId(), ClientRegistrationPolicy.class.getName())
                .filter(policy -> provider.equals(policy.getProviderId()));
    }
}

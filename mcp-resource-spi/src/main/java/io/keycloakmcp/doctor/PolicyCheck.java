/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.keycloakmcp.resource.FindingTexts;
import io.keycloakmcp.resource.RealmCheck;
import io.keycloakmcp.resource.RealmFinding;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.representations.idm.ClientPoliciesRepresentation;
import org.keycloak.representations.idm.ClientPolicyExecutorRepresentation;
import org.keycloak.representations.idm.ClientPolicyRepresentation;
import org.keycloak.representations.idm.ClientProfilesRepresentation;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.executor.ConfidentialClientAcceptExecutorFactory;
import org.keycloak.services.clientpolicy.executor.DPoPBindEnforcerExecutorFactory;
import org.keycloak.services.clientpolicy.executor.HolderOfKeyEnforcerExecutorFactory;
import org.keycloak.services.clientpolicy.executor.RejectRequestExecutorFactory;
import org.keycloak.services.clientpolicy.executor.SecureClientAuthenticatorExecutorFactory;
import org.keycloak.services.clientpolicy.executor.SecureClientUrisExecutorFactory;
import org.keycloak.services.clientpolicy.executor.SecureClientUrisPatternExecutorFactory;
import org.keycloak.services.clientpolicy.executor.SecureParContentsExecutorFactory;
import org.keycloak.services.clientpolicy.executor.SecureRedirectUrisEnforcerExecutorFactory;
import org.keycloak.services.clientpolicy.executor.SecureRequestObjectExecutorFactory;

/**
 * Whether the realm's client policies ask of clients what MCP clients do not do. Whether a policy meets them depends on
 * its conditions, which only a request can tell.
 */
final class PolicyCheck implements RealmCheck {

    /** What each executor takes from clients, as the ending of its text. */
    private static final Map<String, String> CONFLICTS = Map.of(
            SecureClientUrisExecutorFactory.PROVIDER_ID, "loopback",
            SecureClientUrisPatternExecutorFactory.PROVIDER_ID, "loopback",
            SecureRedirectUrisEnforcerExecutorFactory.PROVIDER_ID, "loopback",
            DPoPBindEnforcerExecutorFactory.PROVIDER_ID, "dpop",
            ConfidentialClientAcceptExecutorFactory.PROVIDER_ID, "secret",
            SecureClientAuthenticatorExecutorFactory.PROVIDER_ID, "secret",
            HolderOfKeyEnforcerExecutorFactory.PROVIDER_ID, "certificate",
            SecureRequestObjectExecutorFactory.PROVIDER_ID, "request_object",
            SecureParContentsExecutorFactory.PROVIDER_ID, "request_object",
            RejectRequestExecutorFactory.PROVIDER_ID, "everything");

    private final KeycloakSession session;

    PolicyCheck(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public List<RealmFinding> look(RealmModel realm, Locale locale) {
        FindingTexts texts = new FindingTexts(getClass(), locale);
        try {
            Map<String, List<ClientPolicyExecutorRepresentation>> profiles = profiles(realm);
            ClientPoliciesRepresentation policies = session.clientPolicy().getClientPolicies(realm, true);
            List<RealmFinding> findings = Stream.of(policies.getPolicies(), policies.getGlobalPolicies())
                    .flatMap(PolicyCheck::stream)
                    .filter(policy -> Boolean.TRUE.equals(policy.isEnabled()))
                    .flatMap(policy -> conflicts(policy, profiles, texts))
                    .toList();
            return findings.isEmpty() ? List.of(texts.ok("client_policies")) : findings;
        } catch (ClientPolicyException e) {
            throw new IllegalStateException("The client policies cannot be read", e);
        }
    }

    private Map<String, List<ClientPolicyExecutorRepresentation>> profiles(RealmModel realm)
            throws ClientPolicyException {
        ClientProfilesRepresentation all = session.clientPolicy().getClientProfiles(realm, true);
        Map<String, List<ClientPolicyExecutorRepresentation>> byName = new HashMap<>();
        Stream.of(all.getGlobalProfiles(), all.getProfiles())
                .flatMap(PolicyCheck::stream)
                .forEach(profile -> byName.put(
                        profile.getName(), stream(profile.getExecutors()).toList()));
        return byName;
    }

    private static Stream<RealmFinding> conflicts(
            ClientPolicyRepresentation policy,
            Map<String, List<ClientPolicyExecutorRepresentation>> profiles,
            FindingTexts texts) {
        return stream(policy.getProfiles())
                .flatMap(profile -> profiles.getOrDefault(profile, List.of()).stream()
                        .filter(executor -> CONFLICTS.containsKey(executor.getExecutorProviderId()))
                        .filter(executor -> !allowsLoopback(executor))
                        .map(executor -> texts.warning(
                                "client_policy_conflict",
                                policy.getName(),
                                profile,
                                executor.getExecutorProviderId(),
                                texts.text(
                                        "client_policy_effect." + CONFLICTS.get(executor.getExecutorProviderId())))));
    }

    private static boolean allowsLoopback(ClientPolicyExecutorRepresentation executor) {
        JsonNode settings = executor.getConfiguration();
        return SecureRedirectUrisEnforcerExecutorFactory.PROVIDER_ID.equals(executor.getExecutorProviderId())
                && settings != null
                && settings.path(SecureRedirectUrisEnforcerExecutorFactory.ALLOW_IPV4_LOOPBACK_ADDRESS)
                        .asBoolean()
                && settings.path(SecureRedirectUrisEnforcerExecutorFactory.ALLOW_HTTP_SCHEME)
                        .asBoolean();
    }

    /** Keycloak leaves out what is empty. */
    private static <T> Stream<T> stream(List<T> list) {
        return Optional.ofNullable(list).stream().flatMap(List::stream);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import java.util.Map;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.representations.idm.ClientPolicyConditionConfigurationRepresentation;
import org.keycloak.representations.idm.ClientPolicyConditionRepresentation;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.condition.AbstractClientPolicyConditionProviderFactory;
import org.keycloak.util.JsonSerialization;

/**
 * What our conditions have in common: a configuration is understood before it is saved, as a realm runs into it later.
 */
abstract class McpConditionFactory extends AbstractClientPolicyConditionProviderFactory {

    @Override
    public final void validateConfiguration(
            KeycloakSession session, RealmModel realm, ClientPolicyConditionRepresentation condition)
            throws ClientPolicyException {
        ClientPolicyConditionConfigurationRepresentation configuration;
        try {
            configuration = JsonSerialization.mapper.convertValue(
                    condition.getConfiguration(), ClientPolicyConditionConfigurationRepresentation.class);
        } catch (IllegalArgumentException e) {
            throw new ClientPolicyException(IS_NEGATIVE_LOGIC + " must be true or false");
        }
        if (configuration == null) {
            throw new ClientPolicyException("configuration is missing: send {} for the defaults");
        }
        validate(session, realm, configuration.getConfigAsMap());
    }

    /** Refuses settings of the one condition, in a sentence that says what to change. */
    abstract void validate(KeycloakSession session, RealmModel realm, Map<String, Object> settings)
            throws ClientPolicyException;
}

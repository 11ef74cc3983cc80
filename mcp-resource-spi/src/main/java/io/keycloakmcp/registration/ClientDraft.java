/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.registration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.client.ClientBlueprint;
import io.keycloakmcp.client.ClientKeys;
import io.keycloakmcp.client.Onboarding;
import io.keycloakmcp.client.Product;
import io.keycloakmcp.client.RegisteredMetadata;
import io.keycloakmcp.client.SourceAddress;
import io.keycloakmcp.resource.McpClient;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.models.utils.RepresentationToModel;
import org.keycloak.protocol.oidc.OIDCConfigAttributes;
import org.keycloak.representations.idm.ClientRepresentation;

/**
 * A registration as Keycloak is given it.
 *
 * @param representation the client
 * @param registered its metadata as they are answered and kept
 */
record ClientDraft(ClientRepresentation representation, ObjectNode registered) {

    /** A client that there is not yet; where it comes from is left out where many people come from the same place. */
    static ClientDraft create(
            RealmModel realm,
            String clientId,
            RegistrationRequest request,
            Optional<Product> product,
            Optional<SourceAddress> source) {
        ClientDraft draft = of(realm, clientId, request, product);
        Map<String, String> attributes = draft.representation.getAttributes();
        source.ifPresent(address -> attributes.put(McpClient.SOURCE, address.text()));
        return draft;
    }

    /**
     * Other metadata for a client that there is. What an administrator decides about a client is left as it is: whether
     * it is enabled, needs consent, and which scopes it has.
     */
    static ClientDraft update(
            RealmModel realm, ClientModel client, RegistrationRequest request, Optional<Product> product) {
        ClientDraft draft = of(realm, client.getClientId(), request, product);
        ClientRepresentation representation = draft.representation;
        representation.setEnabled(null);
        representation.setConsentRequired(null);
        representation.setFullScopeAllowed(null);
        representation.setWebOrigins(null);
        representation.setDefaultClientScopes(null);
        representation.setOptionalClientScopes(null);
        representation.getAttributes().remove(McpClient.REGISTERED_AT);
        return draft;
    }

    private static ClientDraft of(
            RealmModel realm, String clientId, RegistrationRequest request, Optional<Product> product) {
        ClientMetadata metadata = request.metadata();
        ClientRepresentation client = new ClientBlueprint(
                        Onboarding.REGISTRATION,
                        clientId,
                        metadata.name(),
                        metadata.redirectUris(),
                        metadata.grantTypes(),
                        metadata.scopes().orElse(Set.of()),
                        metadata.clientUri(),
                        metadata.policyUri(),
                        metadata.tosUri(),
                        product)
                .representation(realm);
        Set<String> grantable = new HashSet<>(client.getOptionalClientScopes());
        grantable.add(OAuth2Constants.SCOPE_OPENID);
        ObjectNode registered = metadata.json(grantable);
        client.setPublicClient(metadata.authMethod() == AuthMethod.NONE);
        client.setClientAuthenticatorType(metadata.authMethod().authenticator());
        client.getAttributes().put(RegisteredMetadata.ATTRIBUTE, registered.toString());
        client.getAttributes().putAll(keys(request));
        return new ClientDraft(client, registered);
    }

    /** Keycloak is given the keys in any case, and where they are is ours to know. */
    private static Map<String, String> keys(RegistrationRequest request) {
        return request.publishedKeys()
                .map(ClientKeys::attributes)
                .or(() -> request.metadata().keys().map(sent -> sent.usable().attributes()))
                .orElse(Map.of(OIDCConfigAttributes.USE_JWKS_STRING, "false"));
    }

    /** Makes a client as it is said here, after policies of the administrator may have changed it. */
    void applyTo(ClientModel client, KeycloakSession session) {
        boolean hadSecret = !client.isPublicClient();
        RepresentationToModel.updateClient(representation, client, session);
        client.setBaseUrl(representation.getBaseUrl());
        Set<String> decided = new HashSet<>(ClientKeys.ATTRIBUTES);
        decided.addAll(Set.of(
                ClientModel.POLICY_URI,
                ClientModel.TOS_URI,
                OIDCConfigAttributes.PKCE_CODE_CHALLENGE_METHOD,
                McpClient.PRODUCT));
        for (String attribute : decided) {
            if (!representation.getAttributes().containsKey(attribute)) {
                client.removeAttribute(attribute);
            }
        }
        if (!client.isPublicClient() && !hadSecret) {
            KeycloakModelUtils.generateSecret(client);
        }
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import io.keycloakmcp.resource.McpClient;
import io.keycloakmcp.resource.McpScopes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.keycloak.OAuth2Constants;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.Constants;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.OIDCConfigAttributes;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.OIDCLoginProtocolFactory;
import org.keycloak.representations.idm.ClientRepresentation;

/**
 * An MCP client before Keycloak has it. However it comes, it uses the code flow with S256, needs consent, has no role
 * of its own, and may ask for the scopes of OpenID Connect; those of MCP servers are attached when it asks for them.
 *
 * <p>Keycloak's own switch for S256 also holds for the device grant, which has no such thing (RFC 8628 §3.1), and whose
 * clients need not know it. It is left off where a client is registered for that grant: every MCP client must use S256
 * in the code flow anyway.
 *
 * @param onboarding the way it comes
 * @param clientId its client id
 * @param name what it calls itself
 * @param redirectUris its redirect URIs, as it wrote them
 * @param grantTypes the grants it is registered for
 * @param scopes the scopes it names
 * @param clientUri its home page
 * @param policyUri its privacy policy
 * @param tosUri its terms of service
 * @param product the product of the catalogue that it proved to be
 */
public record ClientBlueprint(
        Onboarding onboarding,
        String clientId,
        String name,
        List<String> redirectUris,
        List<String> grantTypes,
        Set<String> scopes,
        Optional<String> clientUri,
        Optional<String> policyUri,
        Optional<String> tosUri,
        Optional<Product> product) {

    /** Keycloak's switch for the device grant (RFC 8628) of one client. */
    public static final String DEVICE_GRANT = "oauth2.device.authorization.grant.enabled";

    /**
     * The client as Keycloak is given it: public, until somebody says otherwise.
     *
     * @param realm the realm that it comes to
     * @return a new representation
     */
    public ClientRepresentation representation(RealmModel realm) {
        ClientRepresentation client = new ClientRepresentation();
        client.setClientId(clientId);
        client.setName(name);
        client.setProtocol(OIDCLoginProtocol.LOGIN_PROTOCOL);
        client.setEnabled(true);
        client.setPublicClient(true);
        client.setStandardFlowEnabled(true);
        client.setImplicitFlowEnabled(false);
        client.setDirectAccessGrantsEnabled(false);
        client.setServiceAccountsEnabled(false);
        client.setConsentRequired(true);
        client.setFullScopeAllowed(false);
        client.setRedirectUris(new ArrayList<>(RedirectUri.kept(redirectUris)));
        client.setWebOrigins(List.of(Constants.INCLUDE_REDIRECTS));
        client.setBaseUrl(clientUri.orElse(null));
        client.setAttributes(attributes());
        client.setDefaultClientScopes(
                existing(realm, Set.of(OIDCLoginProtocolFactory.BASIC_SCOPE, OIDCLoginProtocolFactory.ACR_SCOPE)));
        client.setOptionalClientScopes(optionalScopes(realm));
        return client;
    }

    private Map<String, String> attributes() {
        Map<String, String> attributes = new HashMap<>();
        attributes.put(McpClient.ATTRIBUTE, onboarding.wire());
        attributes.put(
                McpClient.REGISTERED_AT,
                Instant.ofEpochMilli(Time.currentTimeMillis())
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString());
        product.ifPresent(proved -> attributes.put(McpClient.PRODUCT, proved.name()));
        if (!grantTypes.contains(OAuth2Constants.DEVICE_CODE_GRANT_TYPE)) {
            attributes.put(OIDCConfigAttributes.PKCE_CODE_CHALLENGE_METHOD, OIDCLoginProtocol.PKCE_METHOD_S256);
        }
        attributes.put(OIDCConfigAttributes.USE_REFRESH_TOKEN, may(OAuth2Constants.REFRESH_TOKEN));
        attributes.put(DEVICE_GRANT, may(OAuth2Constants.DEVICE_CODE_GRANT_TYPE));
        policyUri.ifPresent(uri -> attributes.put(ClientModel.POLICY_URI, uri));
        tosUri.ifPresent(uri -> attributes.put(ClientModel.TOS_URI, uri));
        return attributes;
    }

    private String may(String grantType) {
        return Boolean.toString(grantTypes.contains(grantType));
    }

    private List<String> optionalScopes(RealmModel realm) {
        Set<String> wanted = McpScopes.OPENID.stream()
                .filter(scope -> !scope.equals(OAuth2Constants.SCOPE_OPENID))
                .collect(Collectors.toSet());
        List<String> optional = existing(realm, wanted);
        McpScopes.all(realm).filter(scopes::contains).forEach(optional::add);
        return optional;
    }

    private static List<String> existing(RealmModel realm, Set<String> names) {
        return realm.getClientScopesStream()
                .filter(scope -> OIDCLoginProtocol.LOGIN_PROTOCOL.equals(scope.getProtocol()))
                .map(ClientScopeModel::getName)
                .filter(names::contains)
                .collect(Collectors.toCollection(ArrayList::new));
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.metadata;

import io.keycloakmcp.client.ClientSettings;
import io.keycloakmcp.client.MetadataMode;
import io.keycloakmcp.client.RegistrationMode;
import io.keycloakmcp.resource.McpScopes;
import io.keycloakmcp.resource.RealmUrls;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.OIDCWellKnownProvider;
import org.keycloak.protocol.oidc.representations.OIDCConfigurationRepresentation;
import org.keycloak.wellknown.WellKnownProvider;

/**
 * The realm's server metadata (RFC 8414 §2, OpenID Connect Discovery §3) with what is true for MCP clients. A realm
 * without MCP servers has Keycloak's own document, untouched.
 */
final class ServerMetadata implements WellKnownProvider {

    private static final List<String> S256_ONLY = List.of(OIDCLoginProtocol.PKCE_METHOD_S256);
    private static final String NO_CLIENT_AUTHENTICATION = "none";

    private final KeycloakSession session;
    private final OIDCWellKnownProvider keycloak;

    private ServerMetadata(KeycloakSession session, OIDCWellKnownProvider keycloak) {
        this.session = session;
        this.keycloak = keycloak;
    }

    /**
     * The metadata of the realm of this request. Keycloak's own provider is asked without the scopes where ours replace
     * them: it would walk all client scopes for nothing.
     */
    static WellKnownProvider of(KeycloakSession session, WellKnownProvider keycloak, Map<String, Object> override) {
        return RequestedRealm.hasMcpServers(session)
                ? new ServerMetadata(session, new OIDCWellKnownProvider(session, override, false))
                : keycloak;
    }

    @Override
    public Object getConfig() {
        return forMcp(
                (OIDCConfigurationRepresentation) keycloak.getConfig(),
                session.getContext().getRealm());
    }

    private OIDCConfigurationRepresentation forMcp(OIDCConfigurationRepresentation metadata, RealmModel realm) {
        // Clients and their validators give up on a list with "plain" in it (RFC 9700 §2.1.1).
        metadata.setCodeChallengeMethodsSupported(S256_ONLY);
        metadata.setTokenEndpointAuthMethodsSupported(withNone(metadata.getTokenEndpointAuthMethodsSupported()));
        advertiseEntrances(metadata, realm);
        metadata.setScopesSupported(scopes(realm));
        return metadata;
    }

    /**
     * Clients choose one way in by what is advertised, and do not fall back. So what the administrator has switched off
     * must not be there, whatever Keycloak's own features are.
     */
    private void advertiseEntrances(OIDCConfigurationRepresentation metadata, RealmModel realm) {
        ClientSettings settings = ClientSettings.of(realm);
        metadata.setRegistrationEndpoint(
                settings.registration().mode() == RegistrationMode.OFF
                        ? null
                        : RealmUrls.of(session, realm).registrationEndpoint());
        metadata.setClientIdMetadataDocumentSupported(
                settings.clientIdMetadata().mode() == MetadataMode.OFF ? null : Boolean.TRUE);
    }

    /** Hosted MCP clients register as public clients only where "none" is advertised. */
    private static List<String> withNone(List<String> methods) {
        Set<String> all = new LinkedHashSet<>(methods);
        all.add(NO_CLIENT_AUTHENTICATION);
        return new ArrayList<>(all);
    }

    /** Some clients ask for every scope they see, so this lists only what an MCP client may have. */
    private static List<String> scopes(RealmModel realm) {
        Set<String> names = new LinkedHashSet<>();
        names.add(OAuth2Constants.SCOPE_OPENID);
        realm.getClientScopesStream()
                .filter(scope -> OIDCLoginProtocol.LOGIN_PROTOCOL.equals(scope.getProtocol()))
                .filter(ClientScopeModel::isIncludeInOpenIDProviderMetadata)
                .filter(scope -> McpScopes.OPENID.contains(scope.getName()) || McpScopes.isMcpScope(scope))
                .map(ClientScopeModel::getName)
                .sorted()
                .forEach(names::add);
        return new ArrayList<>(names);
    }

    @Override
    public void close() {
        keycloak.close();
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.doctor;

import io.keycloakmcp.resource.FindingTexts;
import io.keycloakmcp.resource.InvalidResourceUri;
import io.keycloakmcp.resource.McpScopes;
import io.keycloakmcp.resource.McpServer;
import io.keycloakmcp.resource.McpServerRegistry;
import io.keycloakmcp.resource.RealmCheck;
import io.keycloakmcp.resource.RealmFinding;
import io.keycloakmcp.resource.ResourceUri;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocolFactory;
import org.keycloak.protocol.oidc.mappers.AudienceProtocolMapper;
import org.keycloak.protocol.oidc.mappers.SubMapper;

/** The realm's client scopes, and what other set-ups of MCP servers made of them. */
final class ScopeCheck implements RealmCheck {

    private final KeycloakSession session;

    ScopeCheck(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public List<RealmFinding> look(RealmModel realm, Locale locale) {
        FindingTexts texts = new FindingTexts(getClass(), locale);
        List<ClientScopeModel> scopes = realm.getClientScopesStream().toList();
        List<RealmFinding> findings = new ArrayList<>();
        if (scopes.size() > McpScopes.MANY) {
            findings.add(texts.warning("scopes_many", scopes.size(), McpScopes.MANY));
        }
        audiences(realm)
                .forEach(audience -> findings.add(texts.warning(
                        "scope_audience",
                        audience.scope(),
                        audience.server().resource().registered())));
        if (!mayGoOffline(realm, scopes)) {
            findings.add(texts.warning("offline_access"));
        }
        if (scopes.stream().noneMatch(ScopeCheck::hasSubject)) {
            findings.add(texts.info("subject"));
        }
        return findings.isEmpty() ? List.of(texts.ok("scopes", scopes.size())) : findings;
    }

    /** A client scope that makes tokens for a server without any of the server's rules. */
    private record Audience(String scope, McpServer server) {}

    private Stream<Audience> audiences(RealmModel realm) {
        McpServerRegistry registry = new McpServerRegistry(session, realm);
        return Stream.concat(realm.getDefaultClientScopesStream(true), realm.getDefaultClientScopesStream(false))
                .flatMap(scope -> scope.getProtocolMappersStream()
                        .filter(mapper -> AudienceProtocolMapper.PROVIDER_ID.equals(mapper.getProtocolMapper()))
                        .flatMap(mapper -> audience(mapper).stream())
                        .flatMap(resource -> registry.findByResource(resource).stream())
                        .map(server -> new Audience(scope.getName(), server)));
    }

    private static Optional<ResourceUri> audience(ProtocolMapperModel mapper) {
        try {
            String value = mapper.getConfig().get(AudienceProtocolMapper.INCLUDED_CUSTOM_AUDIENCE);
            return value == null ? Optional.empty() : Optional.of(ResourceUri.parse(value));
        } catch (InvalidResourceUri e) {
            // It cannot be the audience of a server.
            return Optional.empty();
        }
    }

    /** Keycloak refuses offline access at the token endpoint, after consent, to who lacks the role. */
    private static boolean mayGoOffline(RealmModel realm, List<ClientScopeModel> scopes) {
        RoleModel role = realm.getRole(OAuth2Constants.OFFLINE_ACCESS);
        return role != null
                && realm.getDefaultRole() != null
                && realm.getDefaultRole().hasRole(role)
                && scopes.stream().anyMatch(scope -> scope.getName().equals(OAuth2Constants.OFFLINE_ACCESS));
    }

    private static boolean hasSubject(ClientScopeModel scope) {
        return scope.getName().equals(OIDCLoginProtocolFactory.BASIC_SCOPE)
                && scope.getProtocolMappersStream()
                        .anyMatch(mapper -> SubMapper.PROVIDER_ID.equals(mapper.getProtocolMapper()));
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import io.keycloakmcp.resource.FindingTexts;
import io.keycloakmcp.resource.McpServer;
import io.keycloakmcp.resource.McpServerRegistry;
import io.keycloakmcp.resource.RealmCheck;
import io.keycloakmcp.resource.RealmFinding;
import io.keycloakmcp.resource.RealmPresence;
import io.keycloakmcp.resource.RealmUrls;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.keycloak.TokenCategory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oauth2.OAuth2WellKnownProviderFactory;
import org.keycloak.protocol.oidc.OIDCWellKnownProviderFactory;
import org.keycloak.services.util.WellKnownProviderUtil;
import org.keycloak.util.JsonSerialization;
import org.keycloak.wellknown.WellKnownProvider;

/**
 * Whether the realm's metadata says what MCP clients insist on, and whether that of a server can be signed. It makes
 * the documents as they would be served, and sends nothing.
 */
final class MetadataCheck implements RealmCheck {

    private static final Logger LOG = Logger.getLogger(MetadataCheck.class);

    private final KeycloakSession session;

    MetadataCheck(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public List<RealmFinding> look(RealmModel realm, Locale locale) {
        if (!RealmPresence.hasMcpServers(realm)) {
            return List.of();
        }
        FindingTexts texts = new FindingTexts(getClass(), locale);
        String issuer = RealmUrls.of(session, realm).issuer();
        List<RealmFinding> findings = new ArrayList<>();
        Stream.of(OAuth2WellKnownProviderFactory.PROVIDER_ID, OIDCWellKnownProviderFactory.PROVIDER_ID)
                .forEach(alias -> faults(document(alias), issuer)
                        .forEach(fault -> findings.add(texts.error("metadata_fault", alias, fault))));
        if (!canSign(realm)) {
            findings.add(texts.error("resource_metadata", session.tokens().signatureAlgorithm(TokenCategory.ACCESS)));
        }
        return findings.isEmpty() ? List.of(texts.ok("metadata")) : findings;
    }

    private JsonNode document(String alias) {
        return WellKnownProviderUtil.resolveFromAlias(session.getKeycloakSessionFactory(), alias)
                .map(factory -> session.getProvider(WellKnownProvider.class, factory.getId()))
                .map(WellKnownProvider::getConfig)
                .map(config -> JsonSerialization.mapper.<JsonNode>valueToTree(config))
                .orElseGet(JsonSerialization.mapper::createObjectNode);
    }

    /**
     * The members that MCP clients and the MCP authorization specification do not take as they are: RFC 8414 §2 and
     * §3.3, PKCE with S256 alone.
     */
    static List<String> faults(JsonNode document, String issuer) {
        List<String> faults = new ArrayList<>();
        if (!document.path("issuer").asText("").equals(issuer)) {
            faults.add("issuer");
        }
        Stream.of("authorization_endpoint", "token_endpoint", "jwks_uri")
                .filter(member -> document.path(member).asText("").isEmpty())
                .forEach(faults::add);
        if (!has(document, "response_types_supported", "code")) {
            faults.add("response_types_supported");
        }
        if (!has(document, "grant_types_supported", "authorization_code")) {
            faults.add("grant_types_supported");
        }
        if (!has(document, "token_endpoint_auth_methods_supported", "none")) {
            faults.add("token_endpoint_auth_methods_supported");
        }
        if (!has(document, "code_challenge_methods_supported", "S256")
                || document.path("code_challenge_methods_supported").size() != 1) {
            faults.add("code_challenge_methods_supported");
        }
        return faults;
    }

    private static boolean has(JsonNode document, String member, String value) {
        for (JsonNode element : document.path(member)) {
            if (element.asText().equals(value)) {
                return true;
            }
        }
        return false;
    }

    private boolean canSign(RealmModel realm) {
        Optional<McpServer> server = new McpServerRegistry(session, realm)
                .activeAfter(Optional.empty(), Optional.empty(), 1).stream()
                        .flatMap(serverId -> new McpServerRegistry(session, realm).findByServerId(serverId).stream())
                        .findFirst();
        try {
            // Made anew: documents that are kept may have been signed with a key that is gone.
            server.ifPresent(any -> new MetadataDocuments().document(session, realm, any));
            return true;
        } catch (RuntimeException e) {
            LOG.warnf(e, "The metadata of MCP servers of realm %s cannot be signed", realm.getName());
            return false;
        }
    }
}

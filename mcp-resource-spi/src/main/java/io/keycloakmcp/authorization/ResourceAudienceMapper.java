/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import com.google.auto.service.AutoService;
import io.keycloakmcp.resource.McpServer;
import io.keycloakmcp.resource.McpServerRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ProtocolMapperContainerModel;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.ProtocolMapper;
import org.keycloak.protocol.ProtocolMapperConfigException;
import org.keycloak.protocol.oidc.mappers.AbstractOIDCProtocolMapper;
import org.keycloak.protocol.oidc.mappers.OIDCAccessTokenMapper;
import org.keycloak.protocol.oidc.mappers.OIDCAttributeMapperHelper;
import org.keycloak.protocol.oidc.mappers.TokenIntrospectionTokenMapper;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.representations.IDToken;

/**
 * Adds the resource URI of an MCP server to the audience (RFC 7519 §4.1.3) of a client's ordinary tokens: for clients
 * that cannot send {@code resource} and need other audiences besides. Such a token is not bound to the server, so it is
 * as good for Keycloak's own APIs as any other of the client's. In a token that is bound to a server the mapper changes
 * nothing: the binding comes last.
 */
@AutoService(ProtocolMapper.class)
public final class ResourceAudienceMapper extends AbstractOIDCProtocolMapper
        implements OIDCAccessTokenMapper, TokenIntrospectionTokenMapper {

    private static final String SERVER = "mcp.server";
    private static final List<ProviderConfigProperty> PROPERTIES = properties();

    private static List<ProviderConfigProperty> properties() {
        List<ProviderConfigProperty> properties = new ArrayList<>();
        ProviderConfigProperty server = new ProviderConfigProperty(
                SERVER,
                "MCP server",
                "The resource URI or the server id of an MCP server of this realm.",
                ProviderConfigProperty.STRING_TYPE,
                null);
        server.setRequired(true);
        properties.add(server);
        OIDCAttributeMapperHelper.addIncludeInTokensConfig(properties, ResourceAudienceMapper.class);
        return List.copyOf(properties);
    }

    @Override
    public String getId() {
        return "mcp-resource-audience-mapper";
    }

    @Override
    public String getDisplayType() {
        return "MCP resource audience";
    }

    @Override
    public String getDisplayCategory() {
        return TOKEN_MAPPER_CATEGORY;
    }

    @Override
    public String getHelpText() {
        return "Adds the resource URI of an MCP server to the audience (aud), if the client and the user may use the server.";
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return PROPERTIES;
    }

    @Override
    public void validateConfig(
            KeycloakSession session,
            RealmModel realm,
            ProtocolMapperContainerModel container,
            ProtocolMapperModel mapper)
            throws ProtocolMapperConfigException {
        if (server(session, realm, mapper).isEmpty()) {
            // Keycloak cannot do without a key into its translations; where it finds none it says the sentence.
            throw new ProtocolMapperConfigException(
                    SERVER + " must be the resource URI or the server id of an MCP server of this realm",
                    "mcpServerUnknown");
        }
    }

    private static Optional<McpServer> server(KeycloakSession session, RealmModel realm, ProtocolMapperModel mapper) {
        return Optional.ofNullable(mapper.getConfig())
                .map(config -> config.get(SERVER))
                .flatMap(ServerName::toServerId)
                .flatMap(new McpServerRegistry(session, realm)::findByServerId);
    }

    @Override
    protected void setClaim(
            IDToken token,
            ProtocolMapperModel mapper,
            UserSessionModel userSession,
            KeycloakSession session,
            ClientSessionContext context) {
        ClientModel client = context.getClientSession().getClient();
        server(session, client.getRealm(), mapper)
                .filter(server -> mayHaveBearerToken(session, server, client, userSession.getUser()))
                .ifPresent(server -> token.addAudience(server.resource().registered()));
    }

    /** The key that a token is bound to is not known yet, so a server that wants such tokens alone is left out. */
    private static boolean mayHaveBearerToken(
            KeycloakSession session, McpServer server, ClientModel client, UserModel user) {
        try {
            AccessRules.requireAccess(server, client);
            AccessRules.requireUser(session, server, client.getRealm(), user);
            AccessRules.requireDpop(server, false);
            return true;
        } catch (RefusedException e) {
            return false;
        }
    }
}

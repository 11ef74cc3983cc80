/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.doctor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.keycloakmcp.resource.McpServer;
import io.keycloakmcp.resource.McpServerRegistry;
import io.keycloakmcp.resource.RealmPresence;
import io.keycloakmcp.resource.RealmUrls;
import jakarta.ws.rs.core.UriBuilder;
import java.net.URI;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Where MCP clients look for a realm's metadata, in the order in which the MCP authorization specification tells them
 * to. Whether all are reachable depends on what stands before Keycloak, so it shows from outside alone.
 */
final class Addresses {

    private static final String AUTHORIZATION_SERVER = "oauth-authorization-server";
    private static final String OPENID = "openid-configuration";
    private static final String WELL_KNOWN = "/.well-known/";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final String issuer;
    private final ArrayNode list = JsonNodeFactory.instance.arrayNode();

    Addresses(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
        this.issuer = RealmUrls.of(session, realm).issuer();
    }

    /** Nothing is to be found in a realm without MCP servers that Keycloak itself does not have there. */
    ArrayNode json() {
        if (RealmPresence.hasMcpServers(realm)) {
            // RFC 8414 §3.1, and the same for OpenID: between the host and the issuer's path.
            add(AUTHORIZATION_SERVER, inserted(AUTHORIZATION_SERVER));
            add(OPENID, inserted(OPENID));
            // OpenID Connect Discovery §4.1: after the issuer.
            add(OPENID, issuer + WELL_KNOWN + OPENID);
            add(AUTHORIZATION_SERVER, issuer + WELL_KNOWN + AUTHORIZATION_SERVER);
            firstServer()
                    .ifPresent(server -> add(
                            RealmUrls.PROTECTED_RESOURCE_METADATA,
                            RealmUrls.of(session, realm).protectedResourceMetadata(server.serverId())));
        }
        return list;
    }

    private String inserted(String document) {
        return UriBuilder.fromUri(issuer)
                .replacePath(WELL_KNOWN + document + URI.create(issuer).getRawPath())
                .build()
                .toString();
    }

    private Optional<McpServer> firstServer() {
        McpServerRegistry registry = new McpServerRegistry(session, realm);
        return registry.activeAfter(Optional.empty(), Optional.empty(), 1).stream()
                .flatMap(serverId -> registry.findByServerId(serverId).stream())
                .filter(McpServer::isProtectedResource)
                .findFirst();
    }

    private void add(String kind, String url) {
        list.addObject().put("kind", kind).put("url", url).put("issuer", issuer);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.ws.rs.core.UriBuilder;
import java.net.URI;
import java.util.Set;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.Urls;
import org.keycloak.urls.UrlType;

/**
 * The public addresses of a realm that have to do with MCP, as clients see them: always under the front-end host name.
 *
 * @param issuer the realm's issuer identifier (RFC 8414 §2)
 * @param base the server's base, with a path if Keycloak runs under one
 * @param realmName the realm
 */
public record RealmUrls(String issuer, URI base, String realmName) {

    /** The id of the realm's resource provider, and so the path segment under which all of ours lives. */
    public static final String ROOT = "mcp";

    /** The path segment below {@link #ROOT} for metadata (RFC 8615). */
    public static final String WELL_KNOWN = ".well-known";

    /** The path segment of protected resource metadata below {@link #WELL_KNOWN}. */
    public static final String PROTECTED_RESOURCE_METADATA = "oauth-protected-resource";

    /** The path segment of people's own connections below {@link #ROOT}. */
    public static final String CONNECTIONS = "connections";

    private static final Set<String> LOOPBACK_HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");

    /** Building an issuer costs more than looking it up, and the metadata is asked for often. */
    private static final Cache<Key, RealmUrls> KNOWN =
            Caffeine.newBuilder().maximumSize(1_000).build();

    private record Key(URI base, String realmName) {}

    /**
     * The addresses of a realm.
     *
     * @param session the session
     * @param realm the realm
     * @return the addresses
     */
    public static RealmUrls of(KeycloakSession session, RealmModel realm) {
        URI base = session.getContext().getUri(UrlType.FRONTEND).getBaseUri();
        return KNOWN.get(
                new Key(base, realm.getName()),
                key -> new RealmUrls(Urls.realmIssuer(key.base(), key.realmName()), key.base(), key.realmName()));
    }

    /**
     * Tells whether only programs on this very computer can reach the realm by its issuer.
     *
     * @return true if the host is one of {@code localhost}, {@code 127.0.0.1} and {@code [::1]}
     */
    public boolean isLoopback() {
        return LOOPBACK_HOSTS.contains(base.getHost());
    }

    /**
     * The protected resource metadata of a server (RFC 9728 §3).
     *
     * @param serverId {@code mcp_…}
     * @return the URL
     */
    public String protectedResourceMetadata(String serverId) {
        return issuer + "/" + ROOT + "/" + WELL_KNOWN + "/" + PROTECTED_RESOURCE_METADATA + "/" + serverId;
    }

    /**
     * The realm's server metadata in its RFC 8414 place: the well-known segment stands between the server's base and
     * the realm's path.
     *
     * @return the URL
     */
    public String authorizationServerMetadata() {
        return UriBuilder.fromUri(base)
                .path(".well-known/oauth-authorization-server/realms/{realm}")
                .build(realmName)
                .toString();
    }

    /**
     * The realm's endpoint for dynamic registration of MCP clients (RFC 7591 §3).
     *
     * @return the URL
     */
    public String registrationEndpoint() {
        return issuer + "/clients-registrations/" + ROOT;
    }

    /**
     * The page on which people see which clients may act for them, and take it back.
     *
     * @return the URL
     */
    public String connectionsPage() {
        return issuer + "/" + ROOT + "/" + CONNECTIONS;
    }

    /**
     * Keycloak's account console.
     *
     * @return the URL
     */
    public String accountConsole() {
        return issuer + "/account/";
    }
}

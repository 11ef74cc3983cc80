/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a redirect URI (RFC 6749 §3.1.2) leads to, and how Keycloak keeps it. */
public final class RedirectUri {

    /** What Keycloak's column for a redirect URI holds. */
    public static final int MAX_LENGTH = 255;

    private static final Set<String> LOOPBACK_HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");

    private RedirectUri() {}

    /**
     * Tells whether it leads to a program on the user's own computer (RFC 8252 §7.3). {@code localhost} is accepted
     * beside the loopback addresses because MCP clients use it.
     *
     * @param redirectUri the redirect URI
     * @return true if it does and is nothing but scheme, host, port and path
     */
    public static boolean isLoopback(String redirectUri) {
        return plain(redirectUri)
                .filter(uri -> "http".equals(uri.getScheme()))
                .filter(uri -> uri.getHost() != null && LOOPBACK_HOSTS.contains(uri.getHost()))
                .filter(uri -> uri.getRawQuery() == null)
                .isPresent();
    }

    /**
     * Tells whether it leads to a host on the web.
     *
     * @param redirectUri the redirect URI
     * @return true if it is an {@code https} URI that names one
     */
    public static boolean isWeb(String redirectUri) {
        return plain(redirectUri)
                .filter(uri -> "https".equals(uri.getScheme()) && uri.getHost() != null)
                .isPresent();
    }

    /**
     * Tells whether it leads to whatever program claims its scheme, and the scheme is a domain name in reverse (RFC
     * 8252 §7.1).
     *
     * @param redirectUri the redirect URI
     * @return true if it is one of a private-use scheme
     */
    public static boolean isPrivateUse(String redirectUri) {
        return plain(redirectUri)
                .filter(uri -> uri.getScheme() != null && uri.getScheme().indexOf('.') > 0)
                .isPresent();
    }

    /** A URI that a browser, Keycloak and we read alike. */
    private static Optional<URI> plain(String redirectUri) {
        try {
            return Optional.of(new URI(redirectUri))
                    .filter(uri -> uri.getRawUserInfo() == null && uri.getRawFragment() == null)
                    .filter(uri -> redirectUri.indexOf('*') < 0)
                    .filter(uri -> uri.isOpaque() || uri.normalize().toString().equals(redirectUri));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /**
     * A redirect URI that leads to the user's own computer, without its port, which says nothing (RFC 8252 §7.3).
     *
     * @param redirectUri a redirect URI
     * @return the same without a port if it is a loopback one, else the same
     */
    public static String withoutPort(String redirectUri) {
        if (!isLoopback(redirectUri)) {
            return redirectUri;
        }
        URI uri = URI.create(redirectUri);
        return "http://" + uri.getHost() + uri.getRawPath();
    }

    /**
     * How Keycloak keeps redirect URIs. It takes any port for a loopback URI that was registered without one, so each
     * is kept without its port too (RFC 8252 §7.3); and clients are not at one whether an empty path has a slash.
     *
     * @param redirectUris the redirect URIs of a client
     * @return these and their other spellings
     */
    public static Set<String> kept(List<String> redirectUris) {
        Set<String> kept = new LinkedHashSet<>(redirectUris);
        redirectUris.stream().filter(RedirectUri::isLoopback).forEach(redirectUri -> {
            String path = URI.create(redirectUri).getRawPath();
            String anyPort = withoutPort(redirectUri);
            kept.add(anyPort);
            if (path.isEmpty()) {
                kept.add(redirectUri + "/");
                kept.add(anyPort + "/");
            } else if (path.equals("/")) {
                kept.add(redirectUri.substring(0, redirectUri.length() - 1));
                kept.add(anyPort.substring(0, anyPort.length() - 1));
            }
        });
        return kept;
    }
}

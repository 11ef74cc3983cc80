/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.registration;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which redirect URIs a client may register, and how they are kept. */
final class RedirectUris {

    private static final int MAX = 20;
    /** What Keycloak's column for a redirect URI holds. */
    private static final int MAX_LENGTH = 255;

    private static final Set<String> LOOPBACK_HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");

    private final KnownClients known;

    RedirectUris(KnownClients known) {
        this.known = known;
    }

    /**
     * Requires that every redirect URI is one of a known client, or one of a program on the user's own computer (RFC
     * 8252 §7.3, where {@code localhost} is accepted beside the loopback addresses because MCP clients use it).
     */
    void require(List<String> redirectUris) throws RegistrationError {
        if (redirectUris.isEmpty()) {
            throw RegistrationError.redirectUri("redirect_uris is missing. Send at least one redirect URI");
        }
        if (redirectUris.size() > MAX) {
            throw RegistrationError.redirectUri("There are more than " + MAX + " redirect URIs. Send fewer");
        }
        for (int i = 0; i < redirectUris.size(); i++) {
            String redirectUri = redirectUris.get(i);
            if (redirectUri.length() > MAX_LENGTH) {
                throw RegistrationError.redirectUri(
                        "Redirect URI number " + (i + 1) + " is longer than " + MAX_LENGTH + " characters");
            }
            if (!isLoopback(redirectUri) && !known.hasRedirectUri(redirectUri)) {
                throw RegistrationError.redirectUri("Redirect URI number " + (i + 1)
                        + " belongs to no known MCP client and is not an http URI on localhost, 127.0.0.1 or [::1]."
                        + " Ask the administrator of the realm to register the client by hand");
            }
        }
    }

    static boolean isLoopback(String redirectUri) {
        try {
            URI uri = new URI(redirectUri);
            return "http".equals(uri.getScheme())
                    && uri.getHost() != null
                    && LOOPBACK_HOSTS.contains(uri.getHost())
                    && uri.getRawUserInfo() == null
                    && uri.getRawFragment() == null
                    && uri.getRawQuery() == null
                    && redirectUri.indexOf('*') < 0
                    && uri.normalize().toString().equals(redirectUri);
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /**
     * How Keycloak keeps them. It takes any port for a loopback URI that was registered without one, so each is kept
     * without its port too; and clients are not at one whether an empty path has a slash.
     */
    static Set<String> kept(List<String> redirectUris) {
        Set<String> kept = new LinkedHashSet<>(redirectUris);
        redirectUris.stream().filter(RedirectUris::isLoopback).forEach(redirectUri -> {
            URI uri = URI.create(redirectUri);
            String path = uri.getRawPath();
            String anyPort = "http://" + uri.getHost() + path;
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

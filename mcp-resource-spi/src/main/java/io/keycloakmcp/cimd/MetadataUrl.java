/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.cimd;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/**
 * A URL that a document of a stranger may be at (draft-ietf-oauth-client-id-metadata-document §3): of a client's
 * metadata, or of its keys.
 *
 * @param uri the URL
 */
record MetadataUrl(URI uri) {

    /** What Keycloak's column for a client id holds. */
    private static final int MAX_LENGTH = 255;

    private static final int HTTPS_PORT = 443;
    private static final Set<String> LOOPBACK_HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");

    /** Whether a client id is meant to be a URL, and not one of another kind. */
    static boolean isMeant(String clientId) {
        return clientId != null && (clientId.startsWith("https://") || clientId.startsWith("http://"));
    }

    /**
     * Reads a URL.
     *
     * @param text the URL
     * @param allowLoopback whether it may be on this very machine
     * @throws RefusedClient if no document may be there
     */
    static MetadataUrl read(String text, boolean allowLoopback) throws RefusedClient {
        if (text.length() > MAX_LENGTH) {
            throw RefusedClient.malformed("The URL is longer than " + MAX_LENGTH + " characters. Use a shorter one");
        }
        MetadataUrl url = parse(text);
        if (url.isLoopback() && !allowLoopback) {
            throw RefusedClient.malformed("The URL leads to the user's own computer, which the realm's setting"
                    + " client_id_metadata.allow_loopback does not allow. Use one on the web");
        }
        if (!url.isSecure() && !url.isLoopback()) {
            throw RefusedClient.malformed("The URL is not an https URL. Use one");
        }
        return url;
    }

    private static MetadataUrl parse(String text) throws RefusedClient {
        try {
            URI uri = new URI(text);
            boolean hasDocument = uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawFragment() == null
                    && uri.getRawPath().length() > 1
                    && uri.normalize().toString().equals(text)
                    && !uri.getRawPath().toLowerCase(Locale.ROOT).contains("%2e");
            if (hasDocument) {
                return new MetadataUrl(uri);
            }
        } catch (URISyntaxException e) {
            // The answer is the same for what is no URL at all.
        }
        throw RefusedClient.malformed(
                "The URL must have a host and a path, and no user information, no fragment and no dot segments");
    }

    boolean isSecure() {
        return "https".equals(uri.getScheme());
    }

    boolean isLoopback() {
        return LOOPBACK_HOSTS.contains(uri.getHost());
    }

    /** Other ports are those of something else than a web site, more often than not. */
    boolean isOnUsualPort() {
        return uri.getPort() < 0 || uri.getPort() == HTTPS_PORT || isLoopback();
    }

    /** What is asked too often, or not. */
    String authority() {
        return uri.getRawAuthority().toLowerCase(Locale.ROOT);
    }

    String text() {
        return uri.toString();
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.consent;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where the browser goes from the page for consent, as a person can judge it: the host alone, in the letters that the
 * name system knows, so that a host in letters that look like others is not taken for another.
 *
 * @param kind the end of the message key that says what there is
 * @param place the host, with a port that is not usual; the scheme, if that belongs to an app; empty for a device
 */
public record ReturnAddress(String kind, String place) {

    private static final String DEVICE = "device";
    private static final String APP = "app";
    private static final String COMPUTER = "computer";
    private static final String WEB = "web";

    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|.*\\.localhost|127(\\.\\d{1,3}){3}|\\[::1]|\\[0(:0){6}:1]");
    private static final int MAX = 100;
    /** RFC 1035 §2.3.4. */
    private static final int MAX_HOST = 255;

    /**
     * Reads a redirect URI that Keycloak has accepted.
     *
     * @param redirectUri the redirect URI; {@code null} if a device waits for the answer and not a browser
     * @return what to show
     */
    static ReturnAddress of(String redirectUri) {
        if (redirectUri == null) {
            return new ReturnAddress(DEVICE, "");
        }
        try {
            URI uri = new URI(redirectUri);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            if (!scheme.equals("https") && !scheme.equals("http")) {
                return new ReturnAddress(APP, PlainText.of(scheme, MAX) + ":");
            }
            String host = host(uri);
            boolean loopback = LOOPBACK.matcher(host).matches();
            String port = uri.getPort() < 0 || loopback ? "" : ":" + uri.getPort();
            return new ReturnAddress(loopback ? COMPUTER : WEB, host + port);
        } catch (URISyntaxException | IllegalArgumentException e) {
            return new ReturnAddress(WEB, PlainText.of(redirectUri, MAX));
        }
    }

    /** Java takes a host in other letters than those of the name system for no host. */
    private static String host(URI uri) {
        String authority = Optional.ofNullable(uri.getHost())
                .or(() -> Optional.ofNullable(uri.getAuthority()))
                .orElse("");
        return PlainText.of(
                IDN.toASCII(authority.substring(authority.lastIndexOf('@') + 1), IDN.ALLOW_UNASSIGNED)
                        .toLowerCase(Locale.ROOT),
                MAX_HOST);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.consent;

import io.keycloakmcp.resource.PlainText;
import java.net.IDN;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.keycloak.models.Constants;

/**
 * Where the browser goes from the page for consent, as a person can judge it: the host alone, in the letters that the
 * name system knows, so that a host in letters that look like others is not taken for another.
 *
 * @param kind the end of the message key that says what there is
 * @param place the host, with a port that is not usual; the scheme, if that belongs to an app; empty where the browser
 *     stays
 */
public record ReturnAddress(String kind, String place) {

    /** A host on the web. */
    private static final String WEB = "web";
    /** A host on the web, or in the house, that is reached without encryption. */
    private static final String PLAIN = "plain";
    /** This computer: any program on it. */
    private static final String COMPUTER = "computer";
    /** Any app that opens links of a private scheme. */
    private static final String APP = "app";
    /** A page of Keycloak's with a code to copy. */
    private static final String COPY = "copy";
    /** A device that waits for the answer. */
    private static final String DEVICE = "device";
    /** Nobody can tell where it leads. */
    private static final String UNCLEAR = "unclear";

    private static final Pattern LOCALHOST = Pattern.compile("(.*\\.)?localhost");
    private static final Pattern ADDRESS = Pattern.compile("\\[.*]|\\d{1,3}(\\.\\d{1,3}){3}");
    /** Browsers take these for the numbers of an address, in ways of writing that hide which. */
    private static final Pattern ODD_ADDRESS = Pattern.compile("(.*\\.)?(\\d+|0[xX][0-9a-fA-F]*)");

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
        if (redirectUri.equals(Constants.INSTALLED_APP_URN)) {
            return new ReturnAddress(COPY, "");
        }
        try {
            URI uri = new URI(redirectUri);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            return scheme.equals("https") || scheme.equals("http")
                    ? onTheWeb(uri, scheme.equals("https"))
                    : new ReturnAddress(APP, PlainText.of(scheme, MAX) + ":");
        } catch (URISyntaxException | IllegalArgumentException e) {
            return new ReturnAddress(UNCLEAR, PlainText.of(redirectUri, MAX));
        }
    }

    private static ReturnAddress onTheWeb(URI uri, boolean encrypted) {
        String host = host(uri);
        if (isThisComputer(host)) {
            return new ReturnAddress(COMPUTER, host);
        }
        String place = host + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
        if (host.isEmpty()
                || (ODD_ADDRESS.matcher(host).matches()
                        && !ADDRESS.matcher(host).matches())) {
            return new ReturnAddress(UNCLEAR, place);
        }
        return new ReturnAddress(encrypted ? WEB : PLAIN, place);
    }

    /** Java takes a host in other letters than those of the name system for no host. */
    private static String host(URI uri) {
        String authority = Optional.ofNullable(uri.getHost())
                .or(() -> Optional.ofNullable(uri.getAuthority()))
                .orElse("");
        String host = IDN.toASCII(authority.substring(authority.lastIndexOf('@') + 1), IDN.ALLOW_UNASSIGNED)
                .toLowerCase(Locale.ROOT);
        return PlainText.of(host.endsWith(".") ? host.substring(0, host.length() - 1) : host, MAX_HOST);
    }

    private static boolean isThisComputer(String host) {
        if (!ADDRESS.matcher(host).matches()) {
            return LOCALHOST.matcher(host).matches();
        }
        try {
            // Nothing is looked up: it is an address already.
            InetAddress address = InetAddress.getByName(host);
            return address.isLoopbackAddress() || address.isAnyLocalAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /**
     * Tells whether only the owner of the place can be there, as far as anybody can tell.
     *
     * @return true for a host on the web that is reached with encryption
     */
    public boolean isOwned() {
        return kind.equals(WEB);
    }
}

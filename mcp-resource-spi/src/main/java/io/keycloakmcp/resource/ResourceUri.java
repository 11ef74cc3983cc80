/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The identifier of an MCP server as an OAuth protected resource: the value of the {@code resource} parameter (RFC
 * 8707), of {@code resource} in the protected resource metadata (RFC 9728) and of {@code aud} in tokens.
 *
 * <p>Two spellings name the same server when their canonical forms are equal. The spelling an administrator registered
 * is the one that is published and put into tokens, because clients compare it character by character.
 *
 * @param registered the URI as it was given, at most {@value #MAX_LENGTH} characters
 * @param canonical the normalised form (RFC 3986 §6.2.2 and §6.2.3): scheme and host in lower case, no default port, no
 *     slash for an empty path, dot segments removed, percent-encoding in upper case and only where it is needed. The
 *     case of the path and its trailing slash are kept: they may name different resources.
 * @param serverId the client id of the MCP server in its realm: {@value #SERVER_ID_PREFIX} and the first 24 hexadecimal
 *     digits of the SHA-256 of the canonical form. One resource is one client id, so the database's unique key keeps it
 *     unique and finding it is one look-up.
 */
public record ResourceUri(String registered, String canonical, String serverId) {

    /** The longest URI accepted, in characters. */
    public static final int MAX_LENGTH = 2000;

    /** What every {@link #serverId()} starts with. */
    public static final String SERVER_ID_PREFIX = "mcp_";

    static final int SERVER_ID_DIGITS = 24;
    private static final Set<String> LOOPBACK_HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Pattern SERVER_ID = Pattern.compile(SERVER_ID_PREFIX + "[0-9a-f]{" + SERVER_ID_DIGITS + "}");
    private static final Pattern PERCENT_ENCODED = Pattern.compile("%([0-9A-Fa-f]{2})");
    private static final String UNRESERVED = "-._~";

    /**
     * Reads a resource URI.
     *
     * @param text what was sent, without surrounding white space
     * @return the resource URI
     * @throws InvalidResourceUri if it is not an {@code https} URI (or {@code http} on loopback) without fragment,
     *     query and user information, of at most {@value #MAX_LENGTH} characters (RFC 8707 §2, RFC 9728 §1.2)
     */
    public static ResourceUri parse(String text) throws InvalidResourceUri {
        if (text.isBlank()) {
            throw new InvalidResourceUri(
                    "must not be empty: give the URL of the MCP server, such as https://mcp.example.com");
        }
        if (text.length() > MAX_LENGTH) {
            throw new InvalidResourceUri("must not be longer than " + MAX_LENGTH + " characters");
        }
        URI uri = toUri(text);
        requireAcceptable(uri, text);
        String canonical = canonical(uri);
        return new ResourceUri(text, canonical, serverId(canonical));
    }

    private static URI toUri(String text) throws InvalidResourceUri {
        try {
            URI uri = new URI(text);
            // Only a URI that can be sent as it stands: java.net.URI lets other characters pass (RFC 3986 §2).
            if (!uri.toASCIIString().equals(text)) {
                throw new InvalidResourceUri(
                        "must be written in ASCII: percent-encode other characters, and use punycode for the host");
            }
            return uri;
        } catch (URISyntaxException e) {
            throw new InvalidResourceUri("is not a URI: remove or percent-encode the character at position "
                    + (e.getIndex() < 0 ? 0 : e.getIndex()));
        }
    }

    private static void requireAcceptable(URI uri, String text) throws InvalidResourceUri {
        if (!uri.isAbsolute()) {
            throw new InvalidResourceUri("must be an absolute URI: begin with https://");
        }
        if (text.indexOf('#') >= 0) {
            throw new InvalidResourceUri("must not have a fragment: remove everything from # on");
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw new InvalidResourceUri("must use the scheme https, not " + scheme);
        }
        if (uri.isOpaque() || uri.getHost() == null) {
            throw new InvalidResourceUri("must name a host, such as https://mcp.example.com");
        }
        if (uri.getRawUserInfo() != null) {
            throw new InvalidResourceUri("must not have user information: remove everything between // and @");
        }
        if (uri.getRawQuery() != null) {
            throw new InvalidResourceUri("must not have a query: remove everything from ? on, use a path instead");
        }
        if (uri.getRawPath().contains("//")) {
            throw new InvalidResourceUri("must not have empty path segments: write / for //");
        }
        if (uri.getPort() == 0 || uri.getPort() > 65535) {
            throw new InvalidResourceUri("must have a port between 1 and 65535, or none");
        }
        if (scheme.equals("http") && !LOOPBACK_HOSTS.contains(uri.getHost().toLowerCase(Locale.ROOT))) {
            throw new InvalidResourceUri(
                    "must use https: http is accepted only for localhost, 127.0.0.1 and [::1], while developing");
        }
    }

    private static String canonical(URI uri) {
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        StringBuilder canonical = new StringBuilder(scheme).append("://").append(host(uri));
        if (uri.getPort() != -1 && uri.getPort() != (scheme.equals("https") ? 443 : 80)) {
            canonical.append(':').append(uri.getPort());
        }
        String path = path(uri);
        return path.equals("/") ? canonical.toString() : canonical.append(path).toString();
    }

    private static String host(URI uri) {
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        // "mcp.example.com." is the same name, written as fully qualified (RFC 3986 §3.2.2).
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    private static String path(URI uri) {
        String decoded = PERCENT_ENCODED.matcher(uri.getRawPath()).replaceAll(ResourceUri::normalisePercentEncoding);
        String path = URI.create("https://host" + decoded).normalize().getRawPath();
        // normalize() keeps leading "..": they point nowhere above the root (RFC 3986 §5.2.4).
        while (path.startsWith("/../")) {
            path = path.substring(3);
        }
        return path.equals("/..") ? "/" : path;
    }

    private static String normalisePercentEncoding(MatchResult encoded) {
        char character = (char) Integer.parseInt(encoded.group(1), 16);
        boolean unreserved =
                character < 128 && (Character.isLetterOrDigit(character) || UNRESERVED.indexOf(character) >= 0);
        return Matcher.quoteReplacement(
                unreserved ? String.valueOf(character) : encoded.group().toUpperCase(Locale.ROOT));
    }

    /**
     * Tells whether a text has the form of a {@link #serverId()}. No other text is ever looked up in the database.
     *
     * @param text any text
     * @return true if it has
     */
    public static boolean isServerId(String text) {
        return SERVER_ID.matcher(text).matches();
    }

    private static String serverId(String canonical) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(StandardCharsets.US_ASCII));
            return SERVER_ID_PREFIX + HexFormat.of().formatHex(digest).substring(0, SERVER_ID_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /**
     * Tells whether another resource URI names the same resource.
     *
     * @param other the other
     * @return true if the canonical forms are equal
     */
    public boolean sameResourceAs(ResourceUri other) {
        return canonical.equals(other.canonical);
    }

    /**
     * Tells whether another URI is this resource or lies below it, on whole path segments. MCP clients accept a
     * resource only for URLs at or below it.
     *
     * @param other the URI of an endpoint
     * @return true if it is at or below this resource
     */
    public boolean covers(ResourceUri other) {
        if (sameResourceAs(other)) {
            return true;
        }
        String parent = canonical.endsWith("/") ? canonical : canonical + "/";
        return other.canonical.startsWith(parent);
    }

    @Override
    public String toString() {
        return registered;
    }
}

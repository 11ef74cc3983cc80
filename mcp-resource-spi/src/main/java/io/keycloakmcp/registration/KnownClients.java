/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.registration;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.keycloak.util.JsonSerialization;

/**
 * The catalogue of MCP clients that are known to the world, with the redirect URIs that their vendors publish. A
 * redirect URI is matched character by character; {@code {id}} in it stands for one path segment.
 */
final class KnownClients {

    private static final String FILE = "known-clients.json";
    private static final String PLACEHOLDER = "{id}";
    /** Not one that begins with a dot: browsers take {@code ..} for the segment above. */
    private static final String ONE_SEGMENT = "[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,199}";

    private record Catalogue(
            @JsonProperty("version") String version,
            @JsonProperty("clients") List<Product> clients) {}

    private record Product(
            @JsonProperty("product") String product,
            @JsonProperty("publisher") String publisher,
            @JsonProperty("redirect_uris") List<String> redirectUris) {}

    private final List<Pattern> redirectUris;

    private KnownClients(List<Pattern> redirectUris) {
        this.redirectUris = redirectUris;
    }

    /** Reads the catalogue that is part of this JAR. */
    static KnownClients load() {
        try (InputStream file = KnownClients.class.getResourceAsStream(FILE)) {
            Catalogue catalogue = JsonSerialization.readValue(file, Catalogue.class);
            return new KnownClients(catalogue.clients().stream()
                    .flatMap(product -> product.redirectUris().stream())
                    .map(KnownClients::pattern)
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException("The catalogue of known clients cannot be read", e);
        }
    }

    private static Pattern pattern(String redirectUri) {
        return Pattern.compile(Arrays.stream(redirectUri.split(Pattern.quote(PLACEHOLDER), -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(ONE_SEGMENT)));
    }

    boolean hasRedirectUri(String redirectUri) {
        return redirectUris.stream()
                .anyMatch(known -> known.matcher(redirectUri).matches());
    }
}

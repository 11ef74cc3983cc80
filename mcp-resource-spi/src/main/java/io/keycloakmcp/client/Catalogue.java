/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.util.JsonSerialization;

/**
 * The catalogue of MCP clients that are known to the world: what comes with this JAR, and what the realm adds to it. A
 * client is a product only as far as it can prove it, by the URL that is its id or by redirect URIs that nobody else
 * receives; one on the user's own computer proves nothing.
 */
public final class Catalogue {

    private static final String FILE = "known-clients.json";
    private static final List<Product> SHIPPED = load();

    private final List<Product> products;

    private Catalogue(List<Product> products) {
        this.products = products;
    }

    private record File(
            @JsonProperty("version") String version,
            @JsonProperty("clients") List<Product> clients) {}

    private static List<Product> load() {
        try (InputStream file = Catalogue.class.getResourceAsStream(FILE)) {
            return List.copyOf(JsonSerialization.readValue(file, File.class).clients());
        } catch (IOException e) {
            throw new UncheckedIOException("The catalogue of known clients cannot be read", e);
        }
    }

    /**
     * The catalogue of a realm.
     *
     * @param additions what the realm adds; a product of the same name takes the place of the shipped one
     * @return the catalogue
     */
    public static Catalogue with(List<Product> additions) {
        List<String> replaced = additions.stream().map(Product::name).toList();
        return new Catalogue(Stream.concat(
                        SHIPPED.stream().filter(product -> !replaced.contains(product.name())), additions.stream())
                .toList());
    }

    /**
     * All products.
     *
     * @return the products, those of the realm last
     */
    public List<Product> products() {
        return products;
    }

    /**
     * The product of a name.
     *
     * @param name the name
     * @return the product, or empty if there is none
     */
    public Optional<Product> named(String name) {
        return products.stream().filter(product -> product.name().equals(name)).findFirst();
    }

    /**
     * The product whose client id a URL is. One that is written out comes before one with a placeholder in it, because
     * products of one vendor share a host and the beginning of a path.
     *
     * @param url the URL
     * @return the product, or empty if there is none
     */
    public Optional<Product> ofClientId(String url) {
        return products.stream()
                .filter(product -> product.clientIds().contains(url))
                .findFirst()
                .or(() -> products.stream()
                        .filter(product -> product.hasClientId(url))
                        .findFirst());
    }

    /**
     * The product that redirect URIs prove. Those on the user's own computer may be among them, and prove nothing.
     *
     * @param redirectUris the redirect URIs of one client
     * @return the one product that receives all the others, if there are any
     */
    public Optional<Product> ofRedirectUris(List<String> redirectUris) {
        List<String> telling = redirectUris.stream()
                .filter(redirectUri -> !RedirectUri.isLoopback(redirectUri))
                .toList();
        return products.stream()
                .filter(product -> !telling.isEmpty() && telling.stream().allMatch(product::hasRedirectUri))
                .findFirst();
    }

    /**
     * Tells whether a redirect URI is one of any product.
     *
     * @param redirectUri the redirect URI
     * @return true if it is
     */
    public boolean hasRedirectUri(String redirectUri) {
        return products.stream().anyMatch(product -> product.hasRedirectUri(redirectUri));
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What becomes a product of its own when an administrator approves one of its clients. */
final class KnownProductTest {

    private static final Catalogue SHIPPED = Catalogue.with(List.of());

    private static Product added(Catalogue catalogue, KnownProduct known) {
        return known.newTo(catalogue).orElseThrow();
    }

    private static KnownProduct registered(String name, String... redirectUris) {
        return new KnownProduct(name, List.of(), List.of(redirectUris));
    }

    @Test
    void isKnownByWhatOnlyItsMakersReceive() {
        assertThat(registered("X", "https://claude.ai/api/mcp/auth_callback").in(SHIPPED))
                .map(Product::name)
                .contains("Claude");
        assertThat(registered("Claude", "https://client.example/callback").in(SHIPPED))
                .isEmpty();
        assertThat(new KnownProduct("X", List.of("https://zed.dev/oauth/client-metadata.json"), List.of()).in(SHIPPED))
                .map(Product::name)
                .contains("Zed");
        assertThat(new KnownProduct(
                                "X",
                                List.of("https://client.example/c"),
                                List.of("https://claude.ai/api/mcp/auth_callback"))
                        .in(SHIPPED))
                .as("a client id says more than redirect URIs")
                .isEmpty();
    }

    @Test
    void isAddedWithAllThatTellsItApart() {
        Product product = added(
                SHIPPED, new KnownProduct("Ours", List.of("https://client.example/c"), List.of("app.example:/cb")));

        assertThat(product.name()).isEqualTo("Ours");
        assertThat(product.clientIds()).containsExactly("https://client.example/c");
        assertThat(product.redirectUris()).containsExactly("app.example:/cb");
    }

    @Test
    void isNotAddedWhereNothingTellsItApart() {
        assertThat(registered("Ours").newTo(SHIPPED)).isEmpty();
    }

    /** The name is the client's own claim. */
    @Test
    void neverTakesTheNameOfAnother() {
        Product first = added(SHIPPED, registered("Claude", "https://client.example/a"));
        Product second = added(Catalogue.with(List.of(first)), registered("Claude", "https://client.example/b"));
        Product third = added(Catalogue.with(List.of(first, second)), registered("Claude", "https://client.example/c"));
        Product ofAScheme = added(SHIPPED, registered("Claude", "com.example.app:/callback"));

        assertThat(List.of(first, second, third, ofAScheme))
                .map(Product::name)
                .containsExactly(
                        "Claude (client.example)",
                        "Claude (client.example 2)",
                        "Claude (client.example 3)",
                        "Claude (com.example.app)");
        assertThat(SHIPPED.named("Claude").flatMap(found -> Optional.of(found.publisher())))
                .contains("Anthropic");
    }
}

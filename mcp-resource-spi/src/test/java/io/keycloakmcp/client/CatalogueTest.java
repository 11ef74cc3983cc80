/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.util.JsonSerialization;

/** The catalogue of known clients, and how strictly a redirect URI must match it. */
final class CatalogueTest {

    private static final Catalogue KNOWN = Catalogue.with(List.of());

    private static JsonNode catalogue() {
        try (InputStream file = Catalogue.class.getResourceAsStream("known-clients.json")) {
            return JsonSerialization.mapper.readTree(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Those that only one publisher receives. */
    static List<String> redirectUris() {
        return texts("redirect_uris")
                .filter(redirectUri -> !redirectUri.startsWith("http:"))
                .toList();
    }

    static List<String> loopbackRedirectUris() {
        return texts("redirect_uris")
                .filter(redirectUri -> redirectUri.startsWith("http:"))
                .distinct()
                .toList();
    }

    static List<String> clientIds() {
        return texts("client_ids").toList();
    }

    private static Stream<String> texts(String member) {
        return elements(catalogue().get("clients"))
                .flatMap(product -> elements(product.path(member)))
                .map(JsonNode::textValue);
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static Optional<String> product(String clientId) {
        return KNOWN.ofClientId(clientId).map(Product::name);
    }

    @Test
    void saysOfWhichDayItIsAndWhoseClientsTheyAre() {
        assertThat(LocalDate.parse(catalogue().get("version").textValue())).isAfter(LocalDate.of(2026, 1, 1));
        assertThat(catalogue().get("clients")).isNotEmpty().allSatisfy(product -> {
            assertThat(product.get("product").textValue()).isNotBlank();
            assertThat(product.get("publisher").textValue()).isNotBlank();
            assertThat(product.path("client_ids").size()
                            + product.path("redirect_uris").size())
                    .as(product.toString())
                    .isPositive();
            assertThat(LocalDate.parse(product.get("verified_on").textValue()))
                    .isAfter(LocalDate.of(2026, 1, 1))
                    .isBeforeOrEqualTo(
                            LocalDate.parse(catalogue().get("version").textValue()));
            assertThat(product.path("needs").asText()).hasSizeLessThanOrEqualTo(255);
        });
    }

    @Test
    void hasNothingTwice() {
        assertThat(redirectUris()).doesNotHaveDuplicates();
        assertThat(clientIds()).doesNotHaveDuplicates();
        assertThat(KNOWN.products()).extracting(Product::name).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("clientIds")
    void hasOnlyClientIdsThatAClientMayHave(String clientId) {
        URI uri = URI.create(clientId.replace("{id}", "x"));

        assertThat(uri.getScheme()).isEqualTo("https");
        assertThat(uri.getHost()).isNotNull();
        assertThat(uri.getPort()).isEqualTo(-1);
        assertThat(uri.getRawPath()).as("a path of its own").hasSizeGreaterThan(1);
        assertThat(uri.getRawQuery()).isNull();
        assertThat(uri.getRawFragment()).isNull();
        assertThat(uri.getRawUserInfo()).isNull();
        assertThat(uri.normalize()).isEqualTo(uri);
        assertThat(clientId).doesNotContain("*").hasSizeLessThanOrEqualTo(100);
    }

    @ParameterizedTest
    @MethodSource("clientIds")
    void matchesAClientIdCharacterByCharacter(String pattern) {
        String clientId = pattern.replace("{id}", "AbC-1_2");

        assertThat(product(clientId)).isPresent();
        assertThat(product(clientId + "/")).isEmpty();
        assertThat(product(clientId + "?x=1")).isEmpty();
        assertThat(product(clientId + "#x")).isEmpty();
        assertThat(product("x" + clientId)).isEmpty();
        assertThat(product(clientId.replaceFirst("^https:", "http:"))).isEmpty();
        assertThat(product(clientId.replaceFirst("//", "//user@"))).isEmpty();
        assertThat(product(clientId.replaceFirst("//[^/]*", "$0:443"))).isEmpty();
        assertThat(product(clientId.replaceFirst("//[^/]*", "$0.evil.example"))).isEmpty();
        assertThat(product(clientId.replaceFirst("//[^/]*", "//evil.example"))).isEmpty();
        assertThat(product(clientId.replace(".", "x"))).isEmpty();
        assertThat(product(clientId.substring(0, clientId.lastIndexOf('/') + 1)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "https://chatgpt.com/oauth/client.json, ChatGPT",
        "https://chatgpt.com/oauth/AbC-1/client.json, ChatGPT",
        "https://chatgpt.com/oauth/codex/client.json, Codex",
        "https://chatgpt.com/oauth/codex/AbC-1/client.json, Codex",
        "https://claude.ai/oauth/mcp-oauth-client-metadata, Claude",
        "https://claude.ai/oauth/claude-code-client-metadata, Claude Code",
        "https://insiders.vscode.dev/oauth/client-metadata.json, Visual Studio Code",
        "https://github.com/copilot/cli/client-metadata.json, GitHub Copilot CLI",
    })
    void tellsProductsThatShareAHostApart(String clientId, String name) {
        assertThat(product(clientId)).contains(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://github.com/copilot/cli2/client-metadata.json",
                "https://github.com/somebody/cli/client-metadata.json",
                "https://apify.github.io/other/client-metadata.json",
                "https://nousresearch.github.io/client-metadata.json",
                "https://chatgpt.com/oauth/a/b/client.json",
                "https://chatgpt.com/oauth/../client.json",
                "https://chatgpt.com/share/client.json",
                "https://claude.ai/public/artifacts/x",
                "https://claude.ai/",
            })
    void doesNotTrustAHostForTheProductsOnIt(String clientId) {
        assertThat(product(clientId)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("loopbackRedirectUris")
    void namesLoopbackRedirectUrisWithoutAPortAndBelievesNoneOfThem(String redirectUri) {
        assertThat(RedirectUri.isLoopback(redirectUri)).isTrue();
        assertThat(URI.create(redirectUri).getPort()).isEqualTo(-1);
        assertThat(KNOWN.hasRedirectUri(redirectUri)).isFalse();
        assertThat(KNOWN.ofRedirectUris(List.of(redirectUri))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("redirectUris")
    void hasOnlyRedirectUrisThatBelongToOnePublisher(String redirectUri) {
        URI uri = URI.create(redirectUri.replace("{id}", "x"));

        assertThat(uri.getScheme()).isIn("https", "cursor");
        assertThat(uri.getHost()).isNotNull();
        assertThat(uri.getRawPath()).as("a path of its own").hasSizeGreaterThan(1);
        assertThat(uri.getRawQuery()).isNull();
        assertThat(uri.getRawFragment()).isNull();
        assertThat(uri.getRawUserInfo()).isNull();
        assertThat(redirectUri).doesNotContain("*");
    }

    @ParameterizedTest
    @MethodSource("redirectUris")
    void matchesCharacterByCharacter(String pattern) {
        String redirectUri = pattern.replace("{id}", "AbC-1_2.3~4");

        assertThat(KNOWN.hasRedirectUri(redirectUri)).isTrue();
        assertThat(KNOWN.hasRedirectUri(redirectUri + "/")).isFalse();
        assertThat(KNOWN.hasRedirectUri(redirectUri + "?x=1")).isFalse();
        assertThat(KNOWN.hasRedirectUri(redirectUri + "#x")).isFalse();
        assertThat(KNOWN.hasRedirectUri(redirectUri + "\n")).isFalse();
        assertThat(KNOWN.hasRedirectUri("x" + redirectUri)).isFalse();
        assertThat(KNOWN.hasRedirectUri(redirectUri.substring(0, redirectUri.length() / 2)))
                .isFalse();
        assertThat(KNOWN.hasRedirectUri(redirectUri.replace(".", "x"))).isFalse();
        assertThat(KNOWN.hasRedirectUri(
                        redirectUri.replaceFirst("^https:", "http:").replaceFirst("^cursor:", "https:")))
                .isFalse();
        assertThat(KNOWN.hasRedirectUri(redirectUri.replaceFirst("/[^/]*$", "/%61")))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "_", "A-b.c~d_e", "x..y"})
    void takesOneSegmentForAnId(String id) {
        assertThat(KNOWN.hasRedirectUri("https://chatgpt.com/connector/oauth/" + id))
                .isTrue();
        assertThat(KNOWN.hasRedirectUri("https://global.consent.azure-apim.net/redirect/" + id))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "...",
                "../x",
                "a/b",
                "a/",
                "/a",
                "a%2Fb",
                "%2e%2e",
                "a?b",
                "a#b",
                "a@b",
                "a:b",
                "a*",
                "a b",
                "a;b",
                "a\\b",
                "caf\u00e9",
                "{id}",
                "*"
            })
    void takesNothingButOneSegmentForAnId(String id) {
        assertThat(KNOWN.hasRedirectUri("https://chatgpt.com/connector/oauth/" + id))
                .isFalse();
    }

    @Test
    void takesTwoHundredCharactersForAnIdAndNotOneMore() {
        String prefix = "https://chatgpt.com/connector/oauth/";

        assertThat(KNOWN.hasRedirectUri(prefix + "a".repeat(200))).isTrue();
        assertThat(KNOWN.hasRedirectUri(prefix + "a".repeat(201))).isFalse();
    }

    @Test
    void knowsNothingElse() {
        assertThat(KNOWN.hasRedirectUri("")).isFalse();
        assertThat(KNOWN.hasRedirectUri("https://evil.example/api/mcp/auth_callback"))
                .isFalse();
        assertThat(KNOWN.hasRedirectUri("http://localhost/callback")).isFalse();
    }
}

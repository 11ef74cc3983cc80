/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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

    static List<String> redirectUris() {
        return elements(catalogue().get("clients"))
                .flatMap(product -> elements(product.get("redirect_uris")))
                .map(JsonNode::textValue)
                .toList();
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    @Test
    void saysOfWhichDayItIsAndWhoseClientsTheyAre() {
        assertThat(LocalDate.parse(catalogue().get("version").textValue())).isAfter(LocalDate.of(2026, 1, 1));
        assertThat(catalogue().get("clients")).isNotEmpty().allSatisfy(product -> {
            assertThat(product.get("product").textValue()).isNotBlank();
            assertThat(product.get("publisher").textValue()).isNotBlank();
            assertThat(product.get("redirect_uris")).isNotEmpty();
        });
    }

    @Test
    void hasNoRedirectUriTwice() {
        assertThat(redirectUris()).doesNotHaveDuplicates();
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

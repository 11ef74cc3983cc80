/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.keycloakmcp.resource.InvalidFields;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which clients are let in, and in which spellings their redirect URIs are kept. */
final class AdmissionTest {

    private static Decision decision(String settings, List<String> redirectUris) {
        try {
            return new Admission(ClientSettings.read(settings)).ofRegistration(redirectUris, false);
        } catch (InvalidFields e) {
            throw new AssertionError(e);
        }
    }

    private static void accepts(List<String> redirectUris) {
        assertThat(decision("{}", redirectUris).outcome()).isEqualTo(Decision.Outcome.ACCEPTED);
    }

    private static String refusal(List<String> redirectUris) {
        Decision decision = decision("{}", redirectUris);
        assertThat(decision.isRefused()).as(redirectUris.toString()).isTrue();
        return decision.message();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost",
                "http://localhost/",
                "http://localhost/callback",
                "http://localhost:3118/callback",
                "http://127.0.0.1",
                "http://127.0.0.1:33418/",
                "http://127.0.0.1:51234/callback/AbCdEf",
                "http://[::1]/callback",
                "http://[::1]:8080/callback",
                "http://localhost:7777/oauth/call%20back"
            })
    void acceptsHttpOnLoopback(String redirectUri) {
        accepts(List.of(redirectUri));
        assertThat(RedirectUri.isLoopback(redirectUri)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://claude.ai/api/mcp/auth_callback",
                "https://chatgpt.com/connector/oauth/AbC-123_x",
                "cursor://anysphere.cursor-mcp/oauth/callback",
                "https://oauth.n8n.cloud/oauth2/callback"
            })
    void acceptsTheRedirectUrisOfKnownClients(String redirectUri) {
        accepts(List.of(redirectUri));
        assertThat(RedirectUri.isLoopback(redirectUri)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Somebody's, but nobody known.
                "https://evil.example/callback",
                "https://n8n.example.com/rest/oauth2-credential/callback",
                "http://evil.example/callback",
                "https://localhost/callback",
                "https://127.0.0.1/callback",
                // Nearly loopback.
                "http://localhost.evil.example/",
                "http://localhost.",
                "http://127.0.0.1.evil.example/callback",
                "http://127.0.0.2/callback",
                "http://127.1/callback",
                "http://0.0.0.0/callback",
                "http://2130706433/callback",
                "http://0x7f000001/callback",
                "http://[::]/callback",
                "http://[::ffff:127.0.0.1]/callback",
                "http://[0:0:0:0:0:0:0:1]/callback",
                "http://localhost@evil.example/callback",
                "http://127.0.0.1@evil.example/",
                "http://user@localhost/callback",
                "http://localhost:pass@evil.example/",
                "http://LOCALHOST/callback",
                "HTTP://localhost/callback",
                "http:/localhost/callback",
                "http:localhost/callback",
                "//localhost/callback",
                "localhost/callback",
                "http://evil.example\\@localhost/callback",
                "http://localhost\\@evil.example/callback",
                "http://evil.example#@localhost/callback",
                "http://evil.example?@localhost/callback",
                // Loopback with more than a plain path.
                "http://localhost/callback#",
                "http://localhost/callback#x",
                "http://localhost/callback?",
                "http://localhost/callback?next=https://evil.example",
                "http://localhost/*",
                "http://localhost*",
                "http://localhost:*/callback",
                "http://localhost/a/../callback",
                "http://localhost/./callback",
                "http://localhost/callback ",
                " http://localhost/callback",
                "http://localhost/call\nback",
                "http://localhost/%",
                // Nearly a known client.
                "https://claude.ai.evil.example/api/mcp/auth_callback",
                "https://claude.ai@evil.example/api/mcp/auth_callback",
                "https://evil.example/https://claude.ai/api/mcp/auth_callback",
                "https://claude.ai/api/mcp/auth_callback/",
                "https://claude.ai/api/mcp/auth_callback/../x",
                "https://claude.ai/api/mcp/auth_callback?x=1",
                "https://claude.ai/api/mcp/auth_callback#x",
                "https://claude.ai:443/api/mcp/auth_callback",
                "https://claude.ai:8443/api/mcp/auth_callback",
                "https://CLAUDE.ai/api/mcp/auth_callback",
                "HTTPS://claude.ai/api/mcp/auth_callback",
                "https://claude.ai/API/mcp/auth_callback",
                "https://claude.ai/api/mcp/auth_callbac%6b",
                "https://claude_ai/api/mcp/auth_callback",
                "https://claudexai/api/mcp/auth_callback",
                "http://claude.ai/api/mcp/auth_callback",
                "https://claude.ai/*",
                "*",
                "https://*",
                // Other schemes.
                "javascript:alert(1)",
                "JavaScript:alert(1)//https://claude.ai/api/mcp/auth_callback",
                "data:text/html,<script>alert(1)</script>",
                "vbscript:x",
                "file:///etc/passwd",
                "urn:ietf:wg:oauth:2.0:oob",
                "com.example.app:/oauth",
                "cursor://evil/oauth/callback",
                "cursor://anysphere.cursor-mcp/oauth/callback/x",
                "myapp://callback"
            })
    void refusesEverythingElse(String redirectUri) {
        assertThat(refusal(List.of(redirectUri)))
                .isEqualTo("Redirect URI number 1 belongs to no known MCP client and is not an http URI on localhost,"
                        + " 127.0.0.1 or [::1]. Ask the administrator of the realm to register the client by hand");
    }

    @Test
    void refusesAllForOneAndSaysWhichOne() {
        assertThat(refusal(List.of("http://localhost/callback", "https://evil.example", "https://worse.example")))
                .startsWith("Redirect URI number 2 belongs to no known MCP client");
    }

    @ParameterizedTest
    @CsvSource({
        "known_clients, https://unknown.example/callback, REFUSED, redirect_uri_unknown",
        "open, https://unknown.example/callback, ACCEPTED, open",
        "open, com.example.app:/oauth, ACCEPTED, open",
        "open, myapp://callback, REFUSED, redirect_uri_malformed",
        "open, javascript:alert(1), REFUSED, redirect_uri_malformed",
        "open, http://unknown.example/callback, REFUSED, redirect_uri_malformed",
        "open, https://unknown.example/*, REFUSED, redirect_uri_malformed",
        "approval, https://unknown.example/callback, PENDING, approval",
        "approval, javascript:alert(1), REFUSED, redirect_uri_malformed",
        "approval, https://claude.ai/api/mcp/auth_callback, ACCEPTED, known_client",
        "token, https://claude.ai/api/mcp/auth_callback, REFUSED, initial_access_token_missing",
        "off, https://claude.ai/api/mcp/auth_callback, REFUSED, registration_off",
    })
    void decidesByTheModeOfTheRealm(String mode, String redirectUri, Decision.Outcome outcome, String rule) {
        Decision decision = decision("{\"registration\":{\"mode\":\"" + mode + "\"}}", List.of(redirectUri));

        assertThat(decision.outcome()).isEqualTo(outcome);
        assertThat(decision.rule()).isEqualTo(rule);
    }

    @Test
    void knowsAProductByItsOwnRedirectUrisAndNotByThoseOfTheUsersComputer() {
        assertThat(decision("{}", List.of("https://claude.ai/api/mcp/auth_callback", "http://localhost/callback"))
                        .product())
                .map(Product::name)
                .contains("Claude");
        assertThat(decision("{}", List.of("http://localhost/callback")).product())
                .isEmpty();
        assertThat(decision("{}", List.of("https://claude.ai/api/mcp/auth_callback", "https://vscode.dev/redirect"))
                        .product())
                .isEmpty();
    }

    @Test
    void keepsABlockedProductOutInEveryMode() {
        for (RegistrationMode mode : RegistrationMode.values()) {
            assertThat(decision(
                                    "{\"blocked_products\":[\"Claude\"],\"registration\":{\"mode\":\"" + mode.wire()
                                            + "\"}}",
                                    List.of("https://claude.ai/api/mcp/auth_callback"))
                            .isRefused())
                    .isTrue();
        }
    }

    @Test
    void letsInWhatTheRealmAddsToTheCatalogue() {
        String settings =
                "{\"known_clients\":[{\"product\":\"Ours\",\"redirect_uris\":[\"https://ours.example/{id}/cb\"]}]}";

        assertThat(decision(settings, List.of("https://ours.example/a/cb")).product())
                .map(Product::name)
                .contains("Ours");
        assertThat(decision(settings, List.of("https://ours.example/a/b/cb")).isRefused())
                .isTrue();
    }

    private static Admission admission(String settings) {
        try {
            return new Admission(ClientSettings.read(settings));
        } catch (InvalidFields e) {
            throw new AssertionError(e);
        }
    }

    private static Decision byUrl(String settings, String clientId, String redirectUri) {
        return admission(settings).ofClientIdMetadata(clientId, List.of(redirectUri));
    }

    @ParameterizedTest
    @CsvSource({
        "known_clients, https://vscode.dev/oauth/client-metadata.json, ACCEPTED, known_client",
        "known_clients, https://client.example/client.json, REFUSED, client_id_unknown",
        "open, https://client.example/client.json, ACCEPTED, open",
        "approval, https://client.example/client.json, PENDING, approval",
        "approval, https://vscode.dev/oauth/client-metadata.json, ACCEPTED, known_client",
        "off, https://vscode.dev/oauth/client-metadata.json, REFUSED, client_id_metadata_off",
    })
    void decidesAboutAClientIdByTheModeOfTheRealm(String mode, String clientId, Decision.Outcome outcome, String rule) {
        Decision decision =
                byUrl("{\"client_id_metadata\":{\"mode\":\"" + mode + "\"}}", clientId, "http://127.0.0.1/callback");

        assertThat(decision.outcome()).isEqualTo(outcome);
        assertThat(decision.rule()).isEqualTo(rule);
    }

    @ParameterizedTest
    @CsvSource({
        // Its own host, the user's computer, and what the catalogue says of this very product.
        "https://claude.ai/elsewhere, ACCEPTED",
        "http://localhost/callback, ACCEPTED",
        "https://claude.com/api/mcp/auth_callback, ACCEPTED",
        "https://vscode.dev/redirect, REFUSED",
        "https://evil.example/callback, REFUSED",
        "https://claude.ai:8443/callback, REFUSED",
        "https://claude.ai.evil.example/callback, REFUSED",
        "javascript:alert(1), REFUSED",
        "http://claude.ai/callback, REFUSED",
    })
    void letsAKnownClientGoBackToItsOwnPlacesAlone(String redirectUri, Decision.Outcome outcome) {
        assertThat(byUrl("{}", "https://claude.ai/oauth/mcp-oauth-client-metadata", redirectUri)
                        .outcome())
                .isEqualTo(outcome);
    }

    @Test
    void letsInWhatTheAdministratorHasTheDocumentOf() {
        String pinned = "{\"client_id_metadata\":{\"pinned_documents\":[{\"client_id\":\"https://ours.example/c\","
                + "\"document\":{\"client_id\":\"https://ours.example/c\"}}]}}";

        assertThat(byUrl(pinned, "https://ours.example/c", "https://ours.example/cb")
                        .rule())
                .isEqualTo("pinned_document");
        assertThat(byUrl(pinned, "https://ours.example/c", "https://elsewhere.example/cb")
                        .rule())
                .isEqualTo("redirect_uri_foreign");
        assertThat(byUrl(pinned, "https://ours.example/c", "javascript:alert(1)")
                        .isRefused())
                .isTrue();
        assertThat(byUrl(pinned, "https://ours.example/d", "https://elsewhere.example/cb")
                        .isRefused())
                .isTrue();
    }

    @Test
    void keepsABlockedProductOutByItsClientIdToo() {
        assertThat(byUrl(
                                "{\"blocked_products\":[\"Claude\"],\"client_id_metadata\":{\"mode\":\"open\"}}",
                                "https://claude.ai/oauth/mcp-oauth-client-metadata",
                                "https://claude.ai/api/mcp/auth_callback")
                        .rule())
                .isEqualTo("product_blocked");
    }

    @Test
    void refusesNone() {
        assertThat(refusal(List.of())).isEqualTo("redirect_uris is missing. Send at least one redirect URI");
    }

    @Test
    void acceptsTwentyAndNotOneMore() {
        accepts(numbered(20));
        assertThat(refusal(numbered(21))).isEqualTo("There are more than 20 redirect URIs. Send fewer");
    }

    private static List<String> numbered(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> "http://localhost:" + (3000 + number) + "/callback")
                .toList();
    }

    @Test
    void acceptsWhatTheDatabaseCanHoldAndNotOneCharacterMore() {
        String prefix = "http://localhost/";
        String longest = prefix + "a".repeat(255 - prefix.length());

        accepts(List.of(longest));
        assertThat(refusal(List.of(longest + "a"))).isEqualTo("Redirect URI number 1 is longer than 255 characters");
    }

    @Test
    void keepsALoopbackUriWithoutItsPortToo() {
        assertThat(RedirectUri.kept(List.of("http://localhost:3118/callback")))
                .containsExactly("http://localhost:3118/callback", "http://localhost/callback");
        assertThat(RedirectUri.kept(List.of("http://[::1]:8080/call%20back")))
                .containsExactly("http://[::1]:8080/call%20back", "http://[::1]/call%20back");
        assertThat(RedirectUri.kept(List.of("http://127.0.0.1/callback"))).containsExactly("http://127.0.0.1/callback");
    }

    @Test
    void keepsAnEmptyPathWithASlashAndWithout() {
        assertThat(RedirectUri.kept(List.of("http://127.0.0.1:33418")))
                .containsExactlyInAnyOrder(
                        "http://127.0.0.1:33418", "http://127.0.0.1:33418/", "http://127.0.0.1", "http://127.0.0.1/");
        assertThat(RedirectUri.kept(List.of("http://127.0.0.1:33418/")))
                .containsExactlyInAnyOrderElementsOf(RedirectUri.kept(List.of("http://127.0.0.1:33418")));
    }

    @Test
    void keepsTheSlashOfAnotherPathAsItIs() {
        assertThat(RedirectUri.kept(List.of("http://localhost/callback/")))
                .containsExactly("http://localhost/callback/");
    }

    @Test
    void keepsOtherUrisCharacterByCharacter() {
        List<String> known = List.of(
                "https://claude.ai/api/mcp/auth_callback",
                "cursor://anysphere.cursor-mcp/oauth/callback",
                "https://grok.com/connectors-oauth-exchange-code/");

        assertThat(RedirectUri.kept(known)).containsExactlyElementsOf(known);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.consent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReturnAddressTest {

    @ParameterizedTest
    @CsvSource({
        "https://claude.ai/cb, web, claude.ai",
        "https://CLAUDE.AI:8443/cb, web, claude.ai:8443",
        "https://claude.ai@evil.example/cb, web, evil.example",
        "https://сlaude.ai/cb, web, xn--laude-0ye.ai",
        "https://claude.ai@сlaude.ai:8443/cb, web, xn--laude-0ye.ai:8443",
        "https://localhost.evil.example/cb, web, localhost.evil.example",
        "https://127.0.0.1.evil.example/cb, web, 127.0.0.1.evil.example",
        "http://localhost:3000/cb, computer, localhost",
        "http://LOCALHOST/cb, computer, localhost",
        "http://app.localhost/cb, computer, app.localhost",
        "http://127.1.2.3:1/cb, computer, 127.1.2.3",
        "http://[::1]:3000/cb, computer, [::1]",
        "https://localhost/cb, computer, localhost",
        "cursor://anysphere.cursor-mcp/oauth/callback, app, cursor:",
        "com.example.app:/cb, app, com.example.app:",
        "urn:ietf:wg:oauth:2.0:oob, app, urn:"
    })
    void showsTheHostOrTheScheme(String redirectUri, String kind, String place) {
        assertThat(ReturnAddress.of(redirectUri)).isEqualTo(new ReturnAddress(kind, place));
    }

    @Test
    void showsWhatIsNoUriAsItIs() {
        assertThat(ReturnAddress.of("https://a b")).isEqualTo(new ReturnAddress("web", "https://a b"));
    }

    @Test
    void knowsThatADeviceHasNone() {
        assertThat(ReturnAddress.of(null)).isEqualTo(new ReturnAddress("device", ""));
    }
}

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
        "http://intranet.example:8080/cb, plain, intranet.example:8080",
        "https://localhost./cb, computer, localhost",
        "http://0.0.0.0:3000/cb, computer, 0.0.0.0",
        "http://[::ffff:127.0.0.1]/cb, computer, [::ffff:127.0.0.1]",
        "https://192.0.2.1/cb, web, 192.0.2.1",
        "https://2130706433/cb, unclear, 2130706433",
        "https://0x7f.1/cb, unclear, 0x7f.1",
        "https:///cb, unclear, ''",
        "https:cb, unclear, ''"
    })
    void showsTheHostOrTheScheme(String redirectUri, String kind, String place) {
        assertThat(ReturnAddress.of(redirectUri)).isEqualTo(new ReturnAddress(kind, place));
    }

    @Test
    void showsWhatIsNoUriAsItIsAndWarns() {
        assertThat(ReturnAddress.of("https://evil.example\\@claude.ai/"))
                .isEqualTo(new ReturnAddress("unclear", "https://evil.example\\@claude.ai/"));
    }

    @Test
    void knowsThatADeviceAndACodeToCopyHaveNone() {
        assertThat(ReturnAddress.of(null)).isEqualTo(new ReturnAddress("device", ""));
        assertThat(ReturnAddress.of("urn:ietf:wg:oauth:2.0:oob")).isEqualTo(new ReturnAddress("copy", ""));
    }

    @Test
    void onlyAHostOnTheWebIsSomebodysOwn() {
        assertThat(ReturnAddress.of("https://claude.ai/cb").isOwned()).isTrue();
        assertThat(ReturnAddress.of("http://claude.ai/cb").isOwned()).isFalse();
        assertThat(ReturnAddress.of("http://localhost/cb").isOwned()).isFalse();
        assertThat(ReturnAddress.of("claude://cb").isOwned()).isFalse();
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.cimd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which client ids are URLs that a document may be at. */
final class MetadataUrlTest {

    private static RefusedClient refusal(String text, boolean allowLoopback) {
        return catchThrowableOfType(RefusedClient.class, () -> MetadataUrl.read(text, allowLoopback));
    }

    @ParameterizedTest
    @CsvSource({
        "https://client.example/client.json, true",
        "http://localhost/client.json, true",
        "https://, true",
        "mc_123, false",
        "account, false",
        "HTTPS://client.example/client.json, false",
        "ftp://client.example/client.json, false",
        "urn:client, false",
    })
    void knowsWhatIsMeantToBeOne(String clientId, boolean isMeant) {
        assertThat(MetadataUrl.isMeant(clientId)).isEqualTo(isMeant);
        assertThat(MetadataUrl.isMeant(null)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://client.example/client.json",
                "https://client.example/a/b/c",
                "https://client.example/a/",
                "https://client.example/client.json?v=1",
                "https://client.example:443/client.json",
                "https://xn--bcher-kva.example/client.json",
                "https://1.1.1.1/client.json",
                "https://[2606:4700::1]/client.json",
            })
    void takesHttpsUrlsWithAPath(String text) throws RefusedClient {
        MetadataUrl url = MetadataUrl.read(text, false);

        assertThat(url.text()).isEqualTo(text);
        assertThat(url.isOnUsualPort()).isTrue();
        assertThat(url.isLoopback()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://client.example",
                "https://client.example/",
                "https://client.example/#x",
                "https://client.example/client.json#",
                "https://client.example/client.json#x",
                "https://user@client.example/client.json",
                "https://user:pass@client.example/client.json",
                "https://@client.example/client.json",
                "https://client.example/a/../client.json",
                "https://client.example/./client.json",
                "https://client.example/a/%2e%2e/client.json",
                "https://client.example/a/%2E/client.json",
                "https://client.example//client.json",
                "https://client.example/client json",
                "https://client.example\\client.json",
                "https://client.example/client.json\n",
                "https:///client.json",
                "https://",
                "https:client.json",
                "https://client_example/client.json",
                "https://b\u00fccher.example/client.json",
                "https://client.example:x/client.json",
                "http://client.example/client.json",
                "http://localhost.evil.example/client.json",
                "http://127.0.0.1.evil.example/client.json",
                "http://127.0.0.2/client.json",
                "http://10.0.0.1/client.json",
            })
    void takesNothingElse(String text) {
        assertThat(refusal(text, false)).as(text).isNotNull();
        assertThat(refusal(text, true)).as(text).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost/client.json",
                "http://localhost:8080/client.json",
                "http://127.0.0.1:8080/client.json",
                "http://[::1]:8080/client.json",
                "https://localhost:8443/client.json",
            })
    void takesOnesOnThisMachineOnlyWhereThatIsAllowed(String text) throws RefusedClient {
        assertThat(refusal(text, false).getMessage()).contains("allow_loopback");
        assertThat(MetadataUrl.read(text, true).isLoopback()).isTrue();
        assertThat(MetadataUrl.read(text, true).isOnUsualPort()).isTrue();
    }

    @Test
    void tellsOtherPortsApart() throws RefusedClient {
        assertThat(MetadataUrl.read("https://client.example:8443/client.json", false)
                        .isOnUsualPort())
                .isFalse();
        assertThat(MetadataUrl.read("https://client.example:22/client.json", false)
                        .isOnUsualPort())
                .isFalse();
    }

    @Test
    void takesWhatTheDatabaseCanHoldAndNotOneCharacterMore() throws RefusedClient {
        String prefix = "https://client.example/";
        String longest = prefix + "a".repeat(255 - prefix.length());

        assertThat(MetadataUrl.read(longest, false).text()).isEqualTo(longest);
        assertThat(refusal(longest + "a", false).getMessage()).contains("longer than 255");
    }
}

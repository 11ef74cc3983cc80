/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is a resource URI, and which spellings name the same resource. */
final class ResourceUriTest {

    private static ResourceUri parse(String text) {
        try {
            return ResourceUri.parse(text);
        } catch (InvalidResourceUri e) {
            throw new AssertionError(text + " is refused: it " + e.getMessage(), e);
        }
    }

    private static void refuses(String text, String message) {
        assertThatExceptionOfType(InvalidResourceUri.class)
                .as(text)
                .isThrownBy(() -> ResourceUri.parse(text))
                .withMessage(message);
    }

    @ParameterizedTest
    @CsvSource({
        // Nothing to do.
        "https://mcp.example.com,                       https://mcp.example.com",
        "https://mcp.example.com/mcp,                   https://mcp.example.com/mcp",
        "https://mcp.example.com:8443/mcp,              https://mcp.example.com:8443/mcp",
        "https://10.0.0.1/mcp,                          https://10.0.0.1/mcp",
        "https://[2001:db8::1]/mcp,                     https://[2001:db8::1]/mcp",
        // Scheme and host have no case; the path has.
        "HTTPS://MCP.Example.COM/Mcp,                   https://mcp.example.com/Mcp",
        "https://[2001:DB8::A]/A,                       https://[2001:db8::a]/A",
        // The default port is no port, and only the default port.
        "https://mcp.example.com:443/mcp,               https://mcp.example.com/mcp",
        "https://mcp.example.com:/mcp,                  https://mcp.example.com/mcp",
        "https://mcp.example.com:80/mcp,                https://mcp.example.com:80/mcp",
        "http://localhost:80,                           http://localhost",
        "http://localhost:443,                          http://localhost:443",
        // The empty path and / are the same; another trailing slash is kept.
        "https://mcp.example.com/,                      https://mcp.example.com",
        "https://mcp.example.com:443/,                  https://mcp.example.com",
        "https://mcp.example.com/mcp/,                  https://mcp.example.com/mcp/",
        // A host with a dot at its end is the same host.
        "https://mcp.example.com./mcp,                  https://mcp.example.com/mcp",
        // Dot segments.
        "https://mcp.example.com/a/./b,                 https://mcp.example.com/a/b",
        "https://mcp.example.com/a/../b,                https://mcp.example.com/b",
        "https://mcp.example.com/a/..,                  https://mcp.example.com",
        "https://mcp.example.com/a/b/..,                https://mcp.example.com/a/",
        "https://mcp.example.com/a/b/.,                 https://mcp.example.com/a/b/",
        "https://mcp.example.com/.,                     https://mcp.example.com",
        "https://mcp.example.com/..,                    https://mcp.example.com",
        "https://mcp.example.com/../../mcp,             https://mcp.example.com/mcp",
        "https://mcp.example.com/a/../../..,            https://mcp.example.com",
        "https://mcp.example.com/a..b/.c,               https://mcp.example.com/a..b/.c",
        // Percent-encoding: gone where it is not needed, in upper case where it is.
        "https://mcp.example.com/%6D%63%70,             https://mcp.example.com/mcp",
        "https://mcp.example.com/%4d,                   https://mcp.example.com/M",
        "https://mcp.example.com/%7Euser%2D1%2Ex%5F,    https://mcp.example.com/~user-1.x_",
        "https://mcp.example.com/a%2fb,                 https://mcp.example.com/a%2Fb",
        "https://mcp.example.com/%c3%a9,                https://mcp.example.com/%C3%A9",
        "https://mcp.example.com/%e1,                   https://mcp.example.com/%E1",
        "https://mcp.example.com/%3fq%23f,              https://mcp.example.com/%3Fq%23f",
        "https://mcp.example.com/%2525,                 https://mcp.example.com/%2525",
        "https://mcp.example.com/%252e%252e/x,          https://mcp.example.com/%252e%252e/x",
        // Dot segments that hide in percent-encoding.
        "https://mcp.example.com/a/%2e%2E/mcp,          https://mcp.example.com/mcp",
        "https://mcp.example.com/a/.%2e/mcp,            https://mcp.example.com/mcp",
        "https://mcp.example.com/%2e/mcp,               https://mcp.example.com/mcp",
        // Loopback, while developing.
        "http://localhost:3000/mcp,                     http://localhost:3000/mcp",
        "http://LOCALHOST:3000,                         http://localhost:3000",
        "http://127.0.0.1:3000/mcp,                     http://127.0.0.1:3000/mcp",
        "http://[::1]:3000/mcp,                         http://[::1]:3000/mcp",
        "http://[::1],                                  http://[::1]",
        "https://localhost/mcp,                         https://localhost/mcp",
    })
    void bringsEverySpellingToOneForm(String text, String canonical) {
        ResourceUri uri = parse(text);

        assertThat(uri.canonical()).isEqualTo(canonical);
        assertThat(uri.registered()).isEqualTo(text);
        assertThat(uri).hasToString(text);
        assertThat(parse(canonical).canonical())
                .as("the canonical form of the canonical form")
                .isEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n"})
    void refusesNothing(String text) {
        refuses(text, "must not be empty: give the URL of the MCP server, such as https://mcp.example.com");
    }

    @ParameterizedTest
    @CsvSource({
        "mcp.example.com",
        "mcp.example.com/mcp",
        "/mcp",
        "//mcp.example.com/mcp",
        "../mcp",
        "?resource=https://mcp.example.com"
    })
    void refusesARelativeUri(String text) {
        refuses(text, "must be an absolute URI: begin with https://");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://mcp.example.com#",
                "https://mcp.example.com/mcp#tools",
                "https://mcp.example.com/?x#y",
                "ftp://mcp.example.com/#x"
            })
    void refusesAFragmentEvenAnEmptyOne(String text) {
        refuses(text, "must not have a fragment: remove everything from # on");
    }

    @ParameterizedTest
    @CsvSource({
        "ftp://mcp.example.com/mcp, ftp",
        "urn:example:mcp, urn",
        "javascript:alert(1), javascript",
        "MAILTO:mcp@example.com, mailto",
        "mcp.example.com:443, mcp.example.com",
        "localhost:3000/mcp, localhost",
        "wss://mcp.example.com, wss"
    })
    void refusesAnotherScheme(String text, String scheme) {
        refuses(text, "must use the scheme https, not " + scheme);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https:mcp.example.com",
                "https:/mcp",
                "https:///mcp",
                "http:///mcp",
                "https://:443/mcp",
                "https://mcp_1.example.com/mcp",
                "https://mcp.example.com:x/mcp",
                "https://mcp.example.com:-1/mcp",
                "https://-mcp.example.com"
            })
    void refusesAUriWithoutAHost(String text) {
        refuses(text, "must name a host, such as https://mcp.example.com");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://user@mcp.example.com",
                "https://user:secret@mcp.example.com/mcp",
                "https://mcp.example.com@evil.example/mcp",
                "https://@mcp.example.com/mcp",
                "http://user@localhost:3000"
            })
    void refusesUserInformationEvenAnEmptyOne(String text) {
        refuses(text, "must not have user information: remove everything between // and @");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://mcp.example.com?",
                "https://mcp.example.com/mcp?x=1",
                "https://mcp.example.com/mcp?",
                "http://localhost:3000/?x"
            })
    void refusesAQueryEvenAnEmptyOne(String text) {
        refuses(text, "must not have a query: remove everything from ? on, use a path instead");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://mcp.example.com//",
                "https://mcp.example.com//mcp",
                "https://mcp.example.com/mcp//",
                "https://mcp.example.com/a//b",
                "https://mcp.example.com/a/..//b"
            })
    void refusesEmptyPathSegments(String text) {
        refuses(text, "must not have empty path segments: write / for //");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://mcp.example.com:0/mcp", "https://mcp.example.com:65536/mcp", "http://localhost:99999"})
    void refusesAPortThatCannotBe(String text) {
        refuses(text, "must have a port between 1 and 65535, or none");
    }

    @Test
    void acceptsTheLastPort() {
        assertThat(parse("https://mcp.example.com:65535").canonical()).isEqualTo("https://mcp.example.com:65535");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://mcp.example.com",
                "HTTP://mcp.example.com/mcp",
                "http://localhost.example.com",
                "http://localhost.",
                "http://127.0.0.1.example.com",
                "http://127.0.0.2",
                "http://0.0.0.0:3000",
                "http://192.168.0.1",
                "http://2130706433",
                "http://[::]",
                "http://[::2]",
                "http://[0:0:0:0:0:0:0:1]",
                "http://[::ffff:127.0.0.1]"
            })
    void refusesHttpToAnythingButLoopback(String text) {
        refuses(text, "must use https: http is accepted only for localhost, 127.0.0.1 and [::1], while developing");
    }

    @ParameterizedTest
    @CsvSource({
        "https://mcp.example.com/a b, 25",
        "' https://mcp.example.com', 0",
        "'https://mcp.example.com/mcp ', 27",
        "https://mcp.example.com/%, 24",
        "https://mcp.example.com/%zz, 24",
        "https://mcp.example.com/{id}, 24",
        "https://mcp.example.com/a\\b, 25",
        "https://mcp.example.com/\"x\", 24",
        "https://mcp.example.com/<x>, 24",
        "https://mcp.example.com/a|b, 25",
        "https://[::1, 12",
        "https://, 8",
        "https:, 6",
        "://mcp.example.com, 0",
        "1https://mcp.example.com, 0"
    })
    void refusesWhatIsNoUriAndSaysWhere(String text, int position) {
        refuses(text, "is not a URI: remove or percent-encode the character at position " + position);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://mcp.example.com/caf\u00e9",
                "https://mcp.example.com/\uff0fmcp",
                "https://mcp.ex\u00e4mple.com",
                "https://mcp.example.com/\u202e",
                "https://m\u0441p.example.com"
            })
    void refusesCharactersBeyondAscii(String text) {
        assertThatExceptionOfType(InvalidResourceUri.class)
                .isThrownBy(() -> ResourceUri.parse(text))
                .withMessageMatching("must be written in ASCII: percent-encode other characters, and use punycode for"
                        + " the host|is not a URI: .*");
    }

    @Test
    void acceptsTwoThousandCharactersAndNotOneMore() {
        String prefix = "https://mcp.example.com/";
        String longest = prefix + "a".repeat(2000 - prefix.length());

        assertThat(parse(longest).registered()).hasSize(2000);
        refuses(longest + "a", "must not be longer than 2000 characters");
    }

    @ParameterizedTest
    @CsvSource({
        "https://mcp.example.com, mcp_490f20c457c8e7138766e73a",
        "HTTPS://MCP.example.com:443/, mcp_490f20c457c8e7138766e73a",
        "https://mcp.example.com/mcp, mcp_7a930d27a3f5c4643da88c17",
        "http://localhost:3000/mcp, mcp_883b7e46a53d92ba2e70444e"
    })
    void derivesTheServerIdFromTheSha256OfTheCanonicalForm(String text, String serverId) {
        assertThat(parse(text).serverId()).isEqualTo(serverId);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "mcp_",
                "mcp_490f20c457c8e7138766e73",
                "mcp_490f20c457c8e7138766e73a0",
                "mcp_490F20c457c8e7138766e73a",
                "mcp_490f20c457c8e7138766e73\u0000",
                "mcp_490f20c457c8e7138766e73a\n",
                "xcp_490f20c457c8e7138766e73a"
            })
    void takesNothingElseForAServerId(String text) {
        assertThat(ResourceUri.isServerId(text)).isFalse();
        assertThat(ResourceUri.isServerId(parse("https://mcp.example.com").serverId()))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "https://mcp.example.com, https://mcp.example.com/, true",
        "https://mcp.example.com/mcp, HTTPS://MCP.EXAMPLE.COM:443/x/../mcp, true",
        "https://mcp.example.com/mcp, https://mcp.example.com/%6dcp, true",
        "https://mcp.example.com/mcp, https://mcp.example.com/mcp/, false",
        "https://mcp.example.com/mcp, https://mcp.example.com/MCP, false",
        "https://mcp.example.com/mcp, https://mcp.example.com:8443/mcp, false",
        "https://mcp.example.com/mcp, https://mcp.example.com/mcp/x, false",
        "https://mcp.example.com/a%2Fb, https://mcp.example.com/a/b, false",
        "https://localhost, http://localhost, false",
        "http://localhost, http://127.0.0.1, false",
        "https://mcp.example.com, https://mcp.example.com.evil.example, false"
    })
    void knowsWhatIsTheSameResource(String one, String other, boolean same) {
        assertThat(parse(one).sameResourceAs(parse(other))).isEqualTo(same);
        assertThat(parse(other).sameResourceAs(parse(one))).isEqualTo(same);
        assertThat(parse(one).serverId().equals(parse(other).serverId())).isEqualTo(same);
    }

    @ParameterizedTest
    @CsvSource({
        "https://mcp.example.com, https://mcp.example.com/mcp, true",
        "https://mcp.example.com/, https://mcp.example.com/mcp, true",
        "https://mcp.example.com/mcp, https://mcp.example.com/mcp, true",
        "https://mcp.example.com/mcp, https://mcp.example.com/mcp/, true",
        "https://mcp.example.com/mcp, https://mcp.example.com/mcp/a/b, true",
        "https://mcp.example.com/mcp/, https://mcp.example.com/mcp/a, true",
        "https://mcp.example.com/mcp, https://MCP.example.com:443/mcp/a, true",
        "https://mcp.example.com/mcp, https://mcp.example.com/mcpx, false",
        "https://mcp.example.com/mcp, https://mcp.example.com/mcp.evil, false",
        "https://mcp.example.com/mcp, https://mcp.example.com/MCP/a, false",
        "https://mcp.example.com/mcp, https://mcp.example.com/mcp/../a, false",
        "https://mcp.example.com/mcp, https://mcp.example.com/mcp/%2e%2e/a, false",
        "https://mcp.example.com/mcp, https://mcp.example.com/mcp%2Fa, false",
        "https://mcp.example.com/mcp/, https://mcp.example.com/mcp, false",
        "https://mcp.example.com/mcp, https://mcp.example.com, false",
        "https://mcp.example.com, https://mcp.example.com.evil.example/mcp, false",
        "https://mcp.example.com, https://mcp.example.com:8443/mcp, false",
        "https://localhost, http://localhost/mcp, false"
    })
    void coversWhatLiesBelowItOnWholePathSegments(String resource, String endpoint, boolean covered) {
        assertThat(parse(resource).covers(parse(endpoint))).isEqualTo(covered);
    }
}

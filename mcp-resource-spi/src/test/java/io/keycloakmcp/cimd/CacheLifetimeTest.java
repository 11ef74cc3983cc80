/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.cimd;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.apache.http.HttpResponse;
import org.apache.http.HttpVersion;
import org.apache.http.message.BasicHttpResponse;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long a document is used, by what its host says. */
final class CacheLifetimeTest {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X-Nothing: 1 | PT1H",
                "Cache-Control: max-age=600 | PT10M",
                "Cache-Control: public, max-age=7200, must-revalidate | PT2H",
                "Cache-Control: MAX-AGE=600 | PT10M",
                "Cache-Control: max-age=\"600\" | PT10M",
                "Cache-Control: max-age=0 | PT5M",
                "Cache-Control: max-age=299 | PT5M",
                "Cache-Control: max-age=86400 | PT24H",
                "Cache-Control: max-age=31536000 | PT24H",
                "Cache-Control: max-age=99999999999999999999 | PT1H",
                "Cache-Control: max-age=-1 | PT5M",
                "Cache-Control: max-age=x | PT1H",
                "Cache-Control: max-age | PT1H",
                "Cache-Control: no-store | PT5M",
                "Cache-Control: no-cache | PT5M",
                "Cache-Control: no-store, max-age=7200 | PT5M",
                "Cache-Control: private | PT1H",
                "Cache-Control: =;,,= | PT1H",
                "Expires: Sat, 21 Nov 2026 12:30:00 GMT | PT30M",
                "Expires: Sat, 21 Nov 2026 11:30:00 GMT | PT5M",
                "Expires: Tue, 21 Nov 2034 12:30:00 GMT | PT24H",
                "Expires: 0 | PT1H",
            })
    void followsItsHostWithinBounds(String header, Duration lifetime) {
        assertThat(CacheLifetime.end(response(header), NOW)).isEqualTo(NOW.plus(lifetime));
    }

    @ParameterizedTest
    @CsvSource({"600, PT50M", "3600, PT5M", "x, PT1H"})
    void countsHowOldAnAnswerIsAlready(String age, Duration lifetime) {
        HttpResponse response = response("Cache-Control: max-age=3600");
        response.addHeader("Age", age);

        assertThat(CacheLifetime.end(response, NOW)).isEqualTo(NOW.plus(lifetime));
    }

    private static HttpResponse response(String header) {
        String[] parts = header.split(": ", 2);
        HttpResponse response = new BasicHttpResponse(HttpVersion.HTTP_1_1, 200, "OK");
        response.addHeader(parts[0], parts[1]);
        return response;
    }
}

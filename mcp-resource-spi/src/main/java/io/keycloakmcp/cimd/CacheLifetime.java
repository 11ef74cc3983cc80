/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.cimd;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.http.Header;
import org.apache.http.HeaderElement;
import org.apache.http.HttpHeaders;
import org.apache.http.HttpResponse;
import org.apache.http.client.utils.DateUtils;

/**
 * How long a document may be used. Its host says so (RFC 9111 §5.2.2, §5.3), within bounds: not asking for a while
 * protects the host and the users who wait, and asking once a day at least lets changes through.
 */
final class CacheLifetime {

    /** For hosts that want no copy to be kept too: there must be one for the login that goes on. */
    static final Duration LEAST = Duration.ofMinutes(5);

    static final Duration MOST = Duration.ofHours(24);

    /** Where the host does not say. */
    static final Duration USUAL = Duration.ofHours(1);

    private CacheLifetime() {}

    static Instant end(HttpResponse response, Instant now) {
        Duration said = said(response, now);
        Duration bounded = said.compareTo(LEAST) < 0 ? LEAST : said.compareTo(MOST) > 0 ? MOST : said;
        return now.plus(bounded);
    }

    private static Duration said(HttpResponse response, Instant now) {
        if (directives(response).anyMatch(directive -> isNamed(directive, "no-store", "no-cache"))) {
            return LEAST;
        }
        return directives(response)
                .filter(directive -> isNamed(directive, "max-age"))
                .flatMap(directive -> seconds(directive.getValue()).stream())
                .findFirst()
                .map(maxAge -> maxAge.minus(age(response)))
                .or(() -> expires(response).map(moment -> Duration.between(now, moment)))
                .orElse(USUAL);
    }

    private static Stream<HeaderElement> directives(HttpResponse response) {
        return Arrays.stream(response.getHeaders(HttpHeaders.CACHE_CONTROL))
                .flatMap(header -> Arrays.stream(header.getElements()));
    }

    private static boolean isNamed(HeaderElement directive, String... names) {
        return Arrays.stream(names).anyMatch(name -> name.equalsIgnoreCase(directive.getName()));
    }

    private static Duration age(HttpResponse response) {
        return Optional.ofNullable(response.getFirstHeader(HttpHeaders.AGE))
                .map(Header::getValue)
                .flatMap(CacheLifetime::seconds)
                .orElse(Duration.ZERO);
    }

    /** More than a day makes no difference, and a number may be too long to be one. */
    private static Optional<Duration> seconds(String text) {
        try {
            return Optional.of(Duration.ofSeconds(Integer.parseInt(text)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> expires(HttpResponse response) {
        return Optional.ofNullable(response.getFirstHeader(HttpHeaders.EXPIRES))
                .map(header -> DateUtils.parseDate(header.getValue()))
                .map(Date::toInstant);
    }
}

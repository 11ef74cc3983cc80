/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.consent;

import io.keycloakmcp.resource.McpClient;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;
import java.util.Optional;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;

/**
 * How the realm came to know a client, for a person who is to judge it.
 *
 * @param kind the end of the message key that says how
 * @param detail what the message is about: a product, a host, or a date in the person's language
 */
public record ClientOrigin(String kind, String detail) {

    private static final String REGISTERED_AT = "mcp.registered_at";
    private static final int MAX = 60;

    /**
     * The origin of a client.
     *
     * @param client the client
     * @param locale the person's language
     * @return the origin
     */
    static ClientOrigin of(ClientModel client, Locale locale) {
        Optional<String> product = McpClient.product(client);
        if (product.isPresent()) {
            return new ClientOrigin("product", PlainText.of(product.get(), MAX));
        }
        Optional<String> host = hostOf(client.getClientId());
        if (host.isPresent()) {
            return new ClientOrigin("url", host.get());
        }
        if (!McpClient.DYNAMIC_REGISTRATION.equals(client.getAttribute(McpClient.ATTRIBUTE))) {
            return new ClientOrigin("manual", "");
        }
        return registeredOn(client)
                .map(day -> day.equals(today())
                        ? new ClientOrigin("today", "")
                        : new ClientOrigin(
                                "registered",
                                DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG)
                                        .withLocale(locale)
                                        .format(day)))
                .orElseGet(() -> new ClientOrigin("unknown", ""));
    }

    /** A client whose id is a URL is described by a document at that URL, which only the host's owner can put there. */
    private static Optional<String> hostOf(String clientId) {
        try {
            URI uri = new URI(clientId);
            return "https".equals(uri.getScheme()) ? Optional.ofNullable(uri.getHost()) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static Optional<LocalDate> registeredOn(ClientModel client) {
        try {
            String noted = client.getAttribute(REGISTERED_AT);
            if (noted != null) {
                return Optional.of(DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(noted, Instant::from))
                        .map(ClientOrigin::day);
            }
        } catch (DateTimeException e) {
            return Optional.empty();
        }
        return Optional.ofNullable(client.getCreatedTimestamp())
                .map(Instant::ofEpochMilli)
                .map(ClientOrigin::day);
    }

    private static LocalDate today() {
        return day(Instant.ofEpochMilli(Time.currentTimeMillis()));
    }

    private static LocalDate day(Instant moment) {
        return LocalDate.ofInstant(moment, ZoneOffset.UTC);
    }
}

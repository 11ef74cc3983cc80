/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.consent;

import io.keycloakmcp.client.Catalogue;
import io.keycloakmcp.client.ClientSettings;
import io.keycloakmcp.client.Onboarding;
import io.keycloakmcp.client.Product;
import io.keycloakmcp.resource.McpClient;
import io.keycloakmcp.resource.PlainText;
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
import org.keycloak.models.RealmModel;

/**
 * How the realm came to know a client, for a person who is to judge it. That a client is a product, or what the
 * document at a URL describes, is worth something only where the browser goes to a host on the web: to a program on a
 * computer, anybody can give any name, and anybody's client id.
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
     * @param back where the browser goes
     * @param locale the person's language
     * @return the origin
     */
    static ClientOrigin of(ClientModel client, ReturnAddress back, Locale locale) {
        Optional<String> product = McpClient.product(client);
        if (product.isPresent()) {
            return new ClientOrigin(
                    back.isOwned() ? "product" : "product_claimed", productOf(client.getRealm(), product.get()));
        }
        Optional<String> host = hostOf(client.getClientId());
        if (host.isPresent()) {
            return new ClientOrigin(back.isOwned() ? "url" : "url_claimed", host.get());
        }
        if (Onboarding.of(client).filter(Onboarding.REGISTRATION::equals).isEmpty()) {
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

    /**
     * Tells whether nothing but the client's own word says what it is called.
     *
     * @return true if its name is to be shown as its own claim
     */
    public boolean isClaim() {
        return !kind.equals("manual") && !kind.equals("product") && !kind.equals("url");
    }

    /** With who makes it, as the catalogue says. */
    private static String productOf(RealmModel realm, String name) {
        return Catalogue.with(ClientSettings.of(realm).knownClients())
                .named(name)
                .map(Product::publisher)
                .filter(publisher -> !publisher.isBlank() && !publisher.equals(name))
                .map(publisher -> PlainText.of(name, MAX) + " (" + PlainText.of(publisher, MAX) + ")")
                .orElseGet(() -> PlainText.of(name, MAX));
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

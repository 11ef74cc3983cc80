/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.keycloakmcp.resource.McpClient;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.keycloak.models.ClientModel;
import org.keycloak.models.RealmModel;

/** Decides which clients a realm lets in, by either of the two ways, as its administrator set them. */
public final class Admission {

    private static final int MAX_REDIRECT_URIS = 20;

    /** One for each object of settings, which is the same until they change. */
    private static final Cache<ClientSettings, Admission> KEPT =
            Caffeine.newBuilder().weakKeys().maximumSize(1_000).build();

    private final ClientSettings settings;
    private final Catalogue catalogue;

    /**
     * The admission of a realm.
     *
     * @param realm the realm
     * @return the admission; asking for it costs little
     */
    public static Admission of(RealmModel realm) {
        return KEPT.get(ClientSettings.of(realm), Admission::new);
    }

    /**
     * The admission of a realm.
     *
     * @param settings what its administrator decided
     */
    public Admission(ClientSettings settings) {
        this.settings = settings;
        this.catalogue = Catalogue.with(settings.knownClients());
    }

    /**
     * A product as this realm knows it.
     *
     * @param name its name
     * @return the product; empty if the realm knows none of that name
     */
    public Optional<Product> product(String name) {
        return catalogue.named(name);
    }

    /**
     * Decides about whoever comes to register, before anything is known about the client.
     *
     * @param vouched whether somebody who may stands for it: an initial access token, or a software statement
     * @return the refusal, or empty if it depends on the client
     */
    public Optional<Decision> ofRegistrant(boolean vouched) {
        return switch (settings.registration().mode()) {
            case OFF ->
                refused(
                        "registration_off",
                        "Clients cannot register themselves here. Ask the administrator of the realm for a client id");
            case TOKEN ->
                vouched
                        ? Optional.empty()
                        : refused(
                                "initial_access_token_missing",
                                "Registration takes an initial access token here. Ask the administrator of the realm for"
                                        + " one");
            case KNOWN_CLIENTS, OPEN, APPROVAL -> Optional.empty();
        };
    }

    /**
     * Decides about a client that registers itself (RFC 7591 §3).
     *
     * @param redirectUris its redirect URIs
     * @param vouched whether somebody who may stands for it: an initial access token, or a software statement
     * @return the decision
     */
    public Decision ofRegistration(List<String> redirectUris, boolean vouched) {
        Optional<Decision> closed = ofRegistrant(vouched);
        if (closed.isPresent()) {
            return closed.get();
        }
        Optional<Decision> unkeepable = unkeepable(redirectUris);
        if (unkeepable.isPresent()) {
            return unkeepable.get();
        }
        Optional<Product> product = catalogue.ofRedirectUris(redirectUris);
        if (isBlocked(product)) {
            return blocked();
        }
        int unknown = firstUnknown(redirectUris);
        if (vouched) {
            return unusable(redirectUris)
                    .orElseGet(() -> Decision.accepted("vouched", "Somebody who may stands for the client", product));
        }
        RegistrationMode mode = settings.registration().mode();
        return unknown < 0
                ? Decision.accepted(
                        "known_client", "All redirect URIs are known, or lead to the user's computer", product)
                : stranger(
                        mode == RegistrationMode.OPEN,
                        mode == RegistrationMode.APPROVAL,
                        redirectUris,
                        "redirect_uri_unknown",
                        "Redirect URI number " + (unknown + 1)
                                + " belongs to no known MCP client and is not an http URI on localhost, 127.0.0.1 or"
                                + " [::1]. Ask the administrator of the realm to register the client by hand");
    }

    /**
     * Decides about a client id that is a URL, before anything is fetched from there.
     *
     * @param clientId the URL
     * @return the decision
     */
    public Decision ofClientId(String clientId) {
        MetadataMode mode = settings.clientIdMetadata().mode();
        if (mode == MetadataMode.OFF) {
            return off();
        }
        Optional<Product> product = catalogue.ofClientId(clientId);
        if (isBlocked(product)) {
            return blocked();
        }
        if (isPinned(clientId)) {
            return Decision.accepted("pinned_document", "The administrator of the realm has the document", product);
        }
        return product.isPresent()
                ? Decision.accepted("known_client", "The client id is one of a known product", product)
                : stranger(
                        mode == MetadataMode.OPEN,
                        mode == MetadataMode.APPROVAL,
                        List.of(),
                        "client_id_unknown",
                        "The client id belongs to no known MCP client. Ask the administrator of the realm to add it");
    }

    /**
     * Decides about a client id that is a URL, and the redirect URIs that the document there names.
     *
     * @param clientId the URL
     * @param redirectUris the redirect URIs of the document
     * @return the decision
     */
    public Decision ofClientIdMetadata(String clientId, List<String> redirectUris) {
        Decision decision = ofClientId(clientId);
        if (decision.isRefused()) {
            return decision;
        }
        Optional<Decision> malformed = unkeepable(redirectUris).or(() -> unusable(redirectUris));
        if (malformed.isPresent()) {
            return malformed.get();
        }
        return ofRedirectUris(clientId, redirectUris, decision);
    }

    private Decision ofRedirectUris(String clientId, List<String> redirectUris, Decision decision) {
        if (isBlocked(catalogue.ofRedirectUris(redirectUris))) {
            return blocked();
        }
        return foreign(clientId, redirectUris, decision.product()).orElse(decision);
    }

    /** Codes go to whoever is at the client id, and to nobody else whom the catalogue does not know. */
    private Optional<Decision> foreign(String clientId, List<String> redirectUris, Optional<Product> product) {
        boolean own = redirectUris.stream()
                .allMatch(redirectUri -> RedirectUri.isLoopback(redirectUri)
                        || isOfHostOf(clientId, redirectUri)
                        || product.filter(known -> known.hasRedirectUri(redirectUri))
                                .isPresent());
        return own || settings.clientIdMetadata().mode() != MetadataMode.KNOWN_CLIENTS
                ? Optional.empty()
                : refused(
                        "redirect_uri_foreign",
                        "A redirect URI of the client's document leads to another host than the document's own. The"
                                + " administrator of the realm can add it to the known clients, with the client id");
    }

    /**
     * What stands against the redirect URIs of a document that an administrator has, whoever the client is and whether
     * it is let in at present.
     *
     * @param clientId the URL that is the client's id
     * @param redirectUris the redirect URIs of the document
     * @return the refusal; empty if they are as those of a document from the web must be
     */
    public Optional<Decision> refusalOfPinned(String clientId, List<String> redirectUris) {
        return unkeepable(redirectUris)
                .or(() -> unusable(redirectUris))
                .or(() -> foreign(clientId, redirectUris, catalogue.ofClientId(clientId)));
    }

    /**
     * What stands against a client that came by a URL and is in already. Who let it in decided the rest, and whether it
     * waits or is blocked is its {@link ClientState}.
     *
     * @param client the client
     * @return the refusal; empty if it may go on
     */
    public Optional<Decision> refusalOfPresent(ClientModel client) {
        if (settings.clientIdMetadata().mode() == MetadataMode.OFF) {
            return Optional.of(off());
        }
        return McpClient.product(client)
                .filter(settings.blockedProducts()::contains)
                .map(product -> blocked());
    }

    /**
     * Decides whether a client that came by a URL and is in already may go on with what its document says now.
     *
     * @param client the client
     * @param redirectUris the redirect URIs of the document
     * @return the decision
     */
    public Decision ofChangedMetadata(ClientModel client, List<String> redirectUris) {
        Optional<Decision> malformed = unkeepable(redirectUris).or(() -> unusable(redirectUris));
        if (malformed.isPresent()) {
            return malformed.get();
        }
        Optional<Product> product = catalogue.ofClientId(client.getClientId());
        List<String> added = redirectUris.stream()
                .filter(redirectUri -> !client.getRedirectUris().contains(redirectUri))
                .toList();
        return ofRedirectUris(
                client.getClientId(), added, Decision.accepted("present", "The client is in already", product));
    }

    private static Decision off() {
        return Decision.refused(
                "client_id_metadata_off",
                "URLs are not accepted as client ids here. Register the client, or ask the administrator of the realm");
    }

    private boolean isPinned(String clientId) {
        return settings.clientIdMetadata().pinned(clientId).isPresent();
    }

    private static boolean isOfHostOf(String clientId, String redirectUri) {
        return RedirectUri.isWeb(redirectUri)
                && Objects.equals(
                        URI.create(clientId).getRawAuthority(),
                        URI.create(redirectUri).getRawAuthority());
    }

    private Decision stranger(boolean open, boolean approval, List<String> redirectUris, String rule, String message) {
        if (!open && !approval) {
            return Decision.refused(rule, message);
        }
        return unusable(redirectUris)
                .orElseGet(() -> open
                        ? Decision.accepted("open", "Clients that nobody knows are let in", Optional.empty())
                        : Decision.WAITING);
    }

    private static Decision blocked() {
        return Decision.refused(
                "product_blocked",
                "The administrator of the realm does not let this client in. Ask for the reason there");
    }

    private boolean isBlocked(Optional<Product> product) {
        return product.filter(found -> settings.blockedProducts().contains(found.name()))
                .isPresent();
    }

    /** Missing, or more than Keycloak can keep. */
    private static Optional<Decision> unkeepable(List<String> redirectUris) {
        if (redirectUris.isEmpty()) {
            return refused("redirect_uri_missing", "redirect_uris is missing. Send at least one redirect URI");
        }
        if (redirectUris.size() > MAX_REDIRECT_URIS) {
            return refused(
                    "redirect_uri_count", "There are more than " + MAX_REDIRECT_URIS + " redirect URIs. Send fewer");
        }
        int tooLong = first(redirectUris, redirectUri -> redirectUri.length() > RedirectUri.MAX_LENGTH);
        return tooLong < 0
                ? Optional.empty()
                : refused(
                        "redirect_uri_length",
                        "Redirect URI number " + (tooLong + 1) + " is longer than " + RedirectUri.MAX_LENGTH
                                + " characters");
    }

    /** Nothing that a browser could be sent to, even where clients may be strangers. */
    private Optional<Decision> unusable(List<String> redirectUris) {
        int unusable = first(
                redirectUris,
                redirectUri -> !RedirectUri.isLoopback(redirectUri)
                        && !RedirectUri.isWeb(redirectUri)
                        && !RedirectUri.isPrivateUse(redirectUri)
                        && !catalogue.hasRedirectUri(redirectUri));
        return unusable < 0
                ? Optional.empty()
                : refused(
                        "redirect_uri_malformed",
                        "Redirect URI number " + (unusable + 1)
                                + " is neither an https URI, nor an http URI on localhost, 127.0.0.1 or [::1], nor one of"
                                + " a private scheme that is a domain name in reverse. Send one of these, without user"
                                + " info, fragment and wildcard");
    }

    private int firstUnknown(List<String> redirectUris) {
        return first(
                redirectUris,
                redirectUri -> !RedirectUri.isLoopback(redirectUri) && !catalogue.hasRedirectUri(redirectUri));
    }

    private static int first(List<String> redirectUris, Predicate<String> isSo) {
        return IntStream.range(0, redirectUris.size())
                .filter(place -> isSo.test(redirectUris.get(place)))
                .findFirst()
                .orElse(-1);
    }

    private static Optional<Decision> refused(String rule, String message) {
        return Optional.of(Decision.refused(rule, message));
    }
}

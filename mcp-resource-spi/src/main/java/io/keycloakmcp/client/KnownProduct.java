/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.models.ClientModel;

/**
 * What makes a client a product of its own: what only its makers receive. That is its client id, if it is a URL, and
 * the redirect URIs that do not lead to the user's own computer.
 *
 * @param claimedName what the client calls itself
 * @param clientIds its client id, or none
 * @param redirectUris its redirect URIs
 */
record KnownProduct(String claimedName, List<String> clientIds, List<String> redirectUris) {

    private static final String UNNAMED = "MCP client";
    /** What is added to it must fit too. */
    private static final int MAX_NAME = 150;

    static KnownProduct of(ClientModel client) {
        return new KnownProduct(
                Optional.ofNullable(client.getName())
                        .map(name -> name.replaceAll("\\p{Cntrl}", " ").strip())
                        .filter(name -> !name.isEmpty())
                        .map(name -> name.length() > MAX_NAME ? name.substring(0, MAX_NAME) : name)
                        .orElse(UNNAMED),
                Onboarding.of(client)
                        .filter(Onboarding.CLIENT_ID_METADATA::equals)
                        .map(way -> List.of(client.getClientId()))
                        .orElse(List.of()),
                RegisteredMetadata.of(client).redirectUris().stream()
                        .filter(redirectUri -> !RedirectUri.isLoopback(redirectUri))
                        .toList());
    }

    /** The product that it is already. */
    Optional<Product> in(Catalogue catalogue) {
        return clientIds.isEmpty() ? catalogue.ofRedirectUris(redirectUris) : catalogue.ofClientId(clientIds.get(0));
    }

    /**
     * A new product for a catalogue; none if nothing tells it apart. The name is the client's own claim, so it must not
     * take the place of a product that has it.
     */
    Optional<Product> newTo(Catalogue catalogue) {
        return Stream.concat(clientIds.stream(), redirectUris.stream())
                .findFirst()
                .map(URI::create)
                .map(address -> Optional.ofNullable(address.getHost()).orElseGet(address::getScheme))
                .map(place -> Stream.concat(
                                Stream.of(claimedName, claimedName + " (" + place + ")"),
                                Stream.iterate(2, number -> number + 1)
                                        .map(number -> claimedName + " (" + place + " " + number + ")"))
                        .filter(name -> catalogue.named(name).isEmpty())
                        .findFirst()
                        .orElseThrow())
                .map(name -> new Product(name, "", clientIds, redirectUris, "", ""));
    }
}

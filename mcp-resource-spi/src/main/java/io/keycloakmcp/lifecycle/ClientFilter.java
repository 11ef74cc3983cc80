/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.lifecycle;

import io.keycloakmcp.client.ClientState;
import io.keycloakmcp.client.Onboarding;
import io.keycloakmcp.resource.ResourceUri;
import io.keycloakmcp.resource.WireValue;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.keycloak.models.ClientModel;
import org.keycloak.models.RealmModel;

/**
 * Which MCP clients somebody looks for. What is empty, or false, does not matter.
 *
 * @param search a part of the name or of the client id, or a whole id
 * @param product the name of the product that the client proved to be
 * @param onboarding how it came
 * @param states what the administrator thinks of it: any of these
 * @param server the UUID of an MCP server that somebody lets it use
 * @param unused whether it never got a token
 * @param idleSince a day after which it got none, nor came
 */
record ClientFilter(
        Optional<String> search,
        Optional<String> product,
        Optional<Onboarding> onboarding,
        Set<ClientState> states,
        Optional<String> server,
        boolean unused,
        Optional<LocalDate> idleSince) {

    /**
     * Reads what a request looks for.
     *
     * @param realm the realm
     * @param values gives the text of a field, or null
     * @param errors takes the fields that are wrong, each with a message
     * @return the filter
     */
    static ClientFilter read(RealmModel realm, UnaryOperator<String> values, BiConsumer<String, String> errors) {
        Function<String, Optional<String>> texts =
                field -> Optional.ofNullable(values.apply(field)).filter(text -> !text.isBlank());
        return new ClientFilter(
                texts.apply("search"),
                texts.apply("product"),
                constant("onboarding", texts, Onboarding.values(), Onboarding::of, errors),
                constant("state", texts, ClientState.values(), ClientState::of, errors).stream()
                        .collect(Collectors.toSet()),
                server(realm, texts.apply("server"), errors),
                false,
                Optional.empty());
    }

    private static <T extends WireValue> Optional<T> constant(
            String field,
            Function<String, Optional<String>> texts,
            T[] all,
            Function<String, Optional<T>> reader,
            BiConsumer<String, String> errors) {
        Optional<String> text = texts.apply(field);
        Optional<T> value = text.flatMap(reader);
        if (text.isPresent() && value.isEmpty()) {
            errors.accept(
                    field,
                    "must be one of " + Arrays.stream(all).map(WireValue::wire).collect(Collectors.joining(", ")));
        }
        return value;
    }

    private static Optional<String> server(
            RealmModel realm, Optional<String> serverId, BiConsumer<String, String> errors) {
        Optional<String> server = serverId.filter(ResourceUri::isServerId)
                .map(realm::getClientByClientId)
                .map(ClientModel::getId);
        if (serverId.isPresent() && server.isEmpty()) {
            errors.accept("server", "must be the server id of an MCP server of the realm");
        }
        return server;
    }

    ClientFilter inStates(Set<ClientState> others) {
        return new ClientFilter(search, product, onboarding, others, server, unused, idleSince);
    }

    ClientFilter unusedOrIdle(boolean never, Optional<LocalDate> since) {
        return new ClientFilter(search, product, onboarding, states, server, never, since);
    }
}

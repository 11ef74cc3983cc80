/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.cimd;

import io.keycloakmcp.client.ClaimedMetadata;
import io.keycloakmcp.client.InvalidMetadata;
import io.keycloakmcp.resource.McpScopes;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.keycloak.models.ClientModel;

/**
 * How a client whose id is a URL may authenticate at the token endpoint. It shares no secret with anybody, so the
 * methods that use one are none of these (draft-ietf-oauth-client-id-metadata-document §4.1).
 */
enum AuthMethod {
    NONE("none"),
    PRIVATE_KEY_JWT("private_key_jwt");

    /** All methods that a client may use, separated by spaces. */
    static final String ATTRIBUTE = "mcp.token_endpoint_auth_methods";

    private final String wire;

    AuthMethod(String wire) {
        this.wire = wire;
    }

    private static Optional<AuthMethod> of(String wire) {
        return Arrays.stream(values())
                .filter(method -> method.wire.equals(wire))
                .findFirst();
    }

    /**
     * The methods of a document, by SEP-3149: those of its list that are also ours; the one method that it has in the
     * place of a list; or, with neither, none.
     *
     * @throws InvalidMetadata if there is none that is also ours
     */
    static Set<AuthMethod> read(ClaimedMetadata claimed) throws InvalidMetadata {
        List<String> listed = claimed.strings("token_endpoint_auth_methods_supported");
        List<String> said = listed.isEmpty()
                ? List.of(claimed.text("token_endpoint_auth_method").orElse(NONE.wire))
                : listed;
        Set<AuthMethod> ours = EnumSet.noneOf(AuthMethod.class);
        said.forEach(method -> of(method).ifPresent(ours::add));
        if (ours.isEmpty()) {
            throw new InvalidMetadata("token_endpoint_auth_methods_supported, or token_endpoint_auth_method, must name"
                    + " none or private_key_jwt");
        }
        return ours;
    }

    /** The methods of a client. */
    static Set<AuthMethod> of(ClientModel client) {
        return McpScopes.names(client.getAttribute(ATTRIBUTE)).stream()
                .flatMap(method -> of(method).stream())
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(AuthMethod.class)));
    }

    static String write(Set<AuthMethod> methods) {
        return methods.stream().map(method -> method.wire).collect(Collectors.joining(" "));
    }

    String wire() {
        return wire;
    }
}

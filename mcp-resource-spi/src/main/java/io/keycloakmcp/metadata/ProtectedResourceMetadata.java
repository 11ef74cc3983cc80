/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.metadata;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.keycloakmcp.resource.McpServer;
import java.util.List;
import java.util.Optional;
import org.keycloak.OAuth2Constants;

/**
 * The metadata of a protected resource (RFC 9728 §2). Members without a value are left out, as §3.2 demands.
 *
 * @param resource the resource URI exactly as registered: clients compare it with the URL they were given
 * @param authorizationServers the realm's issuer identifier, not the address of its metadata
 * @param scopesSupported the server's scopes, without {@code offline_access}, which is no scope of a resource
 * @param bearerMethodsSupported the header alone: a token in a URL leaks
 * @param resourceName the server's name
 * @param dpopSigningAlgValuesSupported the algorithms of DPoP proofs, where tokens must be bound to a key
 * @param dpopBoundAccessTokensRequired true where tokens must be bound to a key
 * @param issuer who signed; only in the signed form (§2.2)
 * @param signedMetadata the same as a JWS; only in the unsigned form (§2.2)
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonPropertyOrder({"iss", "resource", "authorization_servers", "scopes_supported", "bearer_methods_supported"})
record ProtectedResourceMetadata(
        @JsonProperty("resource") String resource,
        @JsonProperty("authorization_servers") List<String> authorizationServers,
        @JsonProperty("scopes_supported") List<String> scopesSupported,
        @JsonProperty("bearer_methods_supported") List<String> bearerMethodsSupported,
        @JsonProperty("resource_name") String resourceName,
        @JsonProperty("dpop_signing_alg_values_supported") List<String> dpopSigningAlgValuesSupported,
        @JsonProperty("dpop_bound_access_tokens_required") Optional<Boolean> dpopBoundAccessTokensRequired,
        @JsonProperty("iss") Optional<String> issuer,
        @JsonProperty("signed_metadata") Optional<String> signedMetadata) {

    private static final List<String> HEADER_ONLY = List.of("header");

    static ProtectedResourceMetadata of(McpServer server, String issuer, List<String> dpopAlgorithms) {
        boolean dpop = server.settings().requireDpop();
        return new ProtectedResourceMetadata(
                server.resource().registered(),
                List.of(issuer),
                server.settings().scopeNames().stream()
                        .filter(scope -> !scope.equals(OAuth2Constants.OFFLINE_ACCESS))
                        .toList(),
                HEADER_ONLY,
                server.settings().name(),
                dpop ? dpopAlgorithms : List.of(),
                dpop ? Optional.of(true) : Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    ProtectedResourceMetadata issuedBy(String who) {
        return with(Optional.of(who), Optional.empty());
    }

    ProtectedResourceMetadata signedAs(String jws) {
        return with(Optional.empty(), Optional.of(jws));
    }

    private ProtectedResourceMetadata with(Optional<String> who, Optional<String> jws) {
        return new ProtectedResourceMetadata(
                resource,
                authorizationServers,
                scopesSupported,
                bearerMethodsSupported,
                resourceName,
                dpopSigningAlgValuesSupported,
                dpopBoundAccessTokensRequired,
                who,
                jws);
    }
}

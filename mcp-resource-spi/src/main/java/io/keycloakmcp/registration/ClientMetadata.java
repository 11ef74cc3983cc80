/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.registration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.client.ClaimedMetadata;
import io.keycloakmcp.client.InvalidMetadata;
import io.keycloakmcp.client.RedirectUri;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.keycloak.OAuth2Constants;
import org.keycloak.util.JsonSerialization;

/**
 * What a client says about itself (RFC 7591 §2), read leniently: members that are not known and grants that an MCP
 * client has no use for are left out, as §2 and §3.2.1 allow. Everything here is the client's own claim, or that of
 * whoever signed its software statement.
 *
 * @param name what it calls itself
 * @param redirectUris its redirect URIs, as it sent them
 * @param authMethod how it authenticates at the token endpoint
 * @param grantTypes the grants it is registered for
 * @param scopes the scopes it names; empty if it names none
 * @param clientUri its home page
 * @param policyUri its privacy policy
 * @param tosUri its terms of service
 * @param applicationType {@code web} or {@code native}, as it sent it (OpenID Connect Registration §2)
 * @param softwareId the id of its software
 * @param softwareVersion the version of its software
 * @param keys its public keys, if it authenticates by them and sent them (RFC 7517 §5)
 * @param jwksUri where its public keys are, if it authenticates by them and publishes them
 * @param softwareStatement its software statement (RFC 7591 §2.3), if it was believed
 */
record ClientMetadata(
        String name,
        List<String> redirectUris,
        AuthMethod authMethod,
        List<String> grantTypes,
        Optional<Set<String>> scopes,
        Optional<String> clientUri,
        Optional<String> policyUri,
        Optional<String> tosUri,
        Optional<String> applicationType,
        Optional<String> softwareId,
        Optional<String> softwareVersion,
        Optional<PublicKeys> keys,
        Optional<String> jwksUri,
        Optional<String> softwareStatement) {

    static final String SOFTWARE_STATEMENT = "software_statement";

    private static final String JWKS_URI = "jwks_uri";
    private static final String UNNAMED = "MCP client";

    /**
     * Reads the metadata.
     *
     * @param json the request, with the claims of a software statement in it already
     * @param statement whether the software statement in it was believed
     * @return the metadata
     * @throws InvalidMetadata if something in it cannot be understood or kept
     */
    static ClientMetadata read(ObjectNode json, boolean statement) throws InvalidMetadata {
        ClaimedMetadata claimed = new ClaimedMetadata(json);
        List<String> redirectUris = claimed.redirectUris();
        AuthMethod authMethod = authMethod(claimed, redirectUris);
        boolean signs = authMethod == AuthMethod.PRIVATE_KEY_JWT;
        Optional<String> jwksUri = signs ? jwksUri(claimed, json) : Optional.empty();
        return new ClientMetadata(
                claimed.name().orElse(UNNAMED),
                redirectUris,
                authMethod,
                claimed.grantTypes(),
                claimed.scopes(),
                claimed.webPage("client_uri"),
                claimed.webPage("policy_uri"),
                claimed.webPage("tos_uri"),
                claimed.text("application_type").filter(type -> type.equals("web") || type.equals("native")),
                claimed.line("software_id"),
                claimed.line("software_version"),
                signs && jwksUri.isEmpty()
                        ? Optional.of(PublicKeys.read(json.path(PublicKeys.MEMBER)))
                        : Optional.empty(),
                jwksUri,
                claimed.text(SOFTWARE_STATEMENT).filter(text -> statement));
    }

    /**
     * Without a method, RFC 7591 §2 says {@code client_secret_basic}. A program on the user's computer can keep no
     * secret (RFC 8252 §8.5), and several do not say so and then refuse the answer: it is public.
     */
    private static AuthMethod authMethod(ClaimedMetadata claimed, List<String> redirectUris) throws InvalidMetadata {
        boolean onUsersComputer =
                !redirectUris.isEmpty() && redirectUris.stream().allMatch(RedirectUri::isLoopback);
        AuthMethod initial = onUsersComputer ? AuthMethod.NONE : AuthMethod.CLIENT_SECRET_BASIC;
        return AuthMethod.of(claimed.text("token_endpoint_auth_method").orElse(initial.wire()))
                .orElseThrow(() -> new InvalidMetadata("token_endpoint_auth_method must be none, client_secret_basic,"
                        + " client_secret_post or private_key_jwt"));
    }

    /** RFC 7591 §2. Whether anybody may be sent there is seen when the keys are fetched. */
    private static Optional<String> jwksUri(ClaimedMetadata claimed, ObjectNode json) throws InvalidMetadata {
        Optional<String> jwksUri = claimed.text(JWKS_URI);
        if (jwksUri.isPresent() && json.hasNonNull(PublicKeys.MEMBER)) {
            throw new InvalidMetadata("jwks and jwks_uri must not be sent both. Leave one out");
        }
        if (jwksUri.filter(uri -> !RedirectUri.isWeb(uri) && !RedirectUri.isLoopback(uri))
                .isPresent()) {
            throw new InvalidMetadata("jwks_uri must be an https URL without user information and fragment");
        }
        return jwksUri;
    }

    /**
     * What is registered, as it is answered and kept (RFC 7591 §3.2.1): defaults included, and no member that is empty,
     * because clients refuse to read {@code null} and empty texts.
     *
     * @param grantable the scopes that it may ask for. The rest is left out: a registration is no reason to fail over a
     *     scope
     * @return a new JSON object
     */
    ObjectNode json(Set<String> grantable) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("client_name", name);
        json.set("redirect_uris", array(redirectUris));
        json.set("grant_types", array(grantTypes));
        json.set("response_types", array(List.of(OAuth2Constants.CODE)));
        json.put("token_endpoint_auth_method", authMethod.wire());
        scopes.map(names -> names.stream().filter(grantable::contains).toList())
                .filter(names -> !names.isEmpty())
                .ifPresent(names -> json.put(OAuth2Constants.SCOPE, String.join(" ", names)));
        clientUri.ifPresent(uri -> json.put("client_uri", uri));
        policyUri.ifPresent(uri -> json.put("policy_uri", uri));
        tosUri.ifPresent(uri -> json.put("tos_uri", uri));
        applicationType.ifPresent(type -> json.put("application_type", type));
        softwareId.ifPresent(id -> json.put("software_id", id));
        softwareVersion.ifPresent(version -> json.put("software_version", version));
        keys.ifPresent(set -> json.set(PublicKeys.MEMBER, set.json()));
        jwksUri.ifPresent(uri -> json.put(JWKS_URI, uri));
        softwareStatement.ifPresent(jwt -> json.put(SOFTWARE_STATEMENT, jwt));
        return json;
    }

    private static JsonNode array(List<String> texts) {
        return JsonSerialization.mapper.valueToTree(texts);
    }
}

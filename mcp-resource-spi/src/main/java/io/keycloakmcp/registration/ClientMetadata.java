/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.registration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.keycloakmcp.client.ClaimedMetadata;
import io.keycloakmcp.client.InvalidMetadata;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.keycloak.util.JsonSerialization;

/**
 * What a client says about itself (RFC 7591 §2), read leniently: members that are not known and grants that an MCP
 * client has no use for are left out, as §2 and §3.2.1 allow. Everything here is the client's own claim.
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
        Optional<String> softwareVersion) {

    private static final int MAX_BODY = 65_536;
    private static final String UNNAMED = "MCP client";

    /**
     * Reads a registration request.
     *
     * @param body the JSON text
     * @return the metadata
     * @throws RegistrationError if it is no JSON object, or something in it cannot be understood or kept
     */
    static ClientMetadata read(String body) throws RegistrationError {
        if (body == null || body.length() > MAX_BODY) {
            throw RegistrationError.metadata("Send a JSON object of at most " + MAX_BODY + " characters");
        }
        ClaimedMetadata claimed = new ClaimedMetadata(json(body));
        try {
            return new ClientMetadata(
                    claimed.name().orElse(UNNAMED),
                    claimed.redirectUris(),
                    authMethod(claimed),
                    claimed.grantTypes(),
                    claimed.scopes(),
                    claimed.webPage("client_uri"),
                    claimed.webPage("policy_uri"),
                    claimed.webPage("tos_uri"),
                    claimed.text("application_type").filter(type -> type.equals("web") || type.equals("native")),
                    claimed.line("software_id"),
                    claimed.line("software_version"));
        } catch (InvalidMetadata e) {
            throw RegistrationError.metadata(e.getMessage());
        }
    }

    private static JsonNode json(String body) throws RegistrationError {
        try {
            JsonNode json = JsonSerialization.mapper.readTree(body);
            if (json.isObject()) {
                return json;
            }
        } catch (JsonProcessingException ignored) {
            // The answer is the same for no JSON at all and for another kind of it.
        }
        throw RegistrationError.metadata("The body is not a JSON object. Send the client metadata as one");
    }

    private static AuthMethod authMethod(ClaimedMetadata claimed) throws InvalidMetadata {
        String method = claimed.text("token_endpoint_auth_method").orElse(AuthMethod.CLIENT_SECRET_BASIC.wire());
        return AuthMethod.of(method)
                .orElseThrow(() -> new InvalidMetadata(
                        "token_endpoint_auth_method must be none, client_secret_basic or client_secret_post"));
    }
}

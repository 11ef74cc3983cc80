/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.registration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.keycloakmcp.resource.McpScopes;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.keycloak.OAuth2Constants;
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
    private static final int MAX_TEXT = 255;
    private static final String UNNAMED = "MCP client";
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cn}\\p{Cs}\\p{Zl}\\p{Zp}]");
    private static final Set<String> OFFERED_GRANTS = Set.of(
            OAuth2Constants.AUTHORIZATION_CODE, OAuth2Constants.REFRESH_TOKEN, OAuth2Constants.DEVICE_CODE_GRANT_TYPE);

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
        JsonNode json = json(body);
        return new ClientMetadata(
                name(json),
                strings(json, "redirect_uris"),
                authMethod(json),
                grantTypes(json),
                text(json, "scope").map(McpScopes::names),
                webPage(json, "client_uri"),
                webPage(json, "policy_uri"),
                webPage(json, "tos_uri"),
                text(json, "application_type").filter(type -> type.equals("web") || type.equals("native")),
                text(json, "software_id").filter(ClientMetadata::fits),
                text(json, "software_version").filter(ClientMetadata::fits));
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

    private static Optional<String> text(JsonNode json, String member) {
        return Optional.ofNullable(json.get(member))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .filter(text -> !text.isBlank());
    }

    private static boolean fits(String text) {
        return text.length() <= MAX_TEXT && !INVISIBLE.matcher(text).find();
    }

    /** The name stands on the consent page, so it must not carry characters that change what the page seems to say. */
    private static String name(JsonNode json) throws RegistrationError {
        String name = text(json, "client_name").map(String::strip).orElse(UNNAMED);
        if (!fits(name) || name.contains("${")) {
            throw RegistrationError.metadata("client_name must have at most " + MAX_TEXT
                    + " characters, none of them invisible, and no placeholder");
        }
        return name;
    }

    private static List<String> strings(JsonNode json, String member) throws RegistrationError {
        JsonNode node = json.get(member);
        if (node == null || node.isNull()) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode element : node) {
            texts.add(element.asText());
        }
        if (!node.isArray() || !texts.stream().allMatch(text -> !text.isBlank())) {
            throw RegistrationError.metadata(member + " must be an array of strings");
        }
        return List.copyOf(new LinkedHashSet<>(texts));
    }

    private static AuthMethod authMethod(JsonNode json) throws RegistrationError {
        String method = text(json, "token_endpoint_auth_method").orElse(AuthMethod.CLIENT_SECRET_BASIC.wire());
        return AuthMethod.of(method)
                .orElseThrow(() -> RegistrationError.metadata(
                        "token_endpoint_auth_method must be none, client_secret_basic or client_secret_post"));
    }

    /** RFC 7591 §2: without a list, the code grant alone. */
    private static List<String> grantTypes(JsonNode json) throws RegistrationError {
        List<String> asked = strings(json, "grant_types");
        List<String> offered = asked.stream().filter(OFFERED_GRANTS::contains).toList();
        if (asked.isEmpty()) {
            return List.of(OAuth2Constants.AUTHORIZATION_CODE);
        }
        if (!offered.contains(OAuth2Constants.AUTHORIZATION_CODE)) {
            throw RegistrationError.metadata("grant_types must contain authorization_code");
        }
        return offered;
    }

    /** A link that people may follow from the consent page: https, or none. */
    private static Optional<String> webPage(JsonNode json, String member) {
        return text(json, member).filter(ClientMetadata::fits).filter(text -> {
            try {
                URI uri = URI.create(text);
                return "https".equals(uri.getScheme()) && uri.getHost() != null && uri.getRawUserInfo() == null;
            } catch (IllegalArgumentException e) {
                return false;
            }
        });
    }

    boolean mayRefresh() {
        return grantTypes.contains(OAuth2Constants.REFRESH_TOKEN);
    }

    boolean mayUseDevice() {
        return grantTypes.contains(OAuth2Constants.DEVICE_CODE_GRANT_TYPE);
    }
}

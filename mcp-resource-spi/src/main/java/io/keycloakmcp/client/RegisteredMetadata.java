/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.keycloak.OAuth2Constants;
import org.keycloak.authentication.authenticators.client.JWTClientAuthenticator;
import org.keycloak.models.ClientModel;
import org.keycloak.protocol.oidc.OIDCConfigAttributes;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.util.JsonSerialization;

/**
 * The metadata of an MCP client (RFC 7591 §2) as it stands now: what the client said when it registered, and what an
 * administrator has changed since. Of a client that did not register itself it has what the client's settings say.
 */
public final class RegisteredMetadata {

    /** The client attribute with what was registered, as JSON. */
    public static final String ATTRIBUTE = "mcp.registration";

    private static final String REDIRECT_URIS = "redirect_uris";
    private static final String GRANT_TYPES = "grant_types";
    private static final String AUTH_METHOD = "token_endpoint_auth_method";
    private static final String CLIENT_URI = "client_uri";

    private final ClientModel client;
    private final ObjectNode registered;

    /**
     * Reads what was registered.
     *
     * @param json a value of {@link #ATTRIBUTE}, which may be {@code null}
     * @return a new JSON object; what somebody wrote by hand and is none says nothing
     */
    public static ObjectNode read(String json) {
        try {
            if (json != null && JsonSerialization.mapper.readTree(json) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException ignored) {
            // The answer is the same for no JSON at all and for another kind of it.
        }
        return JsonNodeFactory.instance.objectNode();
    }

    private RegisteredMetadata(ClientModel client, ObjectNode registered) {
        this.client = client;
        this.registered = registered;
    }

    /**
     * The metadata of a client.
     *
     * @param client a client of the realm
     * @return its metadata
     */
    public static RegisteredMetadata of(ClientModel client) {
        return new RegisteredMetadata(client, read(client.getAttribute(ATTRIBUTE)));
    }

    /**
     * Its redirect URIs: those that it registered, or if an administrator has changed them, all that Keycloak has.
     *
     * @return the redirect URIs
     */
    public List<String> redirectUris() {
        List<String> asked = texts(REDIRECT_URIS);
        return RedirectUri.kept(asked).equals(client.getRedirectUris())
                ? asked
                : client.getRedirectUris().stream().sorted().toList();
    }

    /**
     * The grants that it may use.
     *
     * @return the grant types (RFC 7591 §2)
     */
    public List<String> grantTypes() {
        List<String> allowed = new ArrayList<>();
        if (client.isStandardFlowEnabled()) {
            allowed.add(OAuth2Constants.AUTHORIZATION_CODE);
        }
        if (!"false".equals(client.getAttribute(OIDCConfigAttributes.USE_REFRESH_TOKEN))) {
            allowed.add(OAuth2Constants.REFRESH_TOKEN);
        }
        if ("true".equals(client.getAttribute("oauth2.device.authorization.grant.enabled"))) {
            allowed.add(OAuth2Constants.DEVICE_CODE_GRANT_TYPE);
        }
        if (client.isServiceAccountsEnabled()) {
            allowed.add(OAuth2Constants.CLIENT_CREDENTIALS);
        }
        List<String> asked = texts(GRANT_TYPES);
        return Set.copyOf(asked).equals(Set.copyOf(allowed)) ? asked : List.copyOf(allowed);
    }

    /**
     * How it authenticates at the token endpoint.
     *
     * @return {@code none}, {@code client_secret_basic}, {@code client_secret_post} or {@code private_key_jwt}
     */
    public String authMethod() {
        if (client.isPublicClient()) {
            return "none";
        }
        return JWTClientAuthenticator.PROVIDER_ID.equals(client.getClientAuthenticatorType())
                ? OIDCLoginProtocol.PRIVATE_KEY_JWT
                : text(AUTH_METHOD)
                        .filter(OIDCLoginProtocol.CLIENT_SECRET_POST::equals)
                        .orElse(OIDCLoginProtocol.CLIENT_SECRET_BASIC);
    }

    /**
     * The home page of its makers, as it says.
     *
     * @return the URL
     */
    public Optional<String> clientUri() {
        return Optional.ofNullable(client.getBaseUrl()).filter(url -> !url.isBlank());
    }

    /**
     * The scopes that it registered for, separated by spaces; it may ask for others.
     *
     * @return the scopes; empty if it named none
     */
    public Optional<String> scope() {
        return text(OAuth2Constants.SCOPE);
    }

    /**
     * The id of its software, as it says.
     *
     * @return the id
     */
    public Optional<String> softwareId() {
        return text("software_id");
    }

    /**
     * The version of its software, as it says.
     *
     * @return the version
     */
    public Optional<String> softwareVersion() {
        return text("software_version");
    }

    /**
     * All of it, as a registration is answered (RFC 7591 §3.2.1), without ids, secrets and tokens.
     *
     * @return a new JSON object, no member of which is {@code null} or empty
     */
    public ObjectNode json() {
        ObjectNode json = registered.deepCopy();
        Optional.ofNullable(client.getName()).ifPresent(name -> json.put("client_name", name));
        json.set(REDIRECT_URIS, JsonSerialization.mapper.valueToTree(redirectUris()));
        json.set(GRANT_TYPES, JsonSerialization.mapper.valueToTree(grantTypes()));
        json.put(AUTH_METHOD, authMethod());
        json.remove(CLIENT_URI);
        clientUri().ifPresent(uri -> json.put(CLIENT_URI, uri));
        return json;
    }

    private Optional<String> text(String member) {
        return Optional.ofNullable(registered.get(member))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue);
    }

    private List<String> texts(String member) {
        return StreamSupport.stream(registered.path(member).spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}

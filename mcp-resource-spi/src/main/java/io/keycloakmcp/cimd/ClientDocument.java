/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.cimd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.client.ClaimedMetadata;
import io.keycloakmcp.client.ClientBlueprint;
import io.keycloakmcp.client.ClientKeys;
import io.keycloakmcp.client.Decision;
import io.keycloakmcp.client.InvalidMetadata;
import io.keycloakmcp.client.KeySet;
import io.keycloakmcp.client.Onboarding;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.keycloak.OAuth2Constants;
import org.keycloak.authentication.authenticators.client.JWTClientAuthenticator;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.representations.idm.ClientRepresentation;

/**
 * What a client's metadata document says (draft-ietf-oauth-client-id-metadata-document §4), as far as it is of use
 * here. It is read leniently, as RFC 7591 §2 wants metadata to be read: what is not known, and grants that an MCP
 * client does not get, are left out. What MCP requires must be there: the id, the name and the redirect URIs.
 *
 * @param clientId the URL of the document
 * @param name what the client calls itself
 * @param redirectUris its redirect URIs, as they are written
 * @param grantTypes the grants that it gets
 * @param scopes the scopes that it names
 * @param clientUri its home page
 * @param policyUri its privacy policy
 * @param tosUri its terms of service
 * @param authMethods how it may authenticate; it may have several
 * @param jwksUri where its keys are
 * @param keys its keys, if they are in the document
 * @param dropped what was left out, each with the member first
 */
record ClientDocument(
        String clientId,
        String name,
        List<String> redirectUris,
        List<String> grantTypes,
        Set<String> scopes,
        Optional<String> clientUri,
        Optional<String> policyUri,
        Optional<String> tosUri,
        Set<AuthMethod> authMethods,
        Optional<String> jwksUri,
        Optional<KeySet> keys,
        List<String> dropped) {

    private static final int MAX_DROPPED = 50;
    private static final String JWKS = "jwks";
    private static final String JWKS_URI = "jwks_uri";
    private static final String LINK_DROPPED = ": not an https URL of at most 255 characters";
    private static final List<String> LINKS = List.of("client_uri", "policy_uri", "tos_uri");

    private static final Set<String> KNOWN = Set.of(
            "client_id",
            "client_name",
            "redirect_uris",
            "grant_types",
            "response_types",
            "scope",
            "client_uri",
            "policy_uri",
            "tos_uri",
            "token_endpoint_auth_method",
            "token_endpoint_auth_methods_supported",
            JWKS,
            JWKS_URI);

    /**
     * Reads a document.
     *
     * @param clientId the URL that it is at
     * @param json the document
     * @throws InvalidMetadata if something in it cannot be understood or kept, or must not be there
     */
    static ClientDocument read(String clientId, JsonNode json) throws InvalidMetadata {
        if (!json.isObject()) {
            throw new InvalidMetadata("it must be a JSON object");
        }
        ClaimedMetadata claimed = new ClaimedMetadata(json);
        if (!claimed.text("client_id").filter(clientId::equals).isPresent()) {
            throw new InvalidMetadata("client_id must be the URL of the document, character by character");
        }
        if (json.has("client_secret") || json.has("client_secret_expires_at")) {
            throw new InvalidMetadata("it must not have a client_secret, because everybody can read it");
        }
        Optional<String> jwksUri = claimed.text(JWKS_URI);
        Optional<KeySet> keys = json.hasNonNull(JWKS) ? Optional.of(KeySet.read(json.get(JWKS))) : Optional.empty();
        return new ClientDocument(
                clientId,
                claimed.name().orElseThrow(() -> new InvalidMetadata("client_name is missing")),
                redirectUris(claimed),
                claimed.grantTypes(),
                claimed.scopes().orElse(Set.of()),
                claimed.webPage("client_uri"),
                claimed.webPage("policy_uri"),
                claimed.webPage("tos_uri"),
                authMethods(claimed, jwksUri, keys),
                jwksUri,
                keys,
                dropped(json, claimed));
    }

    private static List<String> redirectUris(ClaimedMetadata claimed) throws InvalidMetadata {
        List<String> redirectUris = claimed.redirectUris();
        if (redirectUris.isEmpty()) {
            throw new InvalidMetadata("redirect_uris is missing");
        }
        return redirectUris;
    }

    /** A client without keys cannot sign, whatever it says, and one that says where they are twice is of two minds. */
    private static Set<AuthMethod> authMethods(ClaimedMetadata claimed, Optional<String> jwksUri, Optional<KeySet> keys)
            throws InvalidMetadata {
        Set<AuthMethod> methods = EnumSet.copyOf(AuthMethod.read(claimed));
        if (jwksUri.isPresent() && keys.isPresent()) {
            throw new InvalidMetadata("it must have jwks_uri or jwks, and not both");
        }
        if (jwksUri.isEmpty() && keys.isEmpty()) {
            methods.remove(AuthMethod.PRIVATE_KEY_JWT);
        }
        if (methods.isEmpty()) {
            throw new InvalidMetadata("private_key_jwt needs jwks_uri or jwks");
        }
        return methods;
    }

    private static List<String> dropped(JsonNode json, ClaimedMetadata claimed) throws InvalidMetadata {
        List<String> dropped = new ArrayList<>();
        claimed.refusedGrantTypes().forEach(grant -> dropped.add("grant_types: " + grant));
        LINKS.stream()
                .filter(link -> json.hasNonNull(link) && claimed.webPage(link).isEmpty())
                .forEach(link -> dropped.add(link + LINK_DROPPED));
        json.fieldNames().forEachRemaining(member -> {
            if (!KNOWN.contains(member)) {
                dropped.add(member + ": not used");
            }
        });
        return dropped.stream()
                .filter(ClaimedMetadata::isLine)
                .limit(MAX_DROPPED)
                .toList();
    }

    /**
     * The client that the document makes. One that may come without a proof of who it is counts as public, even if it
     * may prove it as well: what the best of its methods shows, the worst takes away.
     *
     * @param realm the realm that it comes to
     * @param decision who let it in
     */
    ClientRepresentation representation(RealmModel realm, Decision decision) {
        ClientRepresentation client = new ClientBlueprint(
                        Onboarding.CLIENT_ID_METADATA,
                        clientId,
                        name,
                        redirectUris,
                        grantTypes,
                        scopes,
                        clientUri,
                        policyUri,
                        tosUri,
                        decision.product())
                .representation(realm);
        client.setPublicClient(authMethods.contains(AuthMethod.NONE));
        client.setClientAuthenticatorType(KeycloakModelUtils.getDefaultClientAuthenticatorType());
        client.getAttributes().put(AuthMethod.ATTRIBUTE, AuthMethod.write(authMethods));
        if (authMethods.contains(AuthMethod.PRIVATE_KEY_JWT)) {
            client.setClientAuthenticatorType(JWTClientAuthenticator.PROVIDER_ID);
            client.getAttributes()
                    .putAll(jwksUri.map(ClientKeys::unfetched)
                            .map(ClientKeys::attributes)
                            .orElseGet(() -> keys.orElse(KeySet.EMPTY).attributes()));
        }
        return client;
    }

    /** The metadata as they are registered, for an administrator who asks. */
    ObjectNode json() {
        ObjectNode json =
                JsonNodeFactory.instance.objectNode().put("client_id", clientId).put("client_name", name);
        array(json, "redirect_uris", redirectUris.stream());
        array(json, "grant_types", grantTypes.stream());
        array(json, "response_types", Stream.of(OAuth2Constants.CODE));
        array(
                json,
                "token_endpoint_auth_methods_supported",
                authMethods.stream().map(AuthMethod::wire));
        if (!scopes.isEmpty()) {
            json.put("scope", String.join(" ", scopes));
        }
        clientUri.ifPresent(uri -> json.put("client_uri", uri));
        policyUri.ifPresent(uri -> json.put("policy_uri", uri));
        tosUri.ifPresent(uri -> json.put("tos_uri", uri));
        jwksUri.ifPresent(uri -> json.put(JWKS_URI, uri));
        return json;
    }

    private static void array(ObjectNode json, String member, Stream<String> texts) {
        var array = json.putArray(member);
        texts.forEach(array::add);
    }
}

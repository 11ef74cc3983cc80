/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.resource.JsonFields;
import java.util.Optional;

/**
 * Somebody whose software statements (RFC 7591 §2.3) are believed. The keys are either given, or fetched.
 *
 * @param issuer the {@code iss} of the statements
 * @param jwksUri where the keys are published, an {@code https} URL; one on this very machine is of use for development
 *     alone, where that is allowed
 * @param jwks the keys themselves, a JSON Web Key Set (RFC 7517 §5)
 */
public record StatementIssuer(String issuer, Optional<String> jwksUri, Optional<JsonNode> jwks) {

    static StatementIssuer read(JsonFields fields) {
        String issuer = fields.requiredText("issuer").orElse("");
        Optional<String> jwksUri = fields.text("jwks_uri");
        Optional<JsonNode> jwks = fields.member("jwks");
        if (jwksUri.isPresent() == jwks.isPresent()) {
            fields.error("jwks_uri", "or jwks must be given, and not both");
        }
        if (jwksUri.filter(uri -> !RedirectUri.isWeb(uri) && !RedirectUri.isLoopback(uri))
                .isPresent()) {
            fields.error("jwks_uri", "must be an https URL");
        }
        if (jwks.filter(keys -> !keys.path("keys").isArray()).isPresent()) {
            fields.error("jwks", "must be a JSON Web Key Set: an object with an array of keys");
        }
        return new StatementIssuer(issuer, jwksUri, jwks);
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("issuer", issuer);
        jwksUri.ifPresent(uri -> json.put("jwks_uri", uri));
        jwks.ifPresent(keys -> json.set("jwks", keys));
        return json;
    }
}

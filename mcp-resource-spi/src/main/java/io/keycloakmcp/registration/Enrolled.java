/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.registration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.client.ClientState;
import io.keycloakmcp.client.RegisteredMetadata;
import io.keycloakmcp.resource.McpClient;
import io.keycloakmcp.resource.RealmUrls;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.ClientModel;

/**
 * A client that is registered, and what it is told about itself.
 *
 * @param uuid the UUID that Keycloak gave it
 * @param clientId its client id
 * @param registeredAt when it came
 * @param secret its secret, if it authenticates by one
 * @param metadata its metadata
 * @param state whether it is let in
 * @param token the token by which it may manage its registration; empty for whoever only shares the client
 */
record Enrolled(
        String uuid,
        String clientId,
        Instant registeredAt,
        Optional<String> secret,
        ObjectNode metadata,
        ClientState state,
        Optional<String> token) {

    private static final long NEVER = 0;
    private static final String REDIRECT_URIS = "redirect_uris";

    static Enrolled of(ClientModel client, Optional<String> token) {
        RegisteredMetadata metadata = RegisteredMetadata.of(client);
        boolean hasSecret = AuthMethod.of(metadata.authMethod())
                .filter(AuthMethod::hasSecret)
                .isPresent();
        return new Enrolled(
                client.getId(),
                client.getClientId(),
                registeredAt(client),
                Optional.ofNullable(client.getSecret()).filter(secret -> hasSecret),
                metadata.json(),
                ClientState.of(client),
                token);
    }

    /**
     * The same client for another program that shares it. Its scopes and the port that it listens at are its own, and
     * it looks for them in the answer.
     */
    Enrolled asAskedBy(ObjectNode registered) {
        ObjectNode own = metadata.deepCopy();
        own.set(REDIRECT_URIS, registered.get(REDIRECT_URIS));
        own.remove(OAuth2Constants.SCOPE);
        own.setAll(registered.deepCopy().retain(OAuth2Constants.SCOPE));
        return new Enrolled(uuid, clientId, registeredAt, secret, own, state, token);
    }

    /** What somebody wrote by hand and is no moment is long ago. */
    private static Instant registeredAt(ClientModel client) {
        try {
            return Optional.ofNullable(client.getAttribute(McpClient.REGISTERED_AT))
                    .map(Instant::parse)
                    .orElse(Instant.EPOCH);
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }

    /** The client information response (RFC 7591 §3.2.1, RFC 7592 §3). */
    ObjectNode json(RealmUrls urls) {
        ObjectNode json = metadata.deepCopy();
        json.put("client_id", clientId);
        json.put("client_id_issued_at", registeredAt.getEpochSecond());
        secret.ifPresent(value -> json.put("client_secret", value).put("client_secret_expires_at", NEVER));
        token.ifPresent(value -> json.put("registration_access_token", value)
                .put("registration_client_uri", urls.registrationEndpoint() + "/" + clientId));
        return json;
    }
}

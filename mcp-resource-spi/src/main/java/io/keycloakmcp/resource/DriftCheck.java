/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import io.keycloakmcp.resource.DriftReport.Finding;
import io.keycloakmcp.resource.DriftReport.Kind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.jpa.entities.ClientEntity;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.representations.idm.ComponentRepresentation;

/** What does not hold together about one client, said for people. */
final class DriftCheck {

    private final RealmModel realm;
    private final References references;
    private final Set<String> scopes;

    DriftCheck(KeycloakSession session, RealmModel realm) {
        this.realm = realm;
        this.references = new References(session, realm);
        this.scopes = realm.getClientScopesStream()
                .filter(scope -> OIDCLoginProtocol.LOGIN_PROTOCOL.equals(scope.getProtocol()))
                .map(ClientScopeModel::getName)
                .collect(Collectors.toSet());
    }

    /** Looks at a client whose id begins like that of a server. */
    Stream<Finding> server(ClientModel client) {
        if (client.getAttribute(ServerAttributes.RESOURCE_URL) == null
                && !ResourceUri.isServerId(client.getClientId())) {
            // A client with an id of that form is meant to be a server even if nothing else says so.
            return Stream.empty();
        }
        try {
            McpServerSettings settings = ServerAttributes.settings(client);
            return settings.resource().serverId().equals(client.getClientId())
                    ? Stream.of(
                                    maskedSecret(client),
                                    missingScopes(client, settings),
                                    unknownReferences(client, settings))
                            .flatMap(Function.identity())
                    : Stream.of(wrongId(client, settings.resource()));
        } catch (InvalidFields e) {
            return e.errors().stream().map(error -> invalid(client, error));
        }
    }

    /**
     * Looks at a client with another id. Keycloak's own resource indicators use the attribute on any client: only what
     * a server has too is drift.
     */
    Optional<Finding> other(ClientEntity client, String resource) {
        try {
            String serverId = ResourceUri.parse(resource).serverId();
            return isClient(serverId)
                    ? Optional.of(new Finding(
                            Kind.DUPLICATE,
                            serverId,
                            client.getId(),
                            "The client " + client.getClientId()
                                    + " has the resource_url of this MCP server. It is not used as one",
                            "Remove the attribute resource_url from that client"))
                    : Optional.empty();
        } catch (InvalidResourceUri e) {
            // It cannot be the resource of a server.
            return Optional.empty();
        }
    }

    private boolean isClient(String clientId) {
        return realm.getClientByClientId(clientId) != null;
    }

    private static Finding finding(ClientModel client, Kind kind, String message, String fix) {
        return new Finding(kind, client.getClientId(), client.getId(), message, fix);
    }

    private static Finding invalid(ClientModel client, FieldError error) {
        return finding(
                client,
                Kind.INVALID_SETTING,
                error.field() + " " + error.message()
                        + ". The client is not used as an MCP server: nobody gets tokens for it",
                "Correct " + ServerAttributes.whereIs(error.field()) + " of the client");
    }

    private Finding wrongId(ClientModel client, ResourceUri resource) {
        String rightId = resource.serverId();
        if (isClient(rightId)) {
            return finding(
                    client,
                    Kind.DUPLICATE,
                    "The resource " + resource.registered() + " belongs to " + rightId
                            + ". This client is not used as an MCP server",
                    "Delete this client, or give it a resource_url of its own and the id that belongs to that");
        }
        return finding(
                client,
                Kind.ID_MISMATCH,
                "The client's id does not belong to its resource_url " + resource.registered()
                        + ". It is not used as an MCP server: nobody gets tokens for it",
                "Give the client the id " + rightId + ", set resource_url back to what it was, or delete the client and"
                        + " register the resource again");
    }

    private static Stream<Finding> maskedSecret(ClientModel client) {
        return client.validateSecret(ComponentRepresentation.SECRET_VALUE)
                ? Stream.of(finding(
                        client,
                        Kind.MASKED_SECRET,
                        "The client's secret is the mask that partial exports write in place of secrets: anybody can"
                                + " authenticate as this MCP server",
                        "Give the server a new secret: POST …/mcp/servers/" + client.getClientId() + "/secret"))
                : Stream.empty();
    }

    private Stream<Finding> missingScopes(ClientModel client, McpServerSettings settings) {
        return settings.scopeNames().stream()
                .filter(name -> !name.equals(OAuth2Constants.SCOPE_OPENID) && !scopes.contains(name))
                .map(name -> McpScopes.ofOtherProtocols(realm, List.of(name)).isEmpty()
                        ? missingScope(client, name)
                        : scopeOfAnotherProtocol(client, name));
    }

    private static Finding missingScope(ClientModel client, String name) {
        return finding(
                client,
                Kind.MISSING_SCOPE,
                "The realm does not have the scope " + name
                        + ": it is not in the realm's metadata until a client asks this server for it",
                "Save the server's settings, which makes the scope, or take it out of them");
    }

    private static Finding scopeOfAnotherProtocol(ClientModel client, String name) {
        return finding(
                client,
                Kind.MISSING_SCOPE,
                "The scope " + name + " is a client scope of another protocol in this realm: no client gets it",
                "Rename or delete that client scope, or take the scope out of the server's settings");
    }

    private Stream<Finding> unknownReferences(ClientModel client, McpServerSettings settings) {
        return references.unknown(settings).stream()
                .filter(error -> !error.field().equals(McpServerJson.SCOPES_SUPPORTED))
                .map(error -> finding(
                        client,
                        Kind.UNKNOWN_REFERENCE,
                        error.field() + " " + error.message()
                                + ". They let nobody in, until somebody makes what has such a name",
                        "Take them out of " + error.field() + ", or make them again"));
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.lifecycle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.client.CachedDocument;
import io.keycloakmcp.client.Catalogue;
import io.keycloakmcp.client.ClientSettings;
import io.keycloakmcp.client.Onboarding;
import io.keycloakmcp.client.Product;
import io.keycloakmcp.client.RegisteredMetadata;
import io.keycloakmcp.resource.McpClient;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** MCP clients as the admin REST API shows them. */
final class ClientDescription {

    private final AdminPermissionEvaluator permissions;
    private final ClientSettings settings;
    private final Catalogue catalogue;
    private final ClientUse use;

    /** Clients as who has these permissions sees them. */
    ClientDescription(KeycloakSession session, RealmModel realm, AdminPermissionEvaluator permissions) {
        this.permissions = permissions;
        this.settings = ClientSettings.of(realm);
        this.catalogue = Catalogue.with(settings.knownClients());
        this.use = new ClientUse(session);
    }

    /** Some clients as a list has them; who uses them is asked for all at once. */
    List<ObjectNode> ofAll(List<ClientModel> clients) {
        Map<String, Long> users = users(clients);
        Map<String, Set<String>> servers = use.servers(ids(clients.stream()));
        return clients.stream()
                .map(client -> brief(
                        client, servers.getOrDefault(client.getId(), Set.of()), users.getOrDefault(client.getId(), 0L)))
                .toList();
    }

    private Map<String, Long> users(List<ClientModel> clients) {
        Map<String, Long> users =
                new HashMap<>(use.consenting(ids(clients.stream().filter(ClientModel::isConsentRequired))));
        users.putAll(use.loggedIn(ids(clients.stream().filter(client -> !client.isConsentRequired()))));
        return users;
    }

    private static List<String> ids(Stream<ClientModel> clients) {
        return clients.map(ClientModel::getId).toList();
    }

    /** One client with all that is known of it. */
    ObjectNode of(ClientModel client) {
        ObjectNode json = ofAll(List.of(client)).get(0);
        RegisteredMetadata metadata = RegisteredMetadata.of(client);
        write(
                Stream.of(true, false)
                        .flatMap(byDefault -> client.getClientScopes(byDefault).values().stream())
                        .map(ClientScopeModel::getName)
                        .sorted()
                        .toList(),
                json.putArray("scopes"));
        write(metadata.grantTypes(), json.putArray("grant_types"));
        json.put("software_id", metadata.softwareId().orElse(null))
                .put("software_version", metadata.softwareVersion().orElse(null))
                .put("client_uri", metadata.clientUri().orElse(null))
                .put("source", client.getAttribute(McpClient.SOURCE))
                .put(
                        "offline_sessions",
                        use.offlineSessions(List.of(client.getId())).getOrDefault(client.getId(), 0L));
        json.set("document", CachedDocument.of(client).map(CachedDocument::json).orElse(null));
        return json;
    }

    private ObjectNode brief(ClientModel client, Set<String> servers, long users) {
        Standing standing = Standing.of(client);
        Optional<String> product = McpClient.product(client);
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("id", client.getId())
                .put("client_id", client.getClientId())
                .put("name", client.getName())
                .put("product", product.orElse(null))
                .put(
                        "publisher",
                        product.flatMap(catalogue::named)
                                .map(Product::publisher)
                                .orElse(null))
                .put("onboarding", standing.way().map(Onboarding::wire).orElse(null))
                .put("state", standing.state().wire())
                .put("public", client.isPublicClient());
        write(RegisteredMetadata.of(client).redirectUris(), json.putArray("redirect_uris"));
        json.put("created_at", standing.createdAt().map(Instant::toString).orElse(null))
                .put(
                        "last_used_on",
                        standing.lastUsedOn().map(LocalDate::toString).orElse(null))
                .put("expires_at", expiry(standing).map(Instant::toString).orElse(null));
        write(servers, json.putArray("servers"));
        json.put("users", users);
        json.putObject("access").put("manage", permissions.clients().canManage(client));
        return json;
    }

    private Optional<Instant> expiry(Standing standing) {
        return settings.lifeCycle().cleanUp()
                ? Expiry.of(standing, settings.lifeCycle()).map(Expiry::at)
                : Optional.empty();
    }

    private static void write(Collection<String> texts, ArrayNode array) {
        texts.forEach(array::add);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.resource.FieldError;
import io.keycloakmcp.resource.InvalidFields;
import io.keycloakmcp.resource.McpClient;
import io.keycloakmcp.resource.McpScopes;
import io.keycloakmcp.resource.McpServerRegistry;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.keycloak.common.util.Time;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;

/**
 * What an administrator decides about one MCP client. Every decision is an admin event
 * {@code {"action","before":{…},"after":{…}}} of the resource type {@value #EVENT_RESOURCE}.
 */
public final class ClientApproval {

    /** The resource type of admin events about MCP clients. */
    public static final String EVENT_RESOURCE = "MCP_CLIENT";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AdminEventBuilder events;

    /**
     * The decisions of an administrator, within one request.
     *
     * @param session the session
     * @param realm the realm
     * @param events where changes are noted
     */
    public ClientApproval(KeycloakSession session, RealmModel realm, AdminEventBuilder events) {
        this.session = session;
        this.realm = realm;
        this.events = events.resource(EVENT_RESOURCE);
    }

    /**
     * Lets a client in, whatever its state was.
     *
     * @param client an MCP client of the realm
     * @param servers the servers that it may use, by their server ids; with none, all
     * @param product whether all further clients with the same redirect URIs, or the same client id, are let in as
     *     well: they become a known product of the realm
     * @throws InvalidFields if a server is not one of the realm; nothing is changed then
     */
    public void approve(ClientModel client, List<String> servers, boolean product) throws InvalidFields {
        requireServers(servers);
        change("approve", client, () -> {
            allow(client, servers);
            if (product) {
                makeKnown(client);
            }
            ClientState.ACTIVE.set(client);
        });
    }

    /**
     * Keeps a client out, and ends what was granted to it: if it is let in again, people log in anew.
     *
     * @param client an MCP client of the realm
     */
    public void block(ClientModel client) {
        change("block", client, () -> {
            ClientState.BLOCKED.set(client);
            client.setNotBefore((int) TimeUnit.MILLISECONDS.toSeconds(Time.currentTimeMillis()));
        });
    }

    /**
     * Lets a client in that was kept out; the servers that it may use are those that it might use before.
     *
     * @param client an MCP client of the realm
     */
    public void unblock(ClientModel client) {
        change("unblock", client, () -> ClientState.ACTIVE.set(client));
    }

    /**
     * Decides which servers a client may use, in whatever state it is.
     *
     * @param client an MCP client of the realm
     * @param servers the servers, by their server ids; with none, all
     * @throws InvalidFields if a server is not one of the realm; nothing is changed then
     */
    public void restrict(ClientModel client, List<String> servers) throws InvalidFields {
        requireServers(servers);
        change("restrict", client, () -> allow(client, servers));
    }

    private void requireServers(List<String> servers) throws InvalidFields {
        McpServerRegistry registry = new McpServerRegistry(session, realm);
        if (servers.stream().anyMatch(server -> registry.findByServerId(server).isEmpty())) {
            throw new InvalidFields(List.of(
                    new FieldError("servers", "must be server ids of MCP servers of the realm, such as mcp_… has")));
        }
    }

    private static void allow(ClientModel client, List<String> servers) {
        if (servers.isEmpty()) {
            client.removeAttribute(McpClient.ALLOWED_SERVERS);
        } else {
            client.setAttribute(McpClient.ALLOWED_SERVERS, String.join(" ", new LinkedHashSet<>(servers)));
        }
    }

    private void makeKnown(ClientModel client) {
        ClientSettings settings = ClientSettings.of(realm);
        Catalogue catalogue = Catalogue.with(settings.knownClients());
        KnownProduct known = KnownProduct.of(client);
        Optional<Product> already = known.in(catalogue);
        Optional<Product> added = already.isPresent() ? Optional.empty() : known.newTo(catalogue);
        added.ifPresent(product -> settings.knowing(product).save(realm));
        already.or(() -> added).ifPresent(product -> client.setAttribute(McpClient.PRODUCT, product.name()));
    }

    private void change(String action, ClientModel client, Runnable change) {
        ObjectNode event = JsonNodeFactory.instance.objectNode().put("action", action);
        event.set("before", json(client));
        change.run();
        event.set("after", json(client));
        events.operation(OperationType.ACTION)
                .resourcePath("mcp", "clients", client.getId())
                .representation(event)
                .success();
    }

    private static ObjectNode json(ClientModel client) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("client_id", client.getClientId())
                .put("name", client.getName())
                .put("state", ClientState.of(client).wire())
                .put("product", McpClient.product(client).orElse(null));
        var servers = json.putArray("servers");
        McpScopes.names(client.getAttribute(McpClient.ALLOWED_SERVERS)).forEach(servers::add);
        return json;
    }
}

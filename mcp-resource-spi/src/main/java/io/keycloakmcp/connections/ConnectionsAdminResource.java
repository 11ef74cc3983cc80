/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.connections;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.resource.AdminError;
import io.keycloakmcp.resource.FieldError;
import io.keycloakmcp.resource.McpServer;
import io.keycloakmcp.resource.QueryNumber;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/**
 * The connections of a realm for administrators: {@code /admin/realms/{realm}/mcp/connections}. To see them takes the
 * permission to view the user, and the client or the server, that is asked for, or else all users and all clients; to
 * take them back, the permission to manage the user, or else all users, besides.
 */
@Produces(MediaType.APPLICATION_JSON)
public final class ConnectionsAdminResource {

    private static final int DEFAULT_PAGE = 20;
    private static final int MAX_PAGE = 1000;
    private static final int MAX_REVOKED = 10_000;
    private static final String EVENT_RESOURCE = "MCP_CONNECTION";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AdminPermissionEvaluator permissions;
    private final AdminEventBuilder events;
    private final Connections connections;

    ConnectionsAdminResource(
            KeycloakSession session, RealmModel realm, AdminPermissionEvaluator permissions, AdminEventBuilder events) {
        this.session = session;
        this.realm = realm;
        this.permissions = permissions;
        this.events = events.resource(EVENT_RESOURCE);
        this.connections = new Connections(session, realm);
    }

    /**
     * Lists connections: first those that people allowed, then those of clients that need no consent.
     *
     * @param user whose: the id or the user name of a user; everybody's unless said
     * @param client of which client: a client id, or a client's UUID; of all clients unless said
     * @param server to which server: {@code mcp_…}; to all servers unless said
     * @param first how many to leave out, 0 unless said
     * @param max how many to give at most, 20 unless said, 1,000 at most
     * @return 200 with {@code {"connections":[…],"total":n,"access":{"manage":…}}}, or 400; {@code access.manage} tells
     *     of each connection, and of all that there are, whether the caller may take it back
     */
    @GET
    public Response list(
            @QueryParam("user") String user,
            @QueryParam("client") String client,
            @QueryParam("server") String server,
            @QueryParam("first") String first,
            @QueryParam("max") String max) {
        List<FieldError> errors = new ArrayList<>();
        ConnectionFilter filter = filter(user, client, server, errors);
        requireView(filter);
        int from = QueryNumber.read("first", first, 0, 0, Integer.MAX_VALUE, errors);
        int count = QueryNumber.read("max", max, DEFAULT_PAGE, 1, MAX_PAGE, errors);
        if (!errors.isEmpty()) {
            return AdminError.invalid(errors);
        }
        ObjectNode page = ConnectionJson.page(connections.page(filter, from, count), this::shown);
        page.putObject("access").put("manage", permissions.users().canManage());
        return Response.ok(page).build();
    }

    private ObjectNode shown(Connection connection) {
        ObjectNode json = ConnectionJson.withUser(connection);
        json.putObject("access").put("manage", permissions.users().canManage(connection.user()));
        return json;
    }

    /**
     * Who uses which MCP server, in numbers.
     *
     * @return the resource of the numbers
     */
    @Path("usage")
    public UsageResource usage() {
        return new UsageResource(session, realm, permissions);
    }

    /**
     * Takes a connection back: the client's consent at this server, and its refresh and offline tokens for it.
     *
     * @param id the id
     * @return 204, or 404
     */
    @DELETE
    @Path("{id}")
    public Response revoke(@PathParam("id") String id) {
        Optional<Connection> connection = connections.find(id);
        if (connection.isEmpty()) {
            // Who may not see everybody does not learn who is connected.
            permissions.users().requireManage();
            permissions.clients().requireView();
            return AdminError.of(Response.Status.NOT_FOUND, "not_found", "This realm has no connection with this id");
        }
        Connection found = connection.get();
        requireManage(new ConnectionFilter(
                Optional.of(found.user()), Optional.of(found.client()), Optional.of(found.server())));
        ObjectNode change = JsonNodeFactory.instance.objectNode();
        change.set("before", ConnectionJson.withUser(found));
        new Revocation(session, realm).revoke(found);
        send(change);
        return Response.noContent().build();
    }

    /**
     * Takes all connections back that are asked for, 10,000 at most: where there are more, ask again until there are
     * none.
     *
     * @param user whose: the id or the user name of a user
     * @param client of which client: a client id, or a client's UUID
     * @param server to which server: {@code mcp_…}
     * @return 200 with {@code {"revoked":n}}; 400 if nothing is asked for
     */
    @DELETE
    public Response revokeAll(
            @QueryParam("user") String user, @QueryParam("client") String client, @QueryParam("server") String server) {
        List<FieldError> errors = new ArrayList<>();
        ConnectionFilter filter = filter(user, client, server, errors);
        requireManage(filter);
        if (user == null && client == null && server == null) {
            errors.add(new FieldError("user", "or client or server must say which connections to take back"));
        }
        if (!errors.isEmpty()) {
            return AdminError.invalid(errors);
        }
        int revoked = new Revocation(session, realm).revoke(filter, MAX_REVOKED);
        send(JsonNodeFactory.instance
                .objectNode()
                .put("user", filter.user().map(UserModel::getId).orElse(null))
                .put("client", filter.client().map(ClientModel::getClientId).orElse(null))
                .put("server", filter.server().map(McpServer::serverId).orElse(null))
                .put("revoked", revoked));
        return Response.ok(JsonNodeFactory.instance.objectNode().put("revoked", revoked))
                .build();
    }

    private ConnectionFilter filter(String user, String client, String server, List<FieldError> errors) {
        RequestedConnections requested = new RequestedConnections(session, realm, errors);
        return new ConnectionFilter(requested.user(user), requested.client(client), requested.server(server));
    }

    /** What was asked for and is not there counts as everything: nobody learns more than he may see. */
    private void requireView(ConnectionFilter filter) {
        filter.user().ifPresentOrElse(permissions.users()::requireView, permissions.users()::requireView);
        requireViewOfClients(filter);
    }

    private void requireManage(ConnectionFilter filter) {
        filter.user().ifPresentOrElse(permissions.users()::requireManage, permissions.users()::requireManage);
        requireViewOfClients(filter);
    }

    private void requireViewOfClients(ConnectionFilter filter) {
        boolean viewable =
                filter.client().filter(permissions.clients()::canView).isPresent()
                        || filter.server()
                                .map(server -> realm.getClientById(server.id()))
                                .filter(permissions.clients()::canView)
                                .isPresent();
        if (!viewable) {
            permissions.clients().requireView();
        }
    }

    private void send(ObjectNode change) {
        events.operation(OperationType.DELETE)
                .resourcePath(session.getContext().getUri())
                .representation(change)
                .success();
    }
}

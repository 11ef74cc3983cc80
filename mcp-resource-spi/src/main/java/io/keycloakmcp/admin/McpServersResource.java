/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.resource.AdminError;
import io.keycloakmcp.resource.ChangedMeanwhile;
import io.keycloakmcp.resource.DuplicateResource;
import io.keycloakmcp.resource.ExchangeTarget;
import io.keycloakmcp.resource.FieldError;
import io.keycloakmcp.resource.GrantRevocation;
import io.keycloakmcp.resource.InvalidFields;
import io.keycloakmcp.resource.ListPermission;
import io.keycloakmcp.resource.McpServer;
import io.keycloakmcp.resource.McpServerJson;
import io.keycloakmcp.resource.McpServerRegistry;
import io.keycloakmcp.resource.McpServerSettings;
import io.keycloakmcp.resource.QueryNumber;
import io.keycloakmcp.resource.RealmSettings;
import io.keycloakmcp.resource.ServerStatus;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/**
 * The MCP servers of a realm: {@code /admin/realms/{realm}/mcp/servers}. Who may view or manage the realm's clients, or
 * by a fine-grained permission one of them, may view or manage its MCP servers, or that one; without permission every
 * method answers 403. Registering takes the permission to manage all clients.
 */
@Produces(MediaType.APPLICATION_JSON)
public final class McpServersResource {

    private static final int DEFAULT_PAGE = 20;
    private static final int MAX_PAGE = 1000;
    private static final String SECRET = "client_secret";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AdminPermissionEvaluator permissions;
    private final ServerEvents events;
    private final McpServerRegistry registry;
    private final ServerRepresentation representation;
    private final ServerPreview preview;

    McpServersResource(
            KeycloakSession session, RealmModel realm, AdminPermissionEvaluator permissions, AdminEventBuilder events) {
        this.session = session;
        this.realm = realm;
        this.permissions = permissions;
        this.events = new ServerEvents(session, events);
        this.registry = new McpServerRegistry(session, realm);
        this.representation = new ServerRepresentation(session, realm);
        this.preview = new ServerPreview(session, realm, registry, representation);
    }

    /**
     * Lists servers, in the order of their ids.
     *
     * @param search a part of the name or of the resource URI, or a whole server id
     * @param status {@code draft}, {@code active} or {@code suspended}
     * @param first how many to leave out, 0 unless said
     * @param max how many to give at most, 20 unless said, 1,000 at most
     * @return 200 with {@code {"servers":[…],"total":n,"access":{"manage":…}}}, or 400; {@code access.manage} tells of
     *     each server whether the caller may change it, and of all whether he may register one
     */
    @GET
    public Response list(
            @QueryParam("search") String search,
            @QueryParam("status") String status,
            @QueryParam("first") String first,
            @QueryParam("max") String max) {
        ListPermission.require(realm, permissions);
        List<FieldError> errors = new ArrayList<>();
        Optional<ServerStatus> wanted = Optional.ofNullable(status).flatMap(ServerStatus::of);
        if (status != null && wanted.isEmpty()) {
            errors.add(new FieldError("status", "must be one of active, draft, suspended"));
        }
        int from = QueryNumber.read("first", first, 0, 0, Integer.MAX_VALUE, errors);
        int count = QueryNumber.read("max", max, DEFAULT_PAGE, 1, MAX_PAGE, errors);
        if (!errors.isEmpty()) {
            return AdminError.invalid(errors);
        }
        McpServerRegistry.Page page = registry.page(
                Optional.ofNullable(search).filter(text -> !text.isBlank()),
                wanted,
                permissions.clients()::canView,
                from,
                count);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode servers = body.putArray("servers");
        page.servers().forEach(server -> servers.add(shown(server)));
        body.put("total", page.total());
        body.putObject("access").put("manage", permissions.clients().canManage());
        return Response.ok(body).build();
    }

    /**
     * Registers a server.
     *
     * @param body a JSON object with at least {@code name} and {@code resource_uri}
     * @return 201 with the server and, this once, its {@code client_secret}; 400 with all that is wrong, 409 if another
     *     server has the resource; nothing is saved then
     */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response create(String body) {
        permissions.clients().requireManage();
        try {
            McpServerRegistry.Registered registered =
                    registry.create(McpServerJson.read(body, RealmSettings.of(realm), Optional.empty()));
            McpServer server = registered.server();
            events.created(server);
            return Response.created(session.getContext()
                            .getUri()
                            .getAbsolutePathBuilder()
                            .path(server.serverId())
                            .build())
                    .entity(shown(server).put(SECRET, registered.clientSecret()))
                    .build();
        } catch (InvalidFields e) {
            return AdminError.invalid(e.errors());
        } catch (DuplicateResource e) {
            return ErrorAnswer.duplicate(e);
        }
    }

    /**
     * Tells what would come of registering a server, and saves nothing.
     *
     * @param body the same as for {@link #create}
     * @return 200 with {@code {"errors":[{"field","message"}],"server_id","protected_resource_metadata",
     *     "default_token_lifetime","server":{…}}}: {@code errors} is empty if the server could be registered, and then
     *     {@code server} is what it would be
     */
    @POST
    @Path("validate")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response validate(String body) {
        permissions.clients().requireManage();
        return preview(body, Optional.empty());
    }

    /**
     * Tells what would come of replacing a server's settings, and saves nothing.
     *
     * @param serverId {@code mcp_…}
     * @param body the same as for {@link #update}
     * @return 200 with the same as {@link #validate(String)}; 404, or 403 as for {@link #update}
     */
    @POST
    @Path("{serverId}/validate")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response validate(@PathParam("serverId") String serverId, String body) {
        Optional<McpServer> server = find(serverId, true);
        return server.isEmpty() ? ErrorAnswer.notFound() : preview(body, server);
    }

    private Response preview(String body, Optional<McpServer> before) {
        try {
            McpServerSettings settings = McpServerJson.read(body, RealmSettings.of(realm), before);
            return before.flatMap(server -> refusal(server, settings))
                    .orElseGet(() -> Response.ok(preview.of(settings, before)).build());
        } catch (InvalidFields e) {
            return Response.ok(preview.of(body, e)).build();
        }
    }

    /** Who may change one server alone may not register others by it, nor have tokens for what is not theirs. */
    private Optional<Response> refusal(McpServer server, McpServerSettings settings) {
        boolean moves = !settings.resource().serverId().equals(server.serverId());
        if (moves && !permissions.clients().canManage()) {
            return Optional.of(ErrorAnswer.mayNotMove());
        }
        return mayExchange(server.settings(), settings) ? Optional.empty() : Optional.of(ErrorAnswer.mayNotExchange());
    }

    /**
     * Shows a server.
     *
     * @param serverId {@code mcp_…}
     * @param request what the caller has already, by {@code If-None-Match}
     * @return 200 with the server and its {@code ETag}, 304, or 404; {@code access.manage} tells whether the caller may
     *     change it
     */
    @GET
    @Path("{serverId}")
    public Response get(@PathParam("serverId") String serverId, @Context Request request) {
        Optional<McpServer> server = find(serverId, false);
        return server.map(found -> Optional.ofNullable(request.evaluatePreconditions(tag(found)))
                        .orElseGet(() -> tagged(found))
                        .build())
                .orElseGet(ErrorAnswer::notFound);
    }

    private Response.ResponseBuilder tagged(McpServer server) {
        return Response.ok(shown(server)).tag(tag(server));
    }

    private ObjectNode shown(McpServer server) {
        ObjectNode json = representation.of(server);
        boolean mayManage = registry.clientOf(server.serverId())
                .filter(permissions.clients()::canManage)
                .isPresent();
        json.putObject("access").put("manage", mayManage);
        return json;
    }

    private static EntityTag tag(McpServer server) {
        return StateTag.of(McpServerJson.write(server));
    }

    /**
     * Replaces a server's settings; a member that is missing gets its default. Members that only the server sets are
     * ignored.
     *
     * @param serverId {@code mcp_…}
     * @param body a JSON object with at least {@code name} and {@code resource_uri}
     * @param request which state of the server is to be replaced, by {@code If-Match} with its {@code ETag}; whatever
     *     it is unless said
     * @return 200 with the server, which has another id if its resource URI changed; 400, 404, 409, or 412 if it is no
     *     longer the state that is to be replaced, and nothing is saved; 403 also for another resource URI from
     *     somebody who may not register servers
     */
    @PUT
    @Path("{serverId}")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response update(@PathParam("serverId") String serverId, String body, @Context Request request) {
        Optional<McpServer> server = find(serverId, true);
        if (server.isEmpty()) {
            return ErrorAnswer.notFound();
        }
        try {
            McpServerSettings settings = McpServerJson.read(body, RealmSettings.of(realm), server);
            Optional<Response> refusal = refusal(server.get(), settings);
            if (refusal.isPresent()) {
                return refusal.get();
            }
            Optional<McpServerRegistry.Updated> updated =
                    registry.update(server.get(), settings, state -> request.evaluatePreconditions(tag(state)) == null);
            if (updated.isEmpty()) {
                return ErrorAnswer.notFound();
            }
            events.updated(updated.get());
            return tagged(updated.get().after()).build();
        } catch (InvalidFields e) {
            return AdminError.invalid(e.errors());
        } catch (DuplicateResource e) {
            return ErrorAnswer.duplicate(e);
        } catch (ChangedMeanwhile e) {
            return ErrorAnswer.changedMeanwhile(e);
        }
    }

    /** Who names a new target gets tokens for it, so he must be one who may manage it. */
    private boolean mayExchange(McpServerSettings before, McpServerSettings after) {
        return permissions.clients().canManage()
                || after.exchangeTargets().stream()
                        .filter(target -> !before.exchangeTargets().contains(target))
                        .allMatch(target -> ExchangeTarget.find(session, realm, target)
                                .map(ExchangeTarget::client)
                                .filter(permissions.clients()::canManage)
                                .isPresent());
    }

    /**
     * Removes a server. No more tokens are issued or refreshed for it.
     *
     * @param serverId {@code mcp_…}
     * @return 204, or 404
     */
    @DELETE
    @Path("{serverId}")
    public Response delete(@PathParam("serverId") String serverId) {
        Optional<McpServer> server = find(serverId, true);
        if (server.isEmpty()) {
            return ErrorAnswer.notFound();
        }
        Optional<McpServer> deleted = registry.delete(server.get());
        if (deleted.isEmpty()) {
            return ErrorAnswer.notFound();
        }
        events.deleted(deleted.get());
        return Response.noContent().build();
    }

    /**
     * Gives a server a new secret; the old one ends at once.
     *
     * @param serverId {@code mcp_…}
     * @return 200 with the server and, this once, its new {@code client_secret}; or 404
     */
    @POST
    @Path("{serverId}/secret")
    public Response regenerateSecret(@PathParam("serverId") String serverId) {
        Optional<McpServer> server = find(serverId, true);
        if (server.isEmpty()) {
            return ErrorAnswer.notFound();
        }
        Optional<McpServerRegistry.Secret> secret = registry.regenerateSecret(server.get());
        if (secret.isEmpty()) {
            return ErrorAnswer.notFound();
        }
        events.secretRenewed(secret.get());
        return Response.ok(shown(server.get()).put(SECRET, secret.get().value()))
                .build();
    }

    /**
     * Takes back what was granted for a server. Its clients keep what they have for other servers, and may be granted
     * anew.
     *
     * @param serverId {@code mcp_…}
     * @param user whose grants: the id of a user; everybody's unless said
     * @param client which client's grants: a client id; those of all clients unless said
     * @return 204; 400 if there is no such user or client; 404
     */
    @DELETE
    @Path("{serverId}/grants")
    public Response revokeGrants(
            @PathParam("serverId") String serverId,
            @QueryParam("user") String user,
            @QueryParam("client") String client) {
        Optional<McpServer> server = find(serverId, true);
        if (server.isEmpty()) {
            return ErrorAnswer.notFound();
        }
        Optional<UserModel> whose = sought(user).map(id -> session.users().getUserById(realm, id));
        Optional<ClientModel> whom = sought(client).map(realm::getClientByClientId);
        List<FieldError> errors = new ArrayList<>();
        if (user != null && whose.isEmpty()) {
            errors.add(new FieldError("user", "is not the id of a user of this realm"));
        }
        if (client != null && whom.isEmpty()) {
            errors.add(new FieldError("client", "is not the client id of a client of this realm"));
        }
        if (!errors.isEmpty()) {
            return AdminError.invalid(errors);
        }
        new GrantRevocation(session, realm).revoke(server.get(), whose, whom);
        events.grantsRevoked(Optional.ofNullable(user), Optional.ofNullable(client));
        return Response.noContent().build();
    }

    /** Some databases fail at what no id can have in it. */
    private static Optional<String> sought(String id) {
        return Optional.ofNullable(id).filter(text -> text.chars().noneMatch(Character::isISOControl));
    }

    /** Who may not see any client does not learn which ids exist. */
    private Optional<McpServer> find(String serverId, boolean toManage) {
        Optional<ClientModel> client = registry.clientOf(serverId);
        if (client.isEmpty()) {
            if (toManage) {
                permissions.clients().requireManage();
            } else {
                permissions.clients().requireView();
            }
            return Optional.empty();
        }
        if (toManage) {
            permissions.clients().requireManage(client.get());
        } else {
            permissions.clients().requireView(client.get());
        }
        return registry.findByServerId(serverId);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.lifecycle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.client.ClientApproval;
import io.keycloakmcp.client.Onboarding;
import io.keycloakmcp.resource.AdminError;
import io.keycloakmcp.resource.FieldError;
import io.keycloakmcp.resource.InvalidFields;
import io.keycloakmcp.resource.JsonFields;
import io.keycloakmcp.resource.ListPermission;
import io.keycloakmcp.resource.QueryNumber;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.keycloak.authorization.fgap.AdminPermissionsSchema;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/**
 * The MCP clients of a realm: {@code /admin/realms/{realm}/mcp/clients}. Who may view or manage the realm's clients, or
 * by a fine-grained permission one of them, may view or manage its MCP clients, or that one; without permission every
 * method answers 403.
 */
@Produces(MediaType.APPLICATION_JSON)
public final class ClientsResource {

    private static final int DEFAULT_PAGE = 20;
    private static final int MAX_PAGE = 1000;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AdminPermissionEvaluator permissions;
    private final AdminEventBuilder events;

    ClientsResource(
            KeycloakSession session, RealmModel realm, AdminPermissionEvaluator permissions, AdminEventBuilder events) {
        this.session = session;
        this.realm = realm;
        this.permissions = permissions;
        this.events = events;
    }

    /**
     * Lists clients: first those that registered themselves, then those whose id is a URL, then all others, each in the
     * order of their ids. These query parameters narrow it down: {@code search} is a part of the name or of the client
     * id, or a whole id; {@code product} the name of a product; {@code onboarding}, {@code dynamic_registration},
     * {@code client_id_metadata} or {@code manual}; {@code state}, {@code active}, {@code pending} or {@code blocked};
     * {@code server}, the server id of an MCP server that somebody lets the client use.
     *
     * @param first how many to leave out, 0 unless said
     * @param max how many to give at most, 20 unless said, 1,000 at most
     * @return 200 with {@code {"clients":[…],"total":n,"access":{"manage":…}}}, or 400; {@code access.manage} tells of
     *     each client, and of all that there are, whether the caller may change it
     */
    @GET
    public Response list(@QueryParam("first") String first, @QueryParam("max") String max) {
        ListPermission.require(realm, permissions);
        List<FieldError> errors = new ArrayList<>();
        ClientFilter filter = ClientFilter.read(
                realm,
                session.getContext().getUri().getQueryParameters()::getFirst,
                (field, message) -> errors.add(new FieldError(field, message)));
        int from = QueryNumber.read("first", first, 0, 0, Integer.MAX_VALUE, errors);
        int count = QueryNumber.read("max", max, DEFAULT_PAGE, 1, MAX_PAGE, errors);
        if (!errors.isEmpty()) {
            return AdminError.invalid(errors);
        }
        ClientQueries.Page page = new ClientQueries(session, realm).page(filter, from, count);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode clients = body.putArray("clients");
        List<ClientModel> found = page.ids().stream()
                .map(realm::getClientById)
                .flatMap(Stream::ofNullable)
                .toList();
        new ClientDescription(session, realm, permissions).ofAll(found).forEach(clients::add);
        body.put("total", page.total());
        body.putObject("access").put("manage", permissions.clients().canManage());
        return Response.ok(body).build();
    }

    /**
     * Does something with many clients: up to 1,000 in one request. A client that an administrator made is not removed
     * here, nor one with an offline session if the settings keep these.
     *
     * @param body {@code {"action":"approve|block|unblock|remove"}} with {@code "ids":[…]}, or with
     *     {@code "filter":{…}} of the parameters of the list, {@code "unused":true} and {@code "idle_days":n};
     *     {@code "max":n} to do it with so many at most; and {@code "dry_run":true} to be told what would be done
     * @return 200 with {@code {"matched":n,"done":n,"spared":[{"id","client_id","reason"}]}}, or 400
     */
    @POST
    @Path("bulk")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response bulk(String body) {
        if (!AdminPermissionsSchema.SCHEMA.isAdminPermissionsEnabled(realm)) {
            permissions.clients().requireManage();
        }
        ListPermission.require(realm, permissions);
        try {
            BulkRequest request = BulkRequest.read(realm, body);
            return Response.ok(new BulkRun(session, realm, permissions, events, request).run())
                    .build();
        } catch (InvalidFields e) {
            return AdminError.invalid(e.errors());
        }
    }

    /**
     * Tells whether a client would be let in, and which rule decides. Nothing is kept; the metadata of a client id may
     * be fetched.
     *
     * @param body one of {@code {"client_id":"https://…"}}, {@code {"document":{…}}} with the metadata at a client id,
     *     and {@code {"registration":{…}}} with the body of a registration request
     * @return 200 with {@code {"outcome","rule","message","product","registered","dropped"}}, or 400
     */
    @POST
    @Path("check")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response check(String body) {
        permissions.clients().requireManage();
        try {
            return Response.ok(new Question(session, realm, body).answer()).build();
        } catch (InvalidFields e) {
            return AdminError.invalid(e.errors());
        }
    }

    /**
     * The removal of clients whose time is over.
     *
     * @return the resource of the clean-up
     */
    @Path("clean-up")
    public CleanUpResource cleanUp() {
        return new CleanUpResource(session, realm, permissions, events);
    }

    /**
     * Shows a client.
     *
     * @param id its UUID
     * @return 200 with the client, or 404
     */
    @GET
    @Path("{id}")
    public Response get(@PathParam("id") String id) {
        return find(id, false).map(this::described).orElseGet(ClientsResource::notFound);
    }

    /**
     * Lets a client in.
     *
     * @param id its UUID
     * @param body nothing, or {@code {"servers":["mcp_…"],"product":true}}: the servers that it may use, all of them
     *     unless said; and whether further clients with the same redirect URIs, or the same client id, are let in from
     *     now on, which takes the permission to manage the realm
     * @return 200 with the client; 400 if there is no such server, 404
     */
    @POST
    @Path("{id}/approve")
    public Response approve(@PathParam("id") String id, String body) {
        Optional<ClientModel> client = find(id, true);
        if (client.isEmpty()) {
            return notFound();
        }
        try {
            JsonFields fields = JsonFields.of(body == null || body.isBlank() ? "{}" : body);
            List<String> servers = fields.list("servers");
            boolean product = fields.flag("product", false);
            fields.complete();
            if (product) {
                permissions.realm().requireManageRealm();
            }
            approval().approve(client.get(), servers, product);
            return described(client.get());
        } catch (InvalidFields e) {
            return AdminError.invalid(e.errors());
        }
    }

    /**
     * Keeps a client out, and ends what was granted to it.
     *
     * @param id its UUID
     * @return 200 with the client, or 404
     */
    @POST
    @Path("{id}/block")
    public Response block(@PathParam("id") String id) {
        return change(id, approval()::block);
    }

    /**
     * Lets a client in that was kept out.
     *
     * @param id its UUID
     * @return 200 with the client, or 404
     */
    @POST
    @Path("{id}/unblock")
    public Response unblock(@PathParam("id") String id) {
        return change(id, approval()::unblock);
    }

    private Response change(String id, Consumer<ClientModel> change) {
        Optional<ClientModel> client = find(id, true);
        client.ifPresent(change);
        return client.map(this::described).orElseGet(ClientsResource::notFound);
    }

    /**
     * Removes a client, with its sessions and consents, however it came. One that came by itself may come again.
     *
     * @param id its UUID
     * @return 204, or 404
     */
    @DELETE
    @Path("{id}")
    public Response delete(@PathParam("id") String id) {
        Optional<ClientModel> client = find(id, true);
        if (client.isEmpty()) {
            return notFound();
        }
        RemovalEvent event = RemovalEvent.before(client.get());
        if (!new Removal(session, realm).remove(client.get())) {
            return notFound();
        }
        event.send(events);
        return Response.noContent().build();
    }

    /** Who may not see any client does not learn which ids exist. */
    private Optional<ClientModel> find(String id, boolean toManage) {
        Optional<ClientModel> client = Optional.ofNullable(realm.getClientById(id));
        if (client.isEmpty()) {
            if (toManage) {
                permissions.clients().requireManage();
            } else {
                permissions.clients().requireView();
            }
            return client;
        }
        if (toManage) {
            permissions.clients().requireManage(client.get());
        } else {
            permissions.clients().requireView(client.get());
        }
        return client.filter(found -> Onboarding.of(found).isPresent());
    }

    private ClientApproval approval() {
        return new ClientApproval(session, realm, events);
    }

    private Response described(ClientModel client) {
        return Response.ok(new ClientDescription(session, realm, permissions).of(client))
                .build();
    }

    private static Response notFound() {
        return AdminError.of(Response.Status.NOT_FOUND, "not_found", "This realm has no MCP client with this id");
    }
}

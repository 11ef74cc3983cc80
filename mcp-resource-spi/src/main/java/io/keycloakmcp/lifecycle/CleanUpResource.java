/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.keycloakmcp.client.ClientApproval;
import io.keycloakmcp.resource.AdminError;
import io.keycloakmcp.resource.InvalidFields;
import io.keycloakmcp.resource.JsonFields;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.keycloak.events.admin.OperationType;
import org.keycloak.executors.ExecutorsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/**
 * The removal of MCP clients whose time is over: {@code /admin/realms/{realm}/mcp/clients/clean-up}. It goes on by
 * itself each hour; here an administrator sees what it did, asks what it would do, and has it done now, whether the
 * realm's settings let it go on by itself or not.
 */
@Produces(MediaType.APPLICATION_JSON)
public final class CleanUpResource {

    /** A longer one goes on while its administrator does something else. */
    private static final long WAIT_SECONDS = 20;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AdminPermissionEvaluator permissions;
    private final AdminEventBuilder events;

    CleanUpResource(
            KeycloakSession session, RealmModel realm, AdminPermissionEvaluator permissions, AdminEventBuilder events) {
        this.session = session;
        this.realm = realm;
        this.permissions = permissions;
        this.events = events;
    }

    /**
     * Shows the report of the last clean-up, or of the one that is under way.
     *
     * @return 200 with the report, whose {@code finished_at} is null while it is under way; {@code {"last":null}} if
     *     there was none since the servers started
     */
    @GET
    public Response last() {
        permissions.clients().requireView();
        return Response.ok(new LastCleanUp(session, realm)
                        .report()
                        .orElseGet(() -> JsonNodeFactory.instance.objectNode().putNull("last")))
                .build();
    }

    /**
     * Cleans up now.
     *
     * @param body nothing, or {@code {"dry_run":true}} to be told what would be done
     * @return 200 with the report; 202 with the report so far if it takes longer than 20 seconds; 400; 409 if a
     *     clean-up is under way already
     */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response start(String body) {
        permissions.clients().requireManage();
        try {
            JsonFields fields = JsonFields.of(body == null || body.isBlank() ? "{}" : body);
            boolean dryRun = fields.flag("dry_run", false);
            fields.complete();
            CleanUp cleanUp = new CleanUp(session.getKeycloakSessionFactory(), realm.getId());
            return dryRun ? Response.ok(cleanUp.preview().json()).build() : run(cleanUp);
        } catch (InvalidFields e) {
            return AdminError.invalid(e.errors());
        }
    }

    private Response run(CleanUp cleanUp) {
        Future<Optional<CleanUpReport>> running = session.getProvider(ExecutorsProvider.class)
                .getExecutor(CleanUpTask.EXECUTOR)
                .submit(cleanUp::run);
        try {
            return running.get(WAIT_SECONDS, TimeUnit.SECONDS)
                    .map(report -> done(Response.Status.OK, report.json()))
                    .orElseGet(() -> AdminError.of(
                            Response.Status.CONFLICT,
                            "clean_up_running",
                            "The realm is being cleaned up already. Ask for its report with GET"));
        } catch (TimeoutException e) {
            return new LastCleanUp(session, realm)
                    .report()
                    .map(report -> done(Response.Status.ACCEPTED, report))
                    .orElseGet(() -> Response.accepted().build());
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Response.accepted().build();
        }
    }

    private Response done(Response.Status status, JsonNode report) {
        events.resource(ClientApproval.EVENT_RESOURCE)
                .operation(OperationType.ACTION)
                .resourcePath("mcp", "clients", "clean-up")
                .representation(report)
                .success();
        return Response.status(status).entity(report).build();
    }
}

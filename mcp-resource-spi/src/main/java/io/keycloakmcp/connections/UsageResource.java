/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.connections;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.resource.AdminError;
import io.keycloakmcp.resource.FieldError;
import io.keycloakmcp.resource.ListPermission;
import io.keycloakmcp.resource.McpServerRegistry;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/**
 * How much MCP servers are used: {@code /admin/realms/{realm}/mcp/connections/usage}. It names nobody, so who may view
 * a server may see it; without permission it answers 403. It is asked for beside the list of servers, which therefore
 * costs nothing more.
 */
@Produces(MediaType.APPLICATION_JSON)
public final class UsageResource {

    private static final int MAX_SERVERS = 100;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AdminPermissionEvaluator permissions;

    UsageResource(KeycloakSession session, RealmModel realm, AdminPermissionEvaluator permissions) {
        this.session = session;
        this.realm = realm;
        this.permissions = permissions;
    }

    /**
     * Tells how many clients got a token for each of some servers, and when the last one was issued. What was taken
     * back does not count any more, nor what clients and people used that are gone.
     *
     * @param servers which servers: their ids, separated by commas, 100 at most
     * @return 200 with {@code {"servers":[{"server_id","clients","last_token_on"}]}}: those of them that there are and
     *     that the caller may view, in the order in which they were asked for; {@code last_token_on} is a day in UTC,
     *     or null; 400 if there are none or too many
     */
    @GET
    public Response usage(@QueryParam("servers") String servers) {
        ListPermission.require(realm, permissions);
        List<String> asked = Stream.of(Optional.ofNullable(servers).orElse("").split(","))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .distinct()
                .toList();
        if (asked.isEmpty() || asked.size() > MAX_SERVERS) {
            return AdminError.invalid(List.of(new FieldError(
                    "servers", "must be between 1 and " + MAX_SERVERS + " server ids, separated by commas")));
        }
        McpServerRegistry registry = new McpServerRegistry(session, realm);
        List<String> viewable = asked.stream()
                .filter(serverId -> registry.clientOf(serverId)
                        .filter(permissions.clients()::canView)
                        .isPresent())
                .toList();
        Map<String, ServerUsage> usages = new UsageQueries(session, realm).of(viewable);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode list = body.putArray("servers");
        viewable.forEach(serverId -> list.add(json(serverId, usages.getOrDefault(serverId, ServerUsage.NONE))));
        return Response.ok(body).build();
    }

    private static ObjectNode json(String serverId, ServerUsage usage) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("server_id", serverId)
                .put("clients", usage.clients())
                .put(
                        "last_token_on",
                        usage.lastTokenOn().map(LocalDate::toString).orElse(null));
    }
}

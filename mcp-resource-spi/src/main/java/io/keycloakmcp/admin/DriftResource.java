/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.resource.AdminError;
import io.keycloakmcp.resource.DriftReport;
import io.keycloakmcp.resource.FieldError;
import io.keycloakmcp.resource.QueryNumber;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** What does not hold together among the MCP servers of a realm: {@code /admin/realms/{realm}/mcp/drift}. */
@Produces(MediaType.APPLICATION_JSON)
public final class DriftResource {

    private static final int DEFAULT_MAX = 100;
    private static final int MOST = 1000;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AdminPermissionEvaluator permissions;

    DriftResource(KeycloakSession session, RealmModel realm, AdminPermissionEvaluator permissions) {
        this.session = session;
        this.realm = realm;
        this.permissions = permissions;
    }

    /**
     * Looks at all servers.
     *
     * @param max how many findings to give at most, 100 unless said, 1,000 at most
     * @return 200 with {@code {"findings":[{"kind","server_id","client_uuid","message","fix"}],"complete":…}}, where
     *     {@code complete} is false if there are more; 400; or 403 for who may not view all clients
     */
    @GET
    public Response report(@QueryParam("max") String max) {
        permissions.clients().requireView();
        List<FieldError> errors = new ArrayList<>();
        int count = QueryNumber.read("max", max, DEFAULT_MAX, 1, MOST, errors);
        if (!errors.isEmpty()) {
            return AdminError.invalid(errors);
        }
        DriftReport.Findings found = DriftReport.of(session, realm, count);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode findings = body.putArray("findings");
        found.findings()
                .forEach(finding -> findings.addObject()
                        .put("kind", finding.kind().wire())
                        .put("server_id", finding.serverId())
                        .put("client_uuid", finding.clientUuid())
                        .put("message", finding.message())
                        .put("fix", finding.fix()));
        body.put("complete", found.complete());
        return Response.ok(body).build();
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.client.Catalogue;
import io.keycloakmcp.client.ClientSettings;
import io.keycloakmcp.client.Product;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** The catalogue of known MCP clients, as a realm has it: {@code /admin/realms/{realm}/mcp/known-clients}. */
@Produces(MediaType.APPLICATION_JSON)
public final class KnownClientsResource {

    private final RealmModel realm;
    private final AdminPermissionEvaluator permissions;

    KnownClientsResource(RealmModel realm, AdminPermissionEvaluator permissions) {
        this.realm = realm;
        this.permissions = permissions;
    }

    /**
     * Lists the products that a realm knows.
     *
     * @return 200 with {@code {"products":[{"product","publisher","client_ids","redirect_uris","needs","verified_on",
     *     "added","blocked"}]}}, where {@code added} says that the realm's settings added it, and {@code blocked} that
     *     they keep it out; or 403 for who may not list clients
     */
    @GET
    public Response list() {
        permissions.clients().requireList();
        ClientSettings settings = ClientSettings.of(realm);
        Set<String> added = settings.knownClients().stream().map(Product::name).collect(Collectors.toSet());
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode products = body.putArray("products");
        Catalogue.with(settings.knownClients()).products().forEach(product -> {
            ObjectNode json =
                    products.addObject().put("product", product.name()).put("publisher", product.publisher());
            write(product.clientIds(), json.putArray("client_ids"));
            write(product.redirectUris(), json.putArray("redirect_uris"));
            json.put("needs", product.needs())
                    .put("verified_on", product.verifiedOn())
                    .put("added", added.contains(product.name()))
                    .put("blocked", settings.blockedProducts().contains(product.name()));
        });
        return Response.ok(body).build();
    }

    private static void write(List<String> texts, ArrayNode array) {
        texts.forEach(array::add);
    }
}

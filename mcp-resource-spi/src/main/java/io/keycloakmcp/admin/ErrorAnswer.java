/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.admin;

import io.keycloakmcp.resource.AdminError;
import io.keycloakmcp.resource.ChangedMeanwhile;
import io.keycloakmcp.resource.DuplicateResource;
import jakarta.ws.rs.core.Response;

/** What the registry of MCP servers answers when it cannot do what it is asked. */
final class ErrorAnswer {

    private static final String ACCESS_DENIED = "access_denied";

    private ErrorAnswer() {}

    static Response duplicate(DuplicateResource e) {
        return AdminError.of(Response.Status.CONFLICT, "resource_exists", e.getMessage(), e.fieldError());
    }

    static Response notFound() {
        return AdminError.of(Response.Status.NOT_FOUND, "not_found", "This realm has no MCP server with this id");
    }

    static Response changedMeanwhile(ChangedMeanwhile e) {
        return changedMeanwhile(e.getMessage());
    }

    static Response settingsChangedMeanwhile() {
        return changedMeanwhile("The settings were changed in the meantime: get them again, and decide anew");
    }

    /** RFC 9110 §15.5.13. */
    private static Response changedMeanwhile(String description) {
        return AdminError.of(Response.Status.PRECONDITION_FAILED, "changed_meanwhile", description);
    }

    /** Taking another resource is registering it. */
    static Response mayNotMove() {
        return AdminError.of(
                Response.Status.FORBIDDEN,
                ACCESS_DENIED,
                "Another resource_uri takes the permission to manage all clients: keep the one that the server has, or"
                        + " ask an administrator");
    }

    /** The same whether the realm has such a target or not. */
    static Response mayNotExchange() {
        return AdminError.of(
                Response.Status.FORBIDDEN,
                ACCESS_DENIED,
                "A new entry of exchange_targets takes the permission to manage that MCP server or client: leave it out,"
                        + " or ask an administrator");
    }
}

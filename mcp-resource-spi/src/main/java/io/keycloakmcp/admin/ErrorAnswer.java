/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.keycloakmcp.resource.DuplicateResource;
import io.keycloakmcp.resource.FieldError;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;

/**
 * What the admin REST API answers when it cannot do what it is asked.
 *
 * @param error a code for programs
 * @param description a sentence for people; Keycloak's console shows it
 * @param errors what is wrong with which field
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record ErrorAnswer(
        @JsonProperty("error") String error,
        @JsonProperty("error_description") String description,
        @JsonProperty("errors") List<FieldError> errors) {

    static Response invalid(List<FieldError> errors) {
        return answer(Response.Status.BAD_REQUEST, new ErrorAnswer("validation_error", null, errors));
    }

    static Response duplicate(DuplicateResource e) {
        return answer(
                Response.Status.CONFLICT,
                new ErrorAnswer(
                        "resource_exists",
                        e.getMessage(),
                        List.of(new FieldError("resource_uri", "belongs to " + e.serverId() + " already"))));
    }

    static Response notFound() {
        return answer(
                Response.Status.NOT_FOUND,
                new ErrorAnswer("not_found", "This realm has no MCP server with this id", List.of()));
    }

    /** Taking another resource is registering it. */
    static Response mayNotMove() {
        return answer(
                Response.Status.FORBIDDEN,
                new ErrorAnswer(
                        "access_denied",
                        "Another resource_uri takes the permission to manage all clients: keep the one that the server"
                                + " has, or ask an administrator",
                        List.of()));
    }

    /** The same whether the realm has such a target or not. */
    static Response mayNotExchange() {
        return answer(
                Response.Status.FORBIDDEN,
                new ErrorAnswer(
                        "access_denied",
                        "A new entry of exchange_targets takes the permission to manage that MCP server or client: leave"
                                + " it out, or ask an administrator",
                        List.of()));
    }

    private static Response answer(Response.Status status, ErrorAnswer body) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON)
                .entity(body)
                .build();
    }
}

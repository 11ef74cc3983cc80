/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
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
public record AdminError(
        @JsonProperty("error") String error,
        @JsonProperty("error_description") String description,
        @JsonProperty("errors") List<FieldError> errors) {

    /**
     * What was sent does not hold.
     *
     * @param errors all that is wrong with it
     * @return 400 {@code validation_error}
     */
    public static Response invalid(List<FieldError> errors) {
        return answer(Response.Status.BAD_REQUEST, new AdminError("validation_error", null, errors));
    }

    /**
     * What was asked for cannot be done.
     *
     * @param status the status of the answer
     * @param error a code for programs
     * @param description a sentence that says what to change
     * @param errors the fields that it is about, if any
     * @return the answer
     */
    public static Response of(Response.Status status, String error, String description, FieldError... errors) {
        return answer(status, new AdminError(error, description, List.of(errors)));
    }

    private static Response answer(Response.Status status, AdminError body) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON)
                .entity(body)
                .build();
    }
}

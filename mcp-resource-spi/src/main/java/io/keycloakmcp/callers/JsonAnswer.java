/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.callers;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.keycloak.OAuth2Constants;
import org.keycloak.OAuthErrorException;

/** JSON that nobody may keep: it depends on who asks, and when. It is sent whatever the caller accepts. */
final class JsonAnswer {

    private JsonAnswer() {}

    static Response.ResponseBuilder of(Response.Status status, ObjectNode body) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .entity(body);
    }

    static Response.ResponseBuilder error(Response.Status status, String error, String description) {
        return of(
                status,
                JsonNodeFactory.instance
                        .objectNode()
                        .put(OAuth2Constants.ERROR, error)
                        .put(OAuth2Constants.ERROR_DESCRIPTION, description));
    }

    static Response.ResponseBuilder badParameter(String name, String message) {
        return error(
                Response.Status.BAD_REQUEST,
                OAuthErrorException.INVALID_REQUEST,
                "The parameter " + name + " " + message);
    }

    /** The same for a server that there is not, and for one that is none of the caller's business. */
    static Response.ResponseBuilder notFound() {
        return error(
                Response.Status.NOT_FOUND,
                "not_found",
                "There is no MCP server of this id that you could get a token for");
    }
}

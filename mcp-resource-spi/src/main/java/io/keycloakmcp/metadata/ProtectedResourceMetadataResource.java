/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.metadata;

import io.keycloakmcp.resource.InvalidResourceUri;
import io.keycloakmcp.resource.McpServer;
import io.keycloakmcp.resource.McpServerRegistry;
import io.keycloakmcp.resource.RealmUrls;
import io.keycloakmcp.resource.ResourceUri;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.representations.idm.OAuth2ErrorRepresentation;

/**
 * Serves the metadata of the realm's MCP servers (RFC 9728 §3), for anybody. An MCP server points at it with
 * {@code resource_metadata} in its {@code WWW-Authenticate} header (§5.1); RFC 9728 lets the document live on another
 * host than the resource.
 */
public final class ProtectedResourceMetadataResource {

    private static final String PATH = RealmUrls.PROTECTED_RESOURCE_METADATA;
    private static final String CACHE = "public, max-age=3600";
    private static final String METHODS = "GET, HEAD, OPTIONS";
    private static final String ALLOWED_HEADERS =
            "Accept, Authorization, Content-Type, DPoP, If-None-Match, MCP-Protocol-Version";
    private static final String PREFLIGHT_SECONDS = "3600";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final MetadataDocuments documents;

    ProtectedResourceMetadataResource(KeycloakSession session, MetadataDocuments documents) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.documents = documents;
    }

    /**
     * The metadata of the server with an id.
     *
     * @param serverId {@code mcp_…}
     * @param known the entity tags that the client has already
     * @return 200 with the document, 304, or 404
     */
    @GET
    @Path(PATH + "/{serverId}")
    public Response byServerId(
            @PathParam("serverId") String serverId, @HeaderParam(HttpHeaders.IF_NONE_MATCH) String known) {
        return answer(new McpServerRegistry(session, realm).findByServerId(serverId), known, true);
    }

    /**
     * The metadata of the server of a resource.
     *
     * @param resource the resource URI, in any spelling
     * @param known the entity tags that the client has already
     * @return 200 with the document, 304, 400 if the parameter is missing or no resource URI, or 404
     */
    @GET
    @Path(PATH)
    public Response byResource(
            @QueryParam("resource") String resource, @HeaderParam(HttpHeaders.IF_NONE_MATCH) String known) {
        return byResource(resource, known, true);
    }

    /**
     * The headers of {@link #byServerId}.
     *
     * @param serverId {@code mcp_…}
     * @param known the entity tags that the client has already
     * @return the same answer without its body
     */
    @HEAD
    @Path(PATH + "/{serverId}")
    public Response headByServerId(
            @PathParam("serverId") String serverId, @HeaderParam(HttpHeaders.IF_NONE_MATCH) String known) {
        return answer(new McpServerRegistry(session, realm).findByServerId(serverId), known, false);
    }

    /**
     * The headers of {@link #byResource}.
     *
     * @param resource the resource URI, in any spelling
     * @param known the entity tags that the client has already
     * @return the same answer without its body
     */
    @HEAD
    @Path(PATH)
    public Response headByResource(
            @QueryParam("resource") String resource, @HeaderParam(HttpHeaders.IF_NONE_MATCH) String known) {
        return byResource(resource, known, false);
    }

    /**
     * Answers the CORS preflight of browser clients.
     *
     * @return 204
     */
    @OPTIONS
    @Path(PATH)
    public Response preflight() {
        return open(Response.noContent())
                .header("Access-Control-Allow-Methods", METHODS)
                .header("Access-Control-Allow-Headers", ALLOWED_HEADERS)
                .header("Access-Control-Max-Age", PREFLIGHT_SECONDS)
                .build();
    }

    /**
     * Answers the CORS preflight of browser clients.
     *
     * @return 204
     */
    @OPTIONS
    @Path(PATH + "/{serverId}")
    public Response preflightByServerId() {
        return preflight();
    }

    private Response byResource(String resource, String known, boolean withBody) {
        try {
            ResourceUri uri = ResourceUri.parse(resource == null ? "" : resource);
            return answer(new McpServerRegistry(session, realm).findByResource(uri), known, withBody);
        } catch (InvalidResourceUri e) {
            return error(Response.Status.BAD_REQUEST, "invalid_request", "The parameter resource " + e.getMessage());
        }
    }

    private Response answer(Optional<McpServer> server, String known, boolean withBody) {
        if (server.filter(McpServer::isProtectedResource).isEmpty()) {
            return error(Response.Status.NOT_FOUND, "not_found", "This realm has no protected MCP server of that name");
        }
        MetadataDocument document = documents.document(session, realm, server.get());
        if (isKnown(document, known)) {
            return cacheable(Response.notModified(), document).build();
        }
        Response.ResponseBuilder answer = withBody
                ? Response.ok(document.json())
                : Response.ok().header(HttpHeaders.CONTENT_LENGTH, document.length());
        return cacheable(answer.type(MediaType.APPLICATION_JSON), document).build();
    }

    /** RFC 9110 §13.1.2: weak comparison against each tag of the list. */
    private static boolean isKnown(MetadataDocument document, String known) {
        if (known == null) {
            return false;
        }
        String tag = "\"" + document.tag().getValue() + "\"";
        return Arrays.stream(known.split(","))
                .map(String::strip)
                .anyMatch(candidate -> candidate.equals("*")
                        || candidate.replaceFirst("^W/", "").equals(tag));
    }

    private static Response.ResponseBuilder cacheable(Response.ResponseBuilder answer, MetadataDocument document) {
        return open(answer).header(HttpHeaders.CACHE_CONTROL, CACHE).tag(document.tag());
    }

    private static Response error(Response.Status status, String error, String description) {
        return open(Response.status(status))
                .type(MediaType.APPLICATION_JSON)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .entity(new OAuth2ErrorRepresentation(error, description))
                .build();
    }

    /** The document is public and carries no credentials, so every origin may read it. */
    private static Response.ResponseBuilder open(Response.ResponseBuilder answer) {
        return answer.header("Access-Control-Allow-Origin", "*").header("Access-Control-Expose-Headers", "ETag");
    }
}

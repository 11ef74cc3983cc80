/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.connections;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.keycloakmcp.resource.AdminError;
import io.keycloakmcp.resource.Challenge;
import io.keycloakmcp.resource.FieldError;
import io.keycloakmcp.resource.QueryNumber;
import io.keycloakmcp.resource.RealmUrls;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.keycloak.OAuth2Constants;
import org.keycloak.OAuthErrorException;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.cors.Cors;

/**
 * A person's own connections: {@code /realms/{realm}/mcp/connections}. It takes an access token as Keycloak's account
 * API does: one with the audience {@code account} and one of its roles, {@code view-consent} to see them,
 * {@code manage-consent} to take them back, or {@code manage-account} for both; from the web origins of the token's
 * client.
 */
public final class OwnConnectionsResource {

    private static final int DEFAULT_PAGE = 20;
    private static final int MAX_PAGE = 1000;

    private final KeycloakSession session;
    private final RealmModel realm;

    OwnConnectionsResource(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    /**
     * Lists the person's connections: first those that they allowed, then those of clients that need no consent.
     *
     * @param first how many to leave out, 0 unless said
     * @param max how many to give at most, 20 unless said, 1,000 at most
     * @return 200 with {@code {"connections":[…],"total":n}}; 400, 401 or 403
     */
    @GET
    public Response list(@QueryParam("first") String first, @QueryParam("max") String max) {
        return answer(Person::mayView, person -> {
            List<FieldError> errors = new ArrayList<>();
            int from = QueryNumber.read("first", first, 0, 0, Integer.MAX_VALUE, errors);
            int count = QueryNumber.read("max", max, DEFAULT_PAGE, 1, MAX_PAGE, errors);
            return errors.isEmpty()
                    ? Response.ok(ConnectionJson.page(of(person).page(from, count), ConnectionJson::own))
                    : Response.fromResponse(AdminError.invalid(errors));
        });
    }

    /**
     * Takes a connection back.
     *
     * @param id the id
     * @return 204; 404 if there is none, or it is somebody else's; 401 or 403
     */
    @DELETE
    @Path("{id}")
    public Response revoke(@PathParam("id") String id) {
        return answer(Person::mayManage, person -> {
            OwnConnections own = of(person);
            Optional<Connection> connection = own.find(id);
            connection.ifPresent(own::revoke);
            return connection.isPresent()
                    ? Response.noContent()
                    : error(Response.Status.NOT_FOUND, "not_found", "You have no connection with this id");
        });
    }

    /**
     * Takes back what one client has, or everything.
     *
     * @param client a client id, or a client's UUID
     * @param everything {@code true} for everything
     * @return 200 with {@code {"revoked":n}}; 400 if neither is said; 401 or 403
     */
    @DELETE
    public Response revokeAll(@QueryParam("client") String client, @QueryParam("all") String everything) {
        return answer(Person::mayManage, person -> {
            List<FieldError> errors = new ArrayList<>();
            Optional<ClientModel> one = new RequestedConnections(session, realm, errors).client(client);
            if (client == null && !"true".equals(everything)) {
                errors.add(new FieldError("client", "must say whose connections to take back, or all be true"));
            }
            return errors.isEmpty()
                    ? Response.ok(JsonNodeFactory.instance
                            .objectNode()
                            .put("revoked", of(person).revoke(one, MAX_PAGE)))
                    : Response.fromResponse(AdminError.invalid(errors));
        });
    }

    /**
     * Answers the CORS preflight of browser clients.
     *
     * @return 200
     */
    @OPTIONS
    public Response preflight() {
        return cors().preflight().allowedMethods("GET", "DELETE", "OPTIONS").add(Response.ok());
    }

    /**
     * Answers the CORS preflight of browser clients.
     *
     * @return 200
     */
    @OPTIONS
    @Path("{id}")
    public Response preflightById() {
        return preflight();
    }

    private OwnConnections of(Person person) {
        return new OwnConnections(session, person.user());
    }

    private Response answer(Predicate<Person> isAllowed, Function<Person, Response.ResponseBuilder> toPerson) {
        Optional<Person> known = Person.account(realm).flatMap(account -> Person.byToken(session, account));
        if (known.isEmpty()) {
            String description = "Send an access token of this realm with the audience account in the header"
                    + " Authorization. A token for an MCP server opens that server alone";
            // Of what a token would open there is nothing in it, so every page may read what is wrong.
            return noStore(
                    cors().allowAllOrigins().exposedHeaders(HttpHeaders.WWW_AUTHENTICATE),
                    error(Response.Status.UNAUTHORIZED, OAuthErrorException.INVALID_TOKEN, description)
                            .header(
                                    HttpHeaders.WWW_AUTHENTICATE,
                                    Challenge.of(Challenge.BEARER)
                                            .with(
                                                    "realm",
                                                    RealmUrls.of(session, realm).issuer())
                                            .header()));
        }
        Person person = known.get();
        return noStore(
                cors().checkAllowedOrigins(person.token()),
                isAllowed.test(person)
                        ? toPerson.apply(person)
                        : error(
                                Response.Status.FORBIDDEN,
                                "insufficient_scope",
                                "The token must have a role of the client account: manage-account, manage-consent, or to"
                                        + " look only view-consent"));
    }

    private Cors cors() {
        return session.getProvider(Cors.class).auth();
    }

    private static Response noStore(Cors cors, Response.ResponseBuilder answer) {
        return cors.add(answer.type(MediaType.APPLICATION_JSON).header(HttpHeaders.CACHE_CONTROL, "no-store"));
    }

    private static Response.ResponseBuilder error(Response.Status status, String error, String description) {
        return Response.status(status)
                .entity(JsonNodeFactory.instance
                        .objectNode()
                        .put(OAuth2Constants.ERROR, error)
                        .put(OAuth2Constants.ERROR_DESCRIPTION, description));
    }
}

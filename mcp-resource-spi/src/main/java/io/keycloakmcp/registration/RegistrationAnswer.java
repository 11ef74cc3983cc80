/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.registration;

import io.keycloakmcp.resource.AuditTerms;
import io.keycloakmcp.resource.Challenge;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.RealmModel;
import org.keycloak.representations.idm.OAuth2ErrorRepresentation;
import org.keycloak.services.cors.Cors;

/**
 * The answers of the registration endpoints (RFC 7591 §3.2, RFC 7592 §3). They are readable from any origin, because
 * browser clients register too and no cookie counts here; none may be kept on the way.
 */
final class RegistrationAnswer {

    private RegistrationAnswer() {}

    static Response preflight(String... methods) {
        return Cors.builder().preflight().allowedMethods(methods).auth().add(Response.ok());
    }

    static Response of(Response.Status status, Object body) {
        return send(Response.status(status).type(MediaType.APPLICATION_JSON).entity(body));
    }

    static Response empty() {
        return send(Response.noContent());
    }

    /** Answers with an error, and ends the event with it. */
    static Response refusal(RegistrationError error, RealmModel realm, EventBuilder event) {
        if (!error.isNoted()) {
            event.detail(AuditTerms.RULE, error.rule())
                    .detail(Details.REASON, error.reason())
                    .error(error.code());
        }
        AuditTerms.countRefusal(realm, error.rule());
        Response.ResponseBuilder answer = Response.status(error.status())
                .type(MediaType.APPLICATION_JSON)
                .entity(new OAuth2ErrorRepresentation(error.code(), error.getMessage()));
        error.retryAfter().ifPresent(wait -> answer.header(HttpHeaders.RETRY_AFTER, wait.toSeconds()));
        if (error.status() == Response.Status.UNAUTHORIZED) {
            answer.header(
                    HttpHeaders.WWW_AUTHENTICATE,
                    Challenge.of(Challenge.BEARER).with("error", error.code()).header());
        }
        return send(answer);
    }

    private static Response send(Response.ResponseBuilder answer) {
        return Cors.builder()
                .allowAllOrigins()
                .exposedHeaders(HttpHeaders.RETRY_AFTER, HttpHeaders.WWW_AUTHENTICATE)
                .add(answer.header(HttpHeaders.CACHE_CONTROL, "no-store"));
    }
}

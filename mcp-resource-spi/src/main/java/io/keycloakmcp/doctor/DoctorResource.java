/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.doctor;

import io.keycloakmcp.resource.AdminError;
import io.keycloakmcp.resource.FindingTexts;
import io.keycloakmcp.resource.RealmCheck;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import java.util.Optional;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionTaskWithResult;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/**
 * Whether a realm is ready for MCP, and what to do if not: {@code /admin/realms/{realm}/mcp/doctor}. For those who may
 * view the realm and all its clients; who may manage the realm may have put right what we can put right.
 */
@Produces(MediaType.APPLICATION_JSON)
public final class DoctorResource {

    private static final String EVENT_RESOURCE = "MCP_DOCTOR";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AdminPermissionEvaluator permissions;
    private final AdminEventBuilder events;

    DoctorResource(
            KeycloakSession session, RealmModel realm, AdminPermissionEvaluator permissions, AdminEventBuilder events) {
        this.session = session;
        this.realm = realm;
        this.permissions = permissions;
        this.events = events.resource(EVENT_RESOURCE);
    }

    /**
     * Examines the realm. It takes seconds where there are very many MCP servers, as it looks at each. The texts are in
     * the first language of {@code Accept-Language} that there are texts in, or in English.
     *
     * @return 200 with {@code {"ready","checked_at","findings":[{"id","severity","title","detail","fix","action"}],
     *     "addresses":[{"kind","url","issuer"}]}}, the worst findings first. What the addresses answer is for the
     *     reader to try from where the clients are: this server asks nobody, itself included. 403 without permission
     */
    @GET
    public Response report() {
        requireView();
        return answer(Examination.of(session, realm));
    }

    /**
     * Puts right what we can put right, and examines the realm again.
     *
     * @param action the {@code action} of a finding
     * @return 200 with the new report; 404 if there is no such action; 403 for who may not manage the realm, or what
     *     the action changes
     */
    @POST
    @Path("actions/{action}")
    public Response act(@PathParam("action") String action) {
        requireView();
        permissions.realm().requireManageRealm();
        boolean done = inTransaction(own -> {
            RealmModel ownRealm = own.getContext().getRealm();
            Optional<RealmCheck.Remedy> remedy = Examination.of(own, ownRealm).remedy(action);
            remedy.ifPresent(found -> found.apply(ownRealm, permissions));
            return remedy.isPresent();
        });
        if (!done) {
            return AdminError.of(
                    Response.Status.NOT_FOUND,
                    "not_found",
                    "There is no such action: take one that a finding of the report names");
        }
        events.operation(OperationType.ACTION)
                .resourcePath(session.getContext().getUri())
                .success();
        return inTransaction(own -> answer(Examination.of(own, own.getContext().getRealm())));
    }

    /** What is put right must be there when the realm is examined again, and this session has the realm as it was. */
    private <T> T inTransaction(KeycloakSessionTaskWithResult<T> task) {
        return KeycloakModelUtils.runJobInTransactionWithResult(
                session.getKeycloakSessionFactory(),
                session.getContext(),
                task,
                getClass().getSimpleName());
    }

    private void requireView() {
        permissions.realm().requireViewRealm();
        permissions.clients().requireView();
    }

    private Response answer(Examination examination) {
        Locale locale = locale();
        return Response.ok(examination.report(locale))
                .language(locale)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    private Locale locale() {
        return session.getContext().getHttpRequest().getHttpHeaders().getAcceptableLanguages().stream()
                .map(accepted -> Locale.forLanguageTag(accepted.getLanguage()))
                .filter(FindingTexts.LANGUAGES::contains)
                .findFirst()
                .orElse(FindingTexts.LANGUAGES.get(0));
    }
}

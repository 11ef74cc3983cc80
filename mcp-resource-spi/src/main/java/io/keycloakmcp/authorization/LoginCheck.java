/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import io.keycloakmcp.resource.LoginServer;
import io.keycloakmcp.resource.LoginStep;
import io.keycloakmcp.resource.McpClient;
import io.keycloakmcp.resource.McpScopes;
import io.keycloakmcp.resource.McpServer;
import java.util.Optional;
import java.util.Set;
import org.keycloak.OAuth2Constants;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Checks after login, before consent and before a code exists, whether the person may use the MCP server that the
 * request is for. Who may not reads why, and the client gets {@code access_denied} (RFC 6749 §4.1.2.1). Of the scopes
 * that were asked for, those that the person may not have, or that are not the server's, are left out from here on.
 */
final class LoginCheck implements RequiredActionProvider {

    private static final String PAGE = "mcp-no-access.ftl";
    private static final String RULE = "mcp.rule";
    private static final String DESCRIPTION = "mcp.rule.description";

    private final KeycloakSession session;

    LoginCheck(KeycloakSession session) {
        this.session = session;
    }

    /** Keycloak asks several times in one login, so this looks anew at everything, and says the same again. */
    @Override
    public void evaluateTriggers(RequiredActionContext context) {
        AuthenticationSessionModel login = context.getAuthenticationSession();
        Optional<LoginRequest> request = LoginRequest.of(session, login);
        if (request.isEmpty()) {
            limitDirectGrant(login, context.getUser());
            return;
        }
        Audit audit = Audit.withoutCount(session, context.getEvent());
        try {
            Optional<McpServer> server = new RequestedServer(session, login.getClient())
                    .find(request.get().resource(), request.get().scopes(), audit);
            if (server.isPresent()) {
                LoginServer.note(login, server.get());
                check(request.get(), server.get(), context.getUser(), audit);
            } else if (McpClient.isMarked(login.getClient())) {
                Set<String> asked = request.get().scopes();
                narrow(
                        request.get(),
                        new OfflineAccess(session, login.getClient(), context.getUser()).limit(asked),
                        audit);
            }
            login.removeRequiredAction(LoginStep.ACCESS.id());
        } catch (RefusedException e) {
            login.setAuthNote(RULE, e.refusal().rule());
            login.setAuthNote(DESCRIPTION, e.refusal().description());
            login.addRequiredAction(LoginStep.ACCESS.id());
        }
    }

    private void check(LoginRequest request, McpServer server, UserModel user, Audit audit) throws RefusedException {
        AccessRules.requireAccess(server, request.client());
        AccessRules.requireUser(session, server, request.client().getRealm(), user);
        Set<String> granted = AccessRules.grantable(session, server, request.client(), user, request.scopes());
        request.bindTo(server);
        narrow(request, granted, audit);
        audit.grants(String.join(" ", granted));
    }

    private void narrow(LoginRequest request, Set<String> granted, Audit audit) {
        audit.drops(request.leaveOut(granted));
        request.narrow(session, granted);
    }

    /** The password grant shows nobody a page, but passes by here when it knows the user. */
    private void limitDirectGrant(AuthenticationSessionModel login, UserModel user) {
        ClientModel client = login.getClient();
        Optional<TokenRequest> request = TokenRequest.current(session);
        if (request.isPresent()
                && new RequestedScopes(session, client).concern(request.get().server())) {
            Set<String> asked = McpScopes.names(login.getClientNote(OAuth2Constants.SCOPE));
            Set<String> limited = new OfflineAccess(session, client, user).limit(asked);
            if (!limited.equals(asked)) {
                login.setClientNote(OAuth2Constants.SCOPE, String.join(" ", limited));
            }
        }
    }

    @Override
    public void requiredActionChallenge(RequiredActionContext context) {
        Refusal refusal = refusal(context);
        Audit.of(session, context.getEvent().clone().event(EventType.LOGIN)).refuses(refusal);
        context.challenge(context.form()
                .setAttribute(
                        "mcp",
                        NoAccessPage.of(
                                context, refusal.rule(), LoginServer.of(session, context.getAuthenticationSession())))
                .createForm(PAGE));
    }

    /** The person has read the page: now the client learns of it. */
    @Override
    public void processAction(RequiredActionContext context) {
        context.failure(refusal(context).description());
    }

    /** To the client it is all one: the person cannot give it access (RFC 6749 §4.1.2.1). */
    private static Refusal refusal(RequiredActionContext context) {
        AuthenticationSessionModel login = context.getAuthenticationSession();
        return Refusal.access(
                Optional.ofNullable(login.getAuthNote(RULE)).orElse("server_unavailable"),
                Optional.ofNullable(login.getAuthNote(DESCRIPTION))
                        .orElse(
                                "The user may not use this MCP server. Ask the administrator of the server for access"));
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.consent;

import io.keycloakmcp.resource.LoginServer;
import io.keycloakmcp.resource.ServerConsent;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.models.KeycloakSession;

/**
 * Lets Keycloak's own question for consent be about the MCP server too, before it is asked. There is nothing to see or
 * to do in this step itself.
 */
final class ConsentStep implements RequiredActionProvider {

    private final KeycloakSession session;

    ConsentStep(KeycloakSession session) {
        this.session = session;
    }

    /** Keycloak asks several times in one login. */
    @Override
    public void evaluateTriggers(RequiredActionContext context) {
        var login = context.getAuthenticationSession();
        LoginServer.of(session, login)
                .ifPresent(
                        server -> new ServerConsent(session, server, login.getClient(), context.getUser()).ask(login));
    }

    @Override
    public void requiredActionChallenge(RequiredActionContext context) {
        context.success();
    }

    @Override
    public void processAction(RequiredActionContext context) {
        context.success();
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}

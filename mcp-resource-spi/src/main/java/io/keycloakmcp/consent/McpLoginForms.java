/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.consent;

import io.keycloakmcp.resource.LoginServer;
import io.keycloakmcp.resource.McpServer;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import java.util.Optional;
import org.keycloak.forms.login.freemarker.FreeMarkerLoginFormsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.theme.Theme;

/**
 * Keycloak's login pages, with a page of ours in the place of the one for consent where the login is for an MCP server.
 * It has the look of whatever login theme the realm has, and a theme may bring its own version of the template.
 */
final class McpLoginForms extends FreeMarkerLoginFormsProvider {

    private static final String CONSENT = "login-oauth-grant.ftl";
    private static final String MCP_CONSENT = "mcp-oauth-grant.ftl";

    McpLoginForms(KeycloakSession session) {
        super(session);
    }

    @Override
    protected Response processTemplate(Theme theme, String template, Locale locale) {
        if (!CONSENT.equals(template)) {
            return super.processTemplate(theme, template, locale);
        }
        AuthenticationSessionModel login = authenticationSession;
        Optional<McpServer> server = Optional.ofNullable(login).flatMap(known -> LoginServer.of(session, known));
        if (server.isEmpty()) {
            return super.processTemplate(theme, template, locale);
        }
        attributes.put("mcp", ConsentPage.of(login, server.get(), locale));
        return super.processTemplate(theme, MCP_CONSENT, locale);
    }
}

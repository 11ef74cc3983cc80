/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.consent;

import io.keycloakmcp.resource.LoginServer;
import io.keycloakmcp.resource.ProblemPage;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import java.util.Optional;
import org.keycloak.forms.login.freemarker.FreeMarkerLoginFormsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.theme.Theme;

/**
 * Keycloak's login pages, with pages of ours in the place of two of them: the one for consent, where the login is for
 * an MCP server, and the one for errors, where one of ours is to be told. They have the look of whatever login theme
 * the realm has, and a theme may bring its own version of their templates.
 */
final class McpLoginForms extends FreeMarkerLoginFormsProvider {

    private static final String CONSENT = "login-oauth-grant.ftl";
    private static final String ERROR = "error.ftl";
    private static final String MCP_CONSENT = "mcp-oauth-grant.ftl";
    private static final String MCP_PROBLEM = "mcp-problem.ftl";

    /** What the templates call their data. */
    private static final String DATA = "mcp";

    McpLoginForms(KeycloakSession session) {
        super(session);
    }

    @Override
    protected Response processTemplate(Theme theme, String template, Locale locale) {
        return super.processTemplate(theme, ours(template, locale).orElse(template), locale);
    }

    private Optional<String> ours(String template, Locale locale) {
        return switch (template) {
            case CONSENT -> consent(locale).map(page -> show(page, MCP_CONSENT));
            case ERROR -> problem().map(page -> show(page, MCP_PROBLEM));
            default -> Optional.empty();
        };
    }

    private Optional<ConsentPage> consent(Locale locale) {
        return Optional.ofNullable(authenticationSession)
                .flatMap(login -> LoginServer.of(session, login).map(server -> ConsentPage.of(login, server, locale)));
    }

    private Optional<ProblemPage> problem() {
        return Optional.ofNullable(messages).stream()
                .flatMap(told -> told.stream().limit(1))
                .flatMap(first -> ProblemPage.of(first.getMessage(), first.getParameters()).stream())
                .findFirst();
    }

    private String show(Object page, String template) {
        attributes.put(DATA, page);
        return template;
    }
}

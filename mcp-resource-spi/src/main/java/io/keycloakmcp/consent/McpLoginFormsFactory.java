/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.consent;

import com.google.auto.service.AutoService;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.forms.login.LoginFormsProviderFactory;
import org.keycloak.forms.login.freemarker.FreeMarkerLoginFormsProviderFactory;
import org.keycloak.models.KeycloakSession;

/** Puts {@link McpLoginForms} in the place of Keycloak's login pages. */
@AutoService(LoginFormsProviderFactory.class)
public final class McpLoginFormsFactory extends FreeMarkerLoginFormsProviderFactory {

    @Override
    public LoginFormsProvider create(KeycloakSession session) {
        return new McpLoginForms(session);
    }

    @Override
    public int order() {
        return 10;
    }
}

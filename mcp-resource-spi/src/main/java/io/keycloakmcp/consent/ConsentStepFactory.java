/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.consent;

import com.google.auto.service.AutoService;
import io.keycloakmcp.resource.LoginStep;
import org.keycloak.Config;
import org.keycloak.authentication.RequiredActionFactory;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** Makes {@link ConsentStep} the step {@link LoginStep#CONSENT}. */
@AutoService(RequiredActionFactory.class)
public final class ConsentStepFactory implements RequiredActionFactory {

    @Override
    public String getId() {
        return LoginStep.CONSENT.id();
    }

    @Override
    public String getDisplayText() {
        return LoginStep.CONSENT.displayName();
    }

    @Override
    public RequiredActionProvider create(KeycloakSession session) {
        return new ConsentStep(session);
    }

    @Override
    public void init(Config.Scope config) {
        // There is nothing to configure.
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        // There is nothing to prepare.
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import com.google.auto.service.AutoService;
import io.keycloakmcp.resource.RealmPresence;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.keycloak.Config;
import org.keycloak.authentication.RequiredActionFactory;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RequiredActionProviderModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Makes {@link LoginCheck} a required action of the realms that have MCP servers. Keycloak runs only what a realm has
 * and has enabled; so it comes with the realm's first server, goes with the last, and is put back in place should it be
 * missing when somebody asks for a server.
 */
@AutoService(RequiredActionFactory.class)
public final class LoginCheckFactory implements RequiredActionFactory {

    static final String ID = "mcp-login-check";

    /** After what Keycloak itself has to ask of a person, such as a new password. */
    private static final int PRIORITY = 2000;

    /** Enables the check in a realm, where it is not yet. */
    static void ensureEnabled(KeycloakSession session, RealmModel realm) {
        if (isEnabled(realm)) {
            return;
        }
        try {
            KeycloakModelUtils.runJobInTransaction(session.getKeycloakSessionFactory(), own -> {
                RealmModel sameRealm = own.realms().getRealm(realm.getId());
                own.getContext().setRealm(sameRealm);
                enable(sameRealm);
            });
        } catch (ModelException alreadyThere) {
            // Another request did the same at the same time.
            return;
        }
    }

    private static boolean isEnabled(RealmModel realm) {
        return find(realm).filter(RequiredActionProviderModel::isEnabled).isPresent();
    }

    private static Optional<RequiredActionProviderModel> find(RealmModel realm) {
        return Optional.ofNullable(realm.getRequiredActionProviderByAlias(ID));
    }

    private static void onPresence(RealmPresence.Checked checked) {
        if (checked.present()) {
            enable(checked.realm());
        } else {
            find(checked.realm()).ifPresent(checked.realm()::removeRequiredActionProvider);
        }
    }

    private static void enable(RealmModel realm) {
        Optional<RequiredActionProviderModel> present = find(realm);
        if (present.isEmpty()) {
            realm.addRequiredActionProvider(action(realm));
        } else if (!present.get().isEnabled()) {
            present.get().setEnabled(true);
            realm.updateRequiredActionProvider(present.get());
        }
    }

    /** The id is the same whoever adds it, so that of two who do it at once the database takes one. */
    private static RequiredActionProviderModel action(RealmModel realm) {
        RequiredActionProviderModel action = new RequiredActionProviderModel();
        action.setId(UUID.nameUUIDFromBytes((realm.getId() + ID).getBytes(StandardCharsets.UTF_8))
                .toString());
        action.setAlias(ID);
        action.setProviderId(ID);
        action.setName("MCP server access");
        action.setEnabled(true);
        action.setPriority(PRIORITY);
        return action;
    }

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public String getDisplayText() {
        return "MCP server access";
    }

    @Override
    public RequiredActionProvider create(KeycloakSession session) {
        return new LoginCheck(session);
    }

    @Override
    public void init(Config.Scope config) {
        // There is nothing to configure.
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        factory.register(event -> {
            if (event instanceof RealmPresence.Checked checked) {
                onPresence(checked);
            }
        });
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}

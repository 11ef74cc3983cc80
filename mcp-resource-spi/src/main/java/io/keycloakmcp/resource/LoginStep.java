/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RequiredActionProviderModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * What happens between login and code where the login is for an MCP server, in this order. Each step is a required
 * action. Keycloak runs only those that a realm has and has enabled; so they come with the realm's first server, go
 * with the last, and are put back in place should they be missing when somebody asks for a server.
 */
public enum LoginStep {
    /** Who may not use the server goes no further. */
    ACCESS("mcp-login-check", "MCP server access", 2000),
    /** The person is asked whether the client may use the server. */
    CONSENT("mcp-consent", "MCP server consent", 2010);

    private final String id;
    private final String displayName;
    /** After what Keycloak itself has to ask of a person, such as a new password. */
    private final int priority;

    LoginStep(String id, String displayName, int priority) {
        this.id = id;
        this.displayName = displayName;
        this.priority = priority;
    }

    /**
     * The id of the required action, and of its provider.
     *
     * @return the id
     */
    public String id() {
        return id;
    }

    /**
     * What administrators see it called.
     *
     * @return the name
     */
    public String displayName() {
        return displayName;
    }

    /** Begins to add the steps to realms that get MCP servers, and to take them from those that lose their last. */
    static void follow(KeycloakSessionFactory factory) {
        factory.register(event -> {
            if (event instanceof RealmPresence.Checked checked) {
                onPresence(checked);
            }
        });
    }

    private static void onPresence(RealmPresence.Checked checked) {
        for (LoginStep step : values()) {
            if (checked.present()) {
                step.enable(checked.realm());
            } else {
                step.find(checked.realm()).ifPresent(checked.realm()::removeRequiredActionProvider);
            }
        }
    }

    /**
     * Enables all steps in a realm, where they are not yet.
     *
     * @param session the session
     * @param realm the realm
     */
    public static void ensureEnabled(KeycloakSession session, RealmModel realm) {
        if (Stream.of(values()).allMatch(step -> step.isEnabled(realm))) {
            return;
        }
        try {
            KeycloakModelUtils.runJobInTransaction(session.getKeycloakSessionFactory(), own -> {
                RealmModel sameRealm = own.realms().getRealm(realm.getId());
                own.getContext().setRealm(sameRealm);
                Stream.of(values()).forEach(step -> step.enable(sameRealm));
            });
        } catch (ModelException alreadyThere) {
            // Another request did the same at the same time.
            return;
        }
    }

    /**
     * Tells whether a realm has the step, and has it enabled.
     *
     * @param realm the realm
     * @return true if the step is taken at logins
     */
    public boolean isEnabled(RealmModel realm) {
        return find(realm).filter(RequiredActionProviderModel::isEnabled).isPresent();
    }

    private Optional<RequiredActionProviderModel> find(RealmModel realm) {
        return Optional.ofNullable(realm.getRequiredActionProviderByAlias(id));
    }

    private void enable(RealmModel realm) {
        Optional<RequiredActionProviderModel> present = find(realm);
        if (present.isEmpty()) {
            realm.addRequiredActionProvider(action(realm));
        } else if (!present.get().isEnabled()) {
            present.get().setEnabled(true);
            realm.updateRequiredActionProvider(present.get());
        }
    }

    /** The id is the same whoever adds it, so that of two who do it at once the database takes one. */
    private RequiredActionProviderModel action(RealmModel realm) {
        RequiredActionProviderModel action = new RequiredActionProviderModel();
        action.setId(UUID.nameUUIDFromBytes((realm.getId() + id).getBytes(StandardCharsets.UTF_8))
                .toString());
        action.setAlias(id);
        action.setProviderId(id);
        action.setName(displayName);
        action.setEnabled(true);
        action.setPriority(priority);
        return action;
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.resource.InvalidFields;
import io.keycloakmcp.resource.RealmCheck;
import java.util.function.Consumer;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** Puts {@link ClientSettings} right; who may manage the realm may change them. */
public final class SettingsRemedy implements RealmCheck.Remedy {

    private final Consumer<ObjectNode> change;

    /**
     * A remedy.
     *
     * @param change what it changes in the settings as {@link ClientSettings#json} writes them; a member that it takes
     *     out gets its default
     */
    public SettingsRemedy(Consumer<ObjectNode> change) {
        this.change = change;
    }

    @Override
    public void apply(RealmModel realm, AdminPermissionEvaluator permissions) {
        ObjectNode settings = ClientSettings.of(realm).json();
        change.accept(settings);
        try {
            ClientSettings.read(settings.toString()).save(realm);
        } catch (InvalidFields e) {
            throw new IllegalStateException(e);
        }
    }
}

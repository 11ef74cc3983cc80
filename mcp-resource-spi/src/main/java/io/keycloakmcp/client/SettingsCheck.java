/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import io.keycloakmcp.resource.FieldError;
import java.util.List;
import org.keycloak.provider.Provider;

/** Looks at settings before they are saved, for what only the package knows that will go by them. */
public interface SettingsCheck extends Provider {

    /**
     * Checks settings, each of which is well-formed.
     *
     * @param settings the settings as they would be saved
     * @return what is wrong; empty if they can be saved
     */
    List<FieldError> errors(ClientSettings settings);

    @Override
    default void close() {
        // Most hold nothing.
    }
}

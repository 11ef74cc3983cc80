/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.Provider;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/**
 * Looks at one aspect of a realm that decides whether MCP works there. It only looks: it changes nothing, and sends no
 * request anywhere, because what an administrator of a realm can set must not decide where the server connects to.
 */
public interface RealmCheck extends Provider {

    /**
     * Looks at a realm.
     *
     * @param realm the realm
     * @param locale the language of the findings; see {@link FindingTexts}
     * @return what is to be said about it, good and bad; empty if it does not concern this realm
     */
    List<RealmFinding> look(RealmModel realm, Locale locale);

    /**
     * What the check can put right itself.
     *
     * @return the remedies by the names that its findings give in {@link RealmFinding#action}
     */
    default Map<String, Remedy> remedies() {
        return Map.of();
    }

    /** Puts one thing right. */
    @FunctionalInterface
    interface Remedy {

        /**
         * Puts it right; where it is right already, nothing happens.
         *
         * @param realm the realm
         * @param permissions what the administrator may do, who may manage the realm; what it takes besides is for the
         *     remedy to check
         */
        void apply(RealmModel realm, AdminPermissionEvaluator permissions);
    }

    @Override
    default void close() {
        // Most hold nothing.
    }
}

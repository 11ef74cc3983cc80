/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.console;

import com.google.auto.service.AutoService;
import io.keycloakmcp.resource.RealmCheck;
import io.keycloakmcp.resource.RealmCheckFactory;
import org.keycloak.models.KeycloakSession;

/** Makes {@link ConsoleCheck}. */
@AutoService(RealmCheckFactory.class)
public final class ConsoleCheckFactory implements RealmCheckFactory {

    @Override
    public String getId() {
        return "console";
    }

    @Override
    public RealmCheck create(KeycloakSession session) {
        return new ConsoleCheck(session);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.cimd;

import com.google.auto.service.AutoService;
import io.keycloakmcp.resource.PolicyListener;
import io.keycloakmcp.resource.PolicyListenerFactory;
import org.keycloak.models.KeycloakSession;

/** Makes {@link UrlClientListener}. */
@AutoService(PolicyListenerFactory.class)
public final class UrlClientListenerFactory implements PolicyListenerFactory {

    @Override
    public String getId() {
        return UrlClientsSpi.NAME;
    }

    @Override
    public PolicyListener create(KeycloakSession session) {
        return new UrlClientListener(session);
    }

    /** The others look at clients, so these must be there before. */
    @Override
    public int order() {
        return 100;
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.cimd;

import com.google.auto.service.AutoService;
import io.keycloakmcp.client.ClientArrival;
import io.keycloakmcp.client.ClientArrivalFactory;
import org.keycloak.models.KeycloakSession;

/** Makes {@link UrlClientArrival}. */
@AutoService(ClientArrivalFactory.class)
public final class UrlClientArrivalFactory implements ClientArrivalFactory {

    @Override
    public String getId() {
        return UrlClientsSpi.NAME;
    }

    @Override
    public ClientArrival create(KeycloakSession session) {
        return new UrlClientArrival(session);
    }

    /** The others look at clients, so these must be there before. */
    @Override
    public int order() {
        return 100;
    }
}

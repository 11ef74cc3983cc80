/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.approval;

import com.google.auto.service.AutoService;
import io.keycloakmcp.client.ClientArrival;
import io.keycloakmcp.client.ClientArrivalFactory;
import org.keycloak.models.KeycloakSession;

/** Makes {@link ArrivalRefusal}. */
@AutoService(ClientArrivalFactory.class)
public final class ArrivalRefusalFactory implements ClientArrivalFactory {

    @Override
    public String getId() {
        return "mcp-arrival-refusal";
    }

    @Override
    public ClientArrival create(KeycloakSession session) {
        return new ArrivalRefusal();
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.doctor;

import com.google.auto.service.AutoService;
import io.keycloakmcp.resource.AdminEndpoint;
import io.keycloakmcp.resource.AdminEndpointFactory;
import org.keycloak.models.KeycloakSession;

/** Serves {@link DoctorResource}. */
@AutoService(AdminEndpointFactory.class)
public final class DoctorFactory implements AdminEndpointFactory {

    @Override
    public String getId() {
        return "doctor";
    }

    @Override
    public AdminEndpoint create(KeycloakSession session) {
        return (realm, permissions, events) -> new DoctorResource(session, realm, permissions, events);
    }
}

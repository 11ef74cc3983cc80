/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.approval;

import com.google.auto.service.AutoService;
import jakarta.ws.rs.Path;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.ext.OIDCExtProvider;
import org.keycloak.protocol.oidc.ext.OIDCExtProviderFactory;
import org.keycloak.protocol.oidc.par.endpoints.ParEndpoint;
import org.keycloak.protocol.oidc.par.endpoints.ParRootEndpoint;

/** Puts {@link PushedRequest} in the place of Keycloak's endpoint. */
@AutoService(OIDCExtProviderFactory.class)
public final class PushedRequests extends ParRootEndpoint {

    private final KeycloakSession session;
    private EventBuilder event;

    /** Makes the factory. */
    public PushedRequests() {
        this(null);
    }

    private PushedRequests(KeycloakSession session) {
        super(session);
        this.session = session;
    }

    @Override
    public OIDCExtProvider create(KeycloakSession session) {
        return new PushedRequests(session);
    }

    @Override
    public void setEvent(EventBuilder event) {
        this.event = event;
    }

    @Override
    @Path("/request")
    public ParEndpoint request() {
        return new PushedRequest(session, event);
    }

    @Override
    public int order() {
        return 10;
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.connections;

import com.google.auto.service.AutoService;
import io.keycloakmcp.resource.RealmEndpoint;
import io.keycloakmcp.resource.RealmEndpointFactory;
import io.keycloakmcp.resource.RealmUrls;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/**
 * Serves people's own connections, at one address: to browsers {@link ConnectionsPageResource}, and to programs
 * {@link OwnConnectionsResource}. Also begins to note who uses what.
 */
@AutoService(RealmEndpointFactory.class)
public final class ConnectionsFactory implements RealmEndpointFactory {

    @Override
    public String getId() {
        return RealmUrls.CONNECTIONS;
    }

    @Override
    public RealmEndpoint create(KeycloakSession session) {
        return () -> isFromBrowser(session.getContext().getHttpRequest())
                ? new ConnectionsPageResource(session)
                : new OwnConnectionsResource(session);
    }

    /** Browsers name HTML when they open a page or send a form; a cookie opens nothing but the page. */
    private static boolean isFromBrowser(HttpRequest request) {
        HttpHeaders headers = request.getHttpHeaders();
        return !HttpMethod.OPTIONS.equals(request.getHttpMethod())
                && headers.getHeaderString(HttpHeaders.AUTHORIZATION) == null
                && headers.getAcceptableMediaTypes().stream()
                        .anyMatch(type -> type.getType().equals(MediaType.TEXT_HTML_TYPE.getType())
                                && type.getSubtype().equals(MediaType.TEXT_HTML_TYPE.getSubtype()));
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        UseRecorder.follow(factory);
    }
}

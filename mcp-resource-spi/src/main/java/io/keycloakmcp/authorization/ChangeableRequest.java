/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.keycloak.http.FormPartValue;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;

/**
 * A request for authorization whose scopes can be {@link RequestedScopes tidied} before Keycloak judges them. At the
 * authorization endpoint there is a client policy event for it, and all that is needed are parameters of the URL that
 * can be changed. For pushed requests the event comes too late: there Keycloak gets a tidy form as soon as it knows the
 * client.
 */
final class ChangeableRequest implements HttpRequest {

    private final KeycloakSession session;
    private final HttpRequest request;
    private final boolean pushed;
    private final UriInfo uri;
    private boolean tidy;

    /**
     * A request in the place of another.
     *
     * @param session the session
     * @param request the request as it came
     * @param pushed whether it is pushed (RFC 9126), and the client authenticates first
     */
    ChangeableRequest(KeycloakSession session, HttpRequest request, boolean pushed) {
        this.session = session;
        this.request = request;
        this.pushed = pushed;
        this.uri = withChangeableQuery(request.getUri());
    }

    private static UriInfo withChangeableQuery(UriInfo uri) {
        MultivaluedMap<String, String> query = new MultivaluedHashMap<>(uri.getQueryParameters());
        return (UriInfo) Proxy.newProxyInstance(
                UriInfo.class.getClassLoader(), new Class<?>[] {UriInfo.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getQueryParameters")) {
                        return query;
                    }
                    try {
                        return method.invoke(uri, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Override
    public UriInfo getUri() {
        return uri;
    }

    @Override
    public MultivaluedMap<String, String> getDecodedFormParameters() {
        MultivaluedMap<String, String> form = request.getDecodedFormParameters();
        Optional<ClientModel> client =
                Optional.ofNullable(session.getContext().getClient()).filter(known -> pushed && !tidy);
        if (client.isPresent()) {
            tidy = true;
            new RequestedScopes(session, client.get()).tidy(form);
        }
        return form;
    }

    @Override
    public String getHttpMethod() {
        return request.getHttpMethod();
    }

    @Override
    public MultivaluedMap<String, FormPartValue> getMultiPartFormParameters() {
        return request.getMultiPartFormParameters();
    }

    @Override
    public HttpHeaders getHttpHeaders() {
        return request.getHttpHeaders();
    }

    @Override
    public X509Certificate[] getClientCertificateChain() {
        return request.getClientCertificateChain();
    }

    @Override
    public boolean isProxyTrusted() {
        return request.isProxyTrusted();
    }
}

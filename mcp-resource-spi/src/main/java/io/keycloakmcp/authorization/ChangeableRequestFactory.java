/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import com.google.auto.service.AutoService;
import io.keycloakmcp.resource.RealmPresence;
import org.keycloak.events.EventBuilder;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.LoginProtocolFactory;
import org.keycloak.protocol.oidc.OIDCLoginProtocolFactory;

/**
 * Keycloak's OpenID Connect, with a {@link ChangeableRequest} in the place of those that ask for authorization, in
 * realms with MCP servers. It is the only place that comes before Keycloak reads the parameters.
 */
@AutoService(LoginProtocolFactory.class)
public final class ChangeableRequestFactory extends OIDCLoginProtocolFactory {

    private static final String AUTHORIZATION = "/protocol/openid-connect/auth";
    private static final String PUSHED_AUTHORIZATION = "/protocol/openid-connect/ext/par/request";

    @Override
    public Object createProtocolEndpoint(KeycloakSession session, EventBuilder event) {
        if (RealmPresence.hasMcpServers(session.getContext().getRealm())) {
            HttpRequest request = session.getContext().getHttpRequest();
            String path = withoutSlash(request.getUri().getPath());
            boolean pushed = path.endsWith(PUSHED_AUTHORIZATION);
            if (pushed || path.endsWith(AUTHORIZATION)) {
                session.getContext().setHttpRequest(new ChangeableRequest(session, request, pushed));
            }
        }
        return super.createProtocolEndpoint(session, event);
    }

    private static String withoutSlash(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /** Of protocols the order is also that of the console's list. */
    @Override
    public int order() {
        return super.order() + 1;
    }
}

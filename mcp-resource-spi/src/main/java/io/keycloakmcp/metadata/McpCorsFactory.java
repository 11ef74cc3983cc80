/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.metadata;

import com.google.auto.service.AutoService;
import java.util.Set;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.cors.Cors;
import org.keycloak.services.cors.CorsFactory;
import org.keycloak.services.cors.DefaultCorsFactory;

/**
 * Keycloak's CORS answers, with one more header allowed in the preflights of realms that have MCP servers: MCP clients
 * send {@code MCP-Protocol-Version} on discovery, and a browser asks first.
 */
@AutoService(CorsFactory.class)
public final class McpCorsFactory extends DefaultCorsFactory {

    private final DefaultCorsFactory forMcp = new DefaultCorsFactory();

    @Override
    public void init(Config.Scope config) {
        super.init(config);
        forMcp.init(new WithProtocolVersion(config));
    }

    @Override
    public Cors create(KeycloakSession session) {
        return RequestedRealm.hasMcpServers(session) ? forMcp.create(session) : super.create(session);
    }

    @Override
    public int order() {
        return 10;
    }

    /** The administrator's configuration, and the header. */
    private static final class WithProtocolVersion extends Config.AbstractScope {

        private static final String ALLOWED_HEADERS = "allowedHeaders";
        private static final String PROTOCOL_VERSION = "MCP-Protocol-Version";

        private final Config.Scope config;

        WithProtocolVersion(Config.Scope config) {
            this.config = config;
        }

        @Override
        public String get(String key) {
            if (!key.equals(ALLOWED_HEADERS)) {
                return config.get(key);
            }
            String[] configured = config.getArray(key);
            return configured == null ? PROTOCOL_VERSION : String.join(",", configured) + "," + PROTOCOL_VERSION;
        }

        @Override
        public Config.Scope scope(String... scope) {
            return config.scope(scope);
        }

        @Override
        public Config.Scope root() {
            return config.root();
        }

        @Override
        @Deprecated
        public Set<String> getPropertyNames() {
            return config.getPropertyNames();
        }
    }
}

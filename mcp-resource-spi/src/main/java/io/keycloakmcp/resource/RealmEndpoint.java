/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import org.keycloak.provider.Provider;

/**
 * One of the public endpoints of a realm that has MCP servers. It lives at {@code /realms/{realm}/mcp/{id}}, where the
 * id is that of its {@link RealmEndpointFactory}, and answers for everything below.
 */
public interface RealmEndpoint extends Provider {

    /**
     * What answers. It is asked for only in realms that have MCP servers.
     *
     * @return an object with JAX-RS annotations on its methods and none on its class
     */
    Object resource();

    @Override
    default void close() {
        // Most hold nothing.
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.cimd;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.http.HttpHost;
import org.keycloak.Config;

/**
 * The way out of this server. Behind a proxy, the proxy resolves names, and what was checked before is not what is
 * connected to. So nothing is fetched where Keycloak has an outgoing proxy, until an administrator says that the proxy
 * keeps strangers' URLs away from what is private.
 *
 * @param proxy what fetches go through
 * @param isClosed whether nothing is fetched
 */
record Egress(Optional<HttpHost> proxy, boolean isClosed) {

    /** The option, as an administrator writes it. */
    static final String OPTION = "spi-" + UrlClientsSpi.NAME + "--default--proxy";

    private static final String PROXY = "proxy";

    /** Where Keycloak's own HTTP client looks for a proxy. */
    private static final String KEYCLOAK_CLIENT = "connectionsHttpClient";

    private static final String KEYCLOAK_MAPPINGS = "proxy-mappings";
    private static final List<String> KEYCLOAK_VARIABLES =
            List.of("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy");

    /**
     * The way out that a server's configuration says.
     *
     * @param config the options of ours
     */
    static Egress of(Config.Scope config) {
        String[] mappings = Config.scope(KEYCLOAK_CLIENT, "default").getArray(KEYCLOAK_MAPPINGS);
        return of(Optional.ofNullable(config.get(PROXY)), mappings != null && mappings.length > 0, System.getenv());
    }

    static Egress of(Optional<String> proxy, boolean keycloakHasMappings, Map<String, String> environment) {
        boolean keycloakHasProxy = keycloakHasMappings
                || KEYCLOAK_VARIABLES.stream()
                        .anyMatch(name -> !environment.getOrDefault(name, "").isBlank());
        return new Egress(proxy.map(Egress::host), proxy.isEmpty() && keycloakHasProxy);
    }

    private static HttpHost host(String proxy) {
        URI uri = URI.create(proxy);
        if (uri.getHost() == null) {
            throw new IllegalArgumentException("The option " + OPTION + " must be a URL such as http://proxy:3128");
        }
        return new HttpHost(uri.getHost(), uri.getPort(), uri.getScheme());
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.cimd;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.KeyStore;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.http.HttpHost;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.config.ConnectionConfig;
import org.apache.http.config.MessageConstraints;
import org.apache.http.conn.DnsResolver;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.keycloak.connections.httpclient.HttpClientBuilder;

/**
 * An HTTP client that goes where a stranger says, and nowhere that is none of the stranger's business. It follows no
 * redirect, keeps no cookie and no connection, and trusts whom Keycloak trusts.
 */
final class GuardedHttp implements Closeable {

    /** For each step; the whole is limited by {@link Fetcher#DEADLINE}. */
    private static final int STEP_SECONDS = 3;

    private static final int MAX_HEADERS = 100;
    private static final int MAX_HEADER_LINE = 8_192;
    private static final int CONNECTIONS = 16;

    private final Reach reach;
    private final Optional<HttpHost> proxy;
    private final CloseableHttpClient http;

    /**
     * Makes a client.
     *
     * @param reach how far it goes
     * @param proxy what it goes through; the administrator relies on that to keep it away from private addresses
     * @param truststore the certificates that Keycloak trusts; empty for those of the Java platform
     */
    GuardedHttp(Reach reach, Optional<HttpHost> proxy, Optional<KeyStore> truststore) {
        this.reach = reach;
        this.proxy = proxy;
        var apache = HttpClients.custom()
                .setDnsResolver(resolver())
                .setUserAgent("Keycloak-MCP-Authorization")
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setMessageConstraints(MessageConstraints.custom()
                                .setMaxHeaderCount(MAX_HEADERS)
                                .setMaxLineLength(MAX_HEADER_LINE)
                                .build())
                        .build())
                .disableContentCompression()
                .disableAutomaticRetries()
                .disableAuthCaching();
        proxy.ifPresent(apache::setProxy);
        HttpClientBuilder keycloak = new HttpClientBuilder(apache)
                .disableRedirectHandling()
                .disableCookies(true)
                .reuseConnections(false)
                .maxConnectionIdleTime(0, TimeUnit.SECONDS)
                .establishConnectionTimeout(STEP_SECONDS, TimeUnit.SECONDS)
                .socketTimeout(STEP_SECONDS, TimeUnit.SECONDS)
                .connectionRequestTimeout(STEP_SECONDS, TimeUnit.SECONDS)
                .connectionPoolSize(CONNECTIONS)
                .maxPooledPerRoute(CONNECTIONS);
        truststore.ifPresent(keycloak::trustStore);
        this.http = keycloak.build();
    }

    /** With a proxy, only the proxy's own name is resolved for a connection. */
    private DnsResolver resolver() {
        return proxy.isPresent() ? InetAddress::getAllByName : reach;
    }

    CloseableHttpResponse execute(HttpGet request) throws IOException {
        if (proxy.isPresent()) {
            requireReach(request.getURI().getHost());
        }
        return http.execute(request);
    }

    /** The proxy resolves the name again, and may know names that we don't; but what we do know we keep away from. */
    private void requireReach(String host) throws ForbiddenAddress {
        try {
            reach.resolve(host);
        } catch (ForbiddenAddress e) {
            throw e;
        } catch (UnknownHostException e) {
            return;
        }
    }

    @Override
    public void close() {
        try {
            http.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.demo;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the server has to be told, all of it from environment variables so that a shell, a container and a test set it
 * the same way.
 *
 * @param port the port to listen on
 * @param bindAddress the local address to listen on; loopback unless told otherwise, because this is a demo
 * @param resource the URI of this MCP server exactly as it is registered in Keycloak; tokens must name it in
 *     {@code aud}
 * @param issuer the realm's issuer, exactly as it is in the tokens
 * @param metadataUrl where Keycloak publishes this server's protected resource metadata (RFC 9728)
 * @param jwksUrl where the realm publishes its signing keys
 * @param initialScopes the scopes that a client is told to ask for when it comes without a token
 */
public record ServerSettings(
        int port,
        String bindAddress,
        URI resource,
        URI issuer,
        URI metadataUrl,
        URI jwksUrl,
        Set<String> initialScopes) {

    static final String PORT = "DEMO_SERVER_PORT";
    static final String BIND_ADDRESS = "DEMO_SERVER_BIND_ADDRESS";
    static final String RESOURCE_URI = "DEMO_SERVER_RESOURCE_URI";
    static final String ISSUER = "DEMO_SERVER_ISSUER";
    static final String METADATA_URL = "DEMO_SERVER_METADATA_URL";
    static final String JWKS_URL = "DEMO_SERVER_JWKS_URL";
    static final String INITIAL_SCOPES = "DEMO_SERVER_INITIAL_SCOPES";

    private static final Map<String, String> REQUIRED = required();

    /** Keeps the settings from being changed behind the server's back. */
    public ServerSettings {
        initialScopes = Set.copyOf(initialScopes);
    }

    /**
     * Reads the settings.
     *
     * @param environment the environment variables of the process
     * @return complete settings
     * @throws InvalidSettingsException if one is missing or cannot be used
     */
    public static ServerSettings from(Map<String, String> environment) {
        String missing = REQUIRED.entrySet().stream()
                .filter(required -> text(environment, required.getKey()).isEmpty())
                .map(required -> required.getKey() + " (" + required.getValue() + ")")
                .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            throw new InvalidSettingsException("Set these environment variables and start again: " + missing + ".");
        }
        URI issuer = url(environment, ISSUER);
        return new ServerSettings(
                port(environment),
                text(environment, BIND_ADDRESS).orElse("127.0.0.1"),
                url(environment, RESOURCE_URI),
                issuer,
                url(environment, METADATA_URL),
                text(environment, JWKS_URL).isPresent()
                        ? url(environment, JWKS_URL)
                        : URI.create(issuer + "/protocol/openid-connect/certs"),
                initialScopes(environment));
    }

    private static Map<String, String> required() {
        Map<String, String> required = new LinkedHashMap<>();
        required.put(PORT, "the port to listen on, for example 8090");
        required.put(RESOURCE_URI, "the URI registered in Keycloak, for example http://localhost:8090/mcp");
        required.put(ISSUER, "the realm's issuer, for example http://localhost:8080/realms/demo");
        required.put(METADATA_URL, "discovery.protected_resource_metadata of the registered server");
        return required;
    }

    private static int port(Map<String, String> environment) {
        String given = text(environment, PORT).orElseThrow();
        try {
            int port = Integer.parseInt(given);
            if (port >= 1 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException ignored) {
            // The sentence below is the answer to this as well.
        }
        throw new InvalidSettingsException(
                "Set " + PORT + " to a port between 1 and 65535 instead of \"" + given + "\".");
    }

    private static URI url(Map<String, String> environment, String name) {
        String given = text(environment, name).orElseThrow();
        try {
            URI url = new URI(given);
            boolean web = "https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme());
            if (web && url.getHost() != null && url.getFragment() == null) {
                return url;
            }
        } catch (URISyntaxException ignored) {
            // The sentence below is the answer to this as well.
        }
        throw new InvalidSettingsException(
                "Set " + name + " to an absolute http or https URL without a fragment instead of \"" + given + "\".");
    }

    private static Set<String> initialScopes(Map<String, String> environment) {
        return text(environment, INITIAL_SCOPES)
                .map(scopes -> Arrays.stream(scopes.split("\\s+")).collect(Collectors.toUnmodifiableSet()))
                .orElse(Set.of(DemoTools.ANY_CALL));
    }

    private static Optional<String> text(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerSettingsTest {

    private static final Map<String, String> COMPLETE = Map.of(
            "DEMO_SERVER_PORT", "8090",
            "DEMO_SERVER_RESOURCE_URI", "http://localhost:8090/mcp",
            "DEMO_SERVER_ISSUER", "http://localhost:8080/realms/demo",
            "DEMO_SERVER_METADATA_URL", "http://localhost:8080/realms/demo/mcp/.well-known/x/mcp_1");

    @Test
    void fillsInWhatIsNotGiven() {
        assertThat(ServerSettings.from(COMPLETE))
                .isEqualTo(new ServerSettings(
                        8090,
                        "127.0.0.1",
                        URI.create("http://localhost:8090/mcp"),
                        URI.create("http://localhost:8080/realms/demo"),
                        URI.create("http://localhost:8080/realms/demo/mcp/.well-known/x/mcp_1"),
                        URI.create("http://localhost:8080/realms/demo/protocol/openid-connect/certs"),
                        Set.of("mcp:tools")));
    }

    @Test
    void takesWhatIsGiven() {
        ServerSettings settings = ServerSettings.from(with(Map.of(
                "DEMO_SERVER_BIND_ADDRESS", "0.0.0.0",
                "DEMO_SERVER_JWKS_URL", "http://keycloak:8080/certs",
                "DEMO_SERVER_INITIAL_SCOPES", " mcp:tools  stocks:read mcp:tools ")));

        assertThat(settings.bindAddress()).isEqualTo("0.0.0.0");
        assertThat(settings.jwksUrl()).isEqualTo(URI.create("http://keycloak:8080/certs"));
        assertThat(settings.initialScopes()).isEqualTo(Set.of("mcp:tools", "stocks:read"));
    }

    @Test
    void namesEverythingThatIsMissing() {
        assertThatThrownBy(() -> ServerSettings.from(Map.of("DEMO_SERVER_PORT", "8090", "DEMO_SERVER_ISSUER", " ")))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageStartingWith("Set these environment variables and start again: DEMO_SERVER_RESOURCE_URI (")
                .hasMessageContaining("DEMO_SERVER_ISSUER (")
                .hasMessageContaining("DEMO_SERVER_METADATA_URL (")
                .hasMessageNotContaining("DEMO_SERVER_PORT");
    }

    @ParameterizedTest
    @CsvSource({
        "DEMO_SERVER_PORT, abc",
        "DEMO_SERVER_PORT, 0",
        "DEMO_SERVER_PORT, 65536",
        "DEMO_SERVER_RESOURCE_URI, /mcp",
        "DEMO_SERVER_RESOURCE_URI, ftp://localhost/mcp",
        "DEMO_SERVER_RESOURCE_URI, http://localhost:8090/mcp#part",
        "DEMO_SERVER_ISSUER, http:///realms",
        "DEMO_SERVER_METADATA_URL, not a url",
        "DEMO_SERVER_JWKS_URL, file:///etc/keys"
    })
    void saysWhatToChange(String name, String value) {
        assertThatThrownBy(() -> ServerSettings.from(with(Map.of(name, value))))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageStartingWith("Set " + name + " to ")
                .hasMessageEndingWith("instead of \"" + value + "\".");
    }

    private static Map<String, String> with(Map<String, String> changes) {
        Map<String, String> environment = new HashMap<>(COMPLETE);
        environment.putAll(changes);
        return environment;
    }
}

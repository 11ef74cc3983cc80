/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.keycloakmcp.tests.programs.Program;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The first command of the README. */
@Tag("once")
final class DemoIT {

    private static final Path ROOT =
            Path.of(System.getProperty("demo.client.home")).resolve("../..").normalize();

    @Test
    void oneCommandShowsAClientFromDiscoveryToToolCall() throws IOException {
        Map<String, String> ports =
                Map.of("KEYCLOAK_PORT", freePort(), "DEMO_SERVER_PORT", freePort(), "NODE_NO_WARNINGS", "1");

        try (Program demo = Program.start(ROOT, ports, List.of("./demo", "--once", "--clean"))) {
            assertThat(demo.run(line -> {})).as(demo.output()).isZero();
            assertThat(demo.output()).contains("echo", "stock_price", "refresh");
        }
    }

    @Test
    void aBusyPortIsOneClearSentence() throws IOException {
        try (ServerSocket busy = new ServerSocket(0)) {
            String port = Integer.toString(busy.getLocalPort());
            try (Program demo = Program.start(ROOT, Map.of("KEYCLOAK_PORT", port), List.of("./demo", "--once"))) {
                assertThat(demo.run(line -> {})).isNotZero();
                assertThat(demo.output()).contains("Port " + port + " for Keycloak is in use");
            }
        }
    }

    private static String freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return Integer.toString(socket.getLocalPort());
        }
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.keycloakmcp.tests.keycloak.SharedKeycloak;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The section in the admin consoles of other releases than the server's, as themes of the one server: what the script
 * knows of the console's insides holds in all of them.
 */
@Tag("once")
final class ConsoleVersionsIT {

    private static final Path CONSOLES =
            Path.of(System.getProperty("work.home")).resolve("consoles");
    private static final String JAR_PREFIX = "keycloak-admin-ui-";
    private static final int EARLIER = 4;

    @Test
    void theSectionWorksInTheConsolesOfEarlierReleases() throws IOException {
        Path folder = SharedKeycloak.themes().orElse(null);
        assumeThat(folder).as("the folder of the server's themes").isNotNull();
        try (ConsoleThemes themes = new ConsoleThemes(folder);
                ConsoleRealm console = ConsoleRealm.create()) {
            List<String> versions = addAll(themes);
            assertThat(versions).hasSize(EARLIER);
            console.run("console-versions.test.mjs", Map.of("VERSIONS", String.join(" ", versions)));
        }
    }

    private static List<String> addAll(ConsoleThemes themes) throws IOException {
        List<String> versions = new ArrayList<>();
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(CONSOLES, JAR_PREFIX + "*.jar")) {
            for (Path jar : jars) {
                String version = jar.getFileName().toString().replaceAll("^" + JAR_PREFIX + "|\\.jar$", "");
                themes.addStock("console-" + version, jar);
                themes.addOurs("mcp-" + version, "console-" + version);
                versions.add(version);
            }
        }
        return versions;
    }
}

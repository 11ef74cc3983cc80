/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.keycloak;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.stream.Stream;

/** The Javas of this machine: the one that runs the tests, and those installed beside it. */
final class JavaHomes {

    private static final Path CURRENT = Path.of(System.getProperty("java.home"));

    private JavaHomes() {}

    /** The Java of a feature version, or the current one, with a line that says so, where the machine has none. */
    static Path of(String version) {
        try (Stream<Path> beside = Files.list(CURRENT.toRealPath().getParent())) {
            return beside.filter(home -> version(home).startsWith(version + "."))
                    .findFirst()
                    .orElseGet(() -> {
                        System.err.println(
                                "No Java " + version + " on this machine: Keycloak runs on the current one.");
                        return CURRENT;
                    });
        } catch (IOException e) {
            throw new UncheckedIOException("The folder of the installed Javas cannot be read", e);
        }
    }

    static Path current() {
        return CURRENT;
    }

    private static String version(Path home) {
        Properties release = new Properties();
        try (InputStream file = Files.newInputStream(home.resolve("release"))) {
            release.load(file);
        } catch (IOException ignored) {
            return "";
        }
        return release.getProperty("JAVA_VERSION", "").replace("\"", "") + ".";
    }
}

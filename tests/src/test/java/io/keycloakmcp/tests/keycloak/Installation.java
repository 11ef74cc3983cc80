/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import io.keycloakmcp.tests.programs.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** A Keycloak that is started and stopped, with our JAR and without it, and keeps its data meanwhile. */
public final class Installation {

    private static final Path JAR = Path.of(System.getProperty("mcp.jar"));

    private final Path home;

    private Installation(Path home) {
        this.home = home;
    }

    /**
     * Installs a Keycloak without our JAR.
     *
     * @param name the name of its folder and its log
     * @return the installation
     */
    public static Installation create(String name) {
        try {
            return new Installation(KeycloakServer.install(name));
        } catch (IOException e) {
            throw new UncheckedIOException("Keycloak could not be set up", e);
        }
    }

    /** Puts our JAR into {@code providers/}. */
    public void putJar() {
        try {
            Files.copy(JAR, installed(), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes our JAR out of {@code providers/}. */
    public void removeJar() {
        try {
            Files.delete(installed());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path installed() {
        return home.resolve("providers").resolve(JAR.getFileName());
    }

    /**
     * Puts a realm where {@code --import-realm} finds it, in place of what was there.
     *
     * @param realm the realm as JSON
     */
    public void importAtStart(String realm) {
        Path folder = home.resolve("data/import");
        try {
            Files.createDirectories(folder);
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.writeString(folder.resolve("realm.json"), realm);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts it and waits until it answers.
     *
     * @param options more options of {@code kc.sh start-dev}
     * @return the server; the caller closes it
     */
    public KeycloakServer start(String... options) {
        return KeycloakServer.startIn(home, List.of(options), JavaRuntime.forAWhile());
    }

    /**
     * Exports a realm with everything in it; the server must not run.
     *
     * @param realm the realm
     * @return the realm as JSON
     */
    public String export(String realm) {
        Path file = home.resolve("data").resolve(realm + ".json");
        Program export = Program.start(
                home,
                JavaRuntime.forAWhile().environment(),
                List.of(home.resolve("bin/kc.sh").toString(), "export", "--realm=" + realm, "--file=" + file));
        assertThat(export.run(line -> {})).as(export.output()).isZero();
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

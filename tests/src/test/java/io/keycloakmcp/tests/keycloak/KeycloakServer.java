/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.keycloak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A Keycloak of its own, started from the distribution as an administrator would, on free ports of this machine. */
public final class KeycloakServer implements AutoCloseable {

    private static final System.Logger PROGRESS = System.getLogger("tests");
    private static final Duration START = Duration.ofMinutes(5);
    private static final int SHOWN_LINES = 40;
    private static final String RELATIVE_PATH = "--http-relative-path=";

    /** Stands in options for the port that the server gets. */
    public static final String PORT = "{port}";

    private final Path home;
    private final Path log;
    private final Process process;
    private final String base;
    private final String management;

    private KeycloakServer(Path home, Path log, Process process, String base, String management) {
        this.home = home;
        this.log = log;
        this.process = process;
        this.base = base;
        this.management = management;
    }

    /**
     * Starts a server and waits until it answers.
     *
     * @param name the name of its folder and its log
     * @param provider the JAR to put into {@code providers/}; empty for a stock server
     * @param options more options of {@code kc.sh start-dev}, in which {@link #PORT} stands for its port
     * @param java the Java to run it on
     * @return the server
     */
    static KeycloakServer start(String name, Optional<Path> provider, List<String> options, JavaRuntime java) {
        try {
            Path home = install(name);
            if (provider.isPresent()) {
                Path jar = provider.get();
                Files.copy(
                        jar, home.resolve("providers").resolve(jar.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
            return startIn(home, options, java);
        } catch (IOException e) {
            throw new UncheckedIOException("Keycloak could not be set up", e);
        }
    }

    /** Copies the distribution into a folder of its own. */
    static Path install(String name) throws IOException {
        Path home = Path.of(System.getProperty("work.home")).resolve("servers").resolve(name);
        copy(Path.of(System.getProperty("keycloak.home")), home);
        return home;
    }

    /** Starts the server of a folder, with what is in it, and waits until it answers. */
    static KeycloakServer startIn(Path home, List<String> options, JavaRuntime java) {
        try {
            String name = home.getFileName().toString();
            PROGRESS.log(System.Logger.Level.INFO, "Starting Keycloak \"" + name + "\": about a minute");
            int port = freePort();
            int managementPort = freePort();
            Path log = home.resolveSibling(name + ".log");
            Process process = process(home, log, port, managementPort, options, java);
            String path = relativePath(options);
            KeycloakServer server = new KeycloakServer(
                    home, log, process, "http://localhost:" + port + path, "http://localhost:" + managementPort + path);
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            server.awaitReady();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("Keycloak could not be set up", e);
        }
    }

    private static Process process(
            Path home, Path log, int port, int managementPort, List<String> options, JavaRuntime java)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                home.resolve("bin/kc.sh").toString(),
                "start-dev",
                "--http-port=" + port,
                "--http-management-port=" + managementPort));
        if (options.stream().noneMatch(option -> option.startsWith("--cache="))) {
            command.add("--cache=local");
        }
        options.forEach(option -> command.add(option.replace(PORT, Integer.toString(port))));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(java.environment());
        builder.environment().put("KC_BOOTSTRAP_ADMIN_USERNAME", "admin");
        builder.environment().put("KC_BOOTSTRAP_ADMIN_PASSWORD", "admin");
        return builder.start();
    }

    private static String relativePath(List<String> options) {
        return options.stream()
                .filter(option -> option.startsWith(RELATIVE_PATH))
                .map(option -> option.substring(RELATIVE_PATH.length()))
                .findAny()
                .orElse("");
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("No free port", e);
        }
    }

    private void awaitReady() {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(base + "/realms/master")).build();
        Awaitility.await("Keycloak to answer; its log is " + log)
                .atMost(START)
                .pollInterval(Duration.ofMillis(500))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException("Keycloak ended:\n" + lastLines());
                    }
                    return client.send(request, HttpResponse.BodyHandlers.discarding())
                                    .statusCode()
                            == 200;
                });
    }

    private String lastLines() throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
    }

    /**
     * Where the server is installed.
     *
     * @return its folder
     */
    public Path home() {
        return home;
    }

    /**
     * Where the server answers.
     *
     * @return its base URL, without a slash at the end
     */
    public String base() {
        return base;
    }

    /**
     * Where the server answers those who watch over it.
     *
     * @return the base URL of its management interface, without a slash at the end
     */
    public String management() {
        return management;
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        delete(to);
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(to.resolve(from.relativize(folder)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void delete(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException e) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}

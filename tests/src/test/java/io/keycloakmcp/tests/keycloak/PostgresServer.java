/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.keycloak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A PostgreSQL of its own, from the programs of Debian's package, with a database that goes with it. */
public final class PostgresServer implements AutoCloseable {

    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
    private static final String USER = "keycloak";

    private final Path programs;
    private final Path data;
    private final int port;

    private PostgresServer(Path programs, Path data, int port) {
        this.programs = programs;
        this.data = data;
        this.port = port;
    }

    /**
     * Starts a server.
     *
     * @return the server; empty if its programs are not on this machine and cannot be installed
     */
    public static Optional<PostgresServer> start() {
        Optional<Path> programs = programs().or(() -> {
            install();
            return programs();
        });
        return programs.map(found -> {
            try {
                // A short path that any user may enter: the server does not run as root.
                Path data = Files.createTempDirectory("mcp-postgres");
                PostgresServer server = new PostgresServer(found, data, KeycloakServer.freePort());
                server.initialise();
                return server;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static Optional<Path> programs() {
        try (Stream<Path> versions = Files.isDirectory(VERSIONS) ? Files.list(VERSIONS) : Stream.empty()) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(folder -> Files.isExecutable(folder.resolve("initdb")))
                    .max(Comparator.naturalOrder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static void install() {
        if (isRoot() && Files.isExecutable(Path.of("/usr/bin/apt-get"))) {
            run(List.of("apt-get", "update", "-q"));
            run(List.of("apt-get", "install", "-q", "-y", "--no-install-recommends", "postgresql"));
        }
    }

    private void initialise() throws IOException {
        if (isRoot()) {
            Files.setOwner(
                    data, data.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postgres"));
        }
        require("initdb", "-D", data + "/db", "-U", USER, "--auth=trust", "--no-sync");
        require(
                "pg_ctl",
                "-D",
                data + "/db",
                "-w",
                "-l",
                data + "/log",
                "-o",
                "-p " + port + " -c listen_addresses=localhost -c fsync=off -c unix_socket_directories=" + data,
                "start");
        require("createdb", "-h", "localhost", "-p", Integer.toString(port), "-U", USER, USER);
    }

    /**
     * The options of {@code kc.sh} for this database.
     *
     * @return the options
     */
    public List<String> options() {
        return List.of(
                "--db=postgres",
                "--db-url=jdbc:postgresql://localhost:" + port + "/" + USER,
                "--db-username=" + USER,
                "--db-password=unused");
    }

    @Override
    public void close() {
        run(command("pg_ctl", "-D", data + "/db", "-m", "immediate", "stop"));
        try (Stream<Path> files = Files.walk(data)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void require(String program, String... arguments) {
        if (run(command(program, arguments)) != 0) {
            throw new IllegalStateException("PostgreSQL's " + program + " failed; see " + data);
        }
    }

    private List<String> command(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    private static int run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(Path.of("/").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException("Does not end: " + command);
            }
            return process.exitValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

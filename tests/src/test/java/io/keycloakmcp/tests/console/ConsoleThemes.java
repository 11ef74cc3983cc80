/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.console;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Admin themes in the {@code themes/} folder of the server, which are gone afterwards. */
final class ConsoleThemes implements AutoCloseable {

    private static final Path OURS = Path.of(System.getProperty("mcp.jar"));

    private final Path folder;
    private final List<Path> added = new ArrayList<>();

    ConsoleThemes(Path folder) {
        this.folder = folder;
    }

    /** Adds the console that is in a JAR of Keycloak's. */
    void addStock(String name, Path jar) throws IOException {
        copy(jar, "keycloak.v2", added(name));
    }

    /** Adds our theme, but with another one as its parent. */
    void addOurs(String name, String parent) throws IOException {
        Path theme = added(name);
        copy(OURS, "mcp", theme);
        Path properties = theme.resolve("theme.properties");
        Files.writeString(
                properties, Files.readString(properties).replace("parent=keycloak.v2\n", "parent=" + parent + "\n"));
    }

    /** Adds a theme that has nothing of its own. */
    void addChild(String name, String parent) throws IOException {
        Path theme = Files.createDirectories(added(name));
        Files.writeString(theme.resolve("theme.properties"), "parent=" + parent + "\n");
    }

    private Path added(String name) {
        Path theme = folder.resolve(name);
        added.add(theme);
        return theme.resolve("admin");
    }

    private static void copy(Path jar, String theme, Path to) throws IOException {
        try (FileSystem files = FileSystems.newFileSystem(jar)) {
            Path from = files.getPath("theme", theme, "admin");
            for (Path path : below(from)) {
                Path copy = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(path, copy);
                }
            }
        }
    }

    private static List<Path> below(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.toList();
        }
    }

    @Override
    public void close() throws IOException {
        for (Path theme : added) {
            for (Path path :
                    below(theme).stream().sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}

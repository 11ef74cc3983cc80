/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.keycloakmcp.resource.FindingTexts;
import io.keycloakmcp.resource.McpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The texts of findings, in all packages and languages. */
final class FindingTextsTest {

    private static final String FILE = "findings.properties";

    static List<Path> files() throws IOException, URISyntaxException {
        Path root = Path.of(McpServer.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (Stream<Path> found = Files.walk(root)) {
            return found.filter(file -> file.endsWith(FILE)).toList();
        }
    }

    private static Properties read(Path file) {
        Properties texts = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            texts.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return texts;
    }

    private static Properties translated(Path file, Locale language) {
        return language.equals(FindingTexts.LANGUAGES.get(0))
                ? read(file)
                : read(file.resolveSibling("findings_" + language + ".properties"));
    }

    @Test
    void areInThePackagesThatLookAtRealms() throws IOException, URISyntaxException {
        assertThat(files())
                .extracting(file -> file.getParent().getFileName().toString())
                .contains("doctor", "metadata");
    }

    @ParameterizedTest
    @MethodSource("files")
    void areTheSameInAllLanguages(Path file) {
        FindingTexts.LANGUAGES.forEach(
                language -> assertThat(translated(file, language).stringPropertyNames())
                        .as(language.toString())
                        .containsExactlyInAnyOrderElementsOf(read(file).stringPropertyNames()));
    }

    @ParameterizedTest
    @MethodSource("files")
    void useTheSameValuesInAllLanguages(Path file) {
        Properties texts = read(file);
        FindingTexts.LANGUAGES.forEach(language -> {
            Properties translation = translated(file, language);
            assertThat(texts.stringPropertyNames())
                    .allSatisfy(key -> assertThat(used(translation.getProperty(key)))
                            .as(language + " " + key)
                            .isEqualTo(used(texts.getProperty(key))));
        });
    }

    /** Which values a text has a place for; a quote that is not closed would swallow some. */
    private static List<Integer> used(String text) {
        assertThat(text).doesNotContain("'");
        List<Integer> used = new ArrayList<>();
        for (int value = 0; value < 4; value++) {
            Object[] values = {1, 1, 1, 1};
            String before = new MessageFormat(text, Locale.ENGLISH).format(values);
            values[value] = 7;
            if (!new MessageFormat(text, Locale.ENGLISH).format(values).equals(before)) {
                used.add(value);
            }
        }
        return used;
    }

    @ParameterizedTest
    @MethodSource("files")
    void saySomethingAboutEachFinding(Path file) {
        Properties texts = read(file);
        assertThat(texts.stringPropertyNames().stream()
                        .filter(key -> key.endsWith(".detail") || key.endsWith(".fix"))
                        .map(key -> key.substring(0, key.lastIndexOf('.')) + ".title"))
                .isSubsetOf(texts.stringPropertyNames());
    }
}

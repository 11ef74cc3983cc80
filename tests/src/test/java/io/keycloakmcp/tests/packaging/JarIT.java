/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is in the one JAR, and what is not. */
@Tag("once")
final class JarIT {

    private static final int JAVA_17 = 61;
    private static final int AFTER_MAGIC_AND_MINOR = 6;

    @Test
    void itHoldsWhatIsOursAndNothingThatKeycloakShips() throws IOException {
        assertThat(entries())
                .allMatch(name -> name.startsWith("io/keycloakmcp/")
                        || name.startsWith("META-INF/")
                        || name.startsWith("theme-resources/")
                        || name.startsWith("theme/mcp/admin/"));
    }

    @Test
    void itIsMadeForJava17() throws IOException {
        try (JarFile jar = open()) {
            for (String name : entries()) {
                if (name.endsWith(".class")) {
                    try (DataInputStream code = new DataInputStream(jar.getInputStream(jar.getEntry(name)))) {
                        code.skipNBytes(AFTER_MAGIC_AND_MINOR);
                        assertThat(code.readUnsignedShort()).as(name).isEqualTo(JAVA_17);
                    }
                }
            }
        }
    }

    @Test
    void itIsMarkedForQuarkusToIndex() throws IOException {
        assertThat(entries()).contains("META-INF/beans.xml");
    }

    @Test
    void itSaysWhatOfOthersIsInTheScriptsAndUnderWhichLicense() throws IOException {
        assertThat(text("META-INF/THIRD-PARTY-NOTICES.txt"))
                .contains("@patternfly/react-core 5.4.14 (MIT)", "@patternfly/react-table 5.4.16 (MIT)")
                .contains("tslib 2", "(0BSD)")
                .contains("Copyright (c) 2019 Red Hat, Inc.")
                .doesNotContain("null");
    }

    private static String text(String name) throws IOException {
        try (JarFile jar = open();
                InputStream entry = jar.getInputStream(jar.getEntry(name))) {
            return new String(entry.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<String> entries() throws IOException {
        try (JarFile jar = open()) {
            return jar.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(JarEntry::getName)
                    .toList();
        }
    }

    private static JarFile open() throws IOException {
        return new JarFile(System.getProperty("mcp.jar"));
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tests in a real browser, Chromium: the files of {@code tests/browser}. A test class prepares what they need on the
 * shared server, and runs them; the screenshots that they take stay in {@code target/screenshots}.
 */
public final class BrowserTests {

    /** What classes lock that run tests in a browser: two browsers at a time are too much for two cores. */
    public static final String BROWSER = "browser";

    private static final Path HOME = Path.of(System.getProperty("browser.home"));
    private static final Path SCREENSHOTS =
            Path.of(System.getProperty("work.home")).resolve("screenshots");

    private BrowserTests() {}

    /**
     * Runs the tests of one file, and fails with what they print if any of them fails.
     *
     * @param file the file's name in {@code tests/browser}
     * @param settings what the tests are to know, as environment variables
     */
    public static void run(String file, Map<String, String> settings) {
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("SCREENSHOTS", SCREENSHOTS.toString());
        List<String> command = List.of("node", "--test", "--test-reporter=spec", file);
        try (Program tests = Program.start(HOME, environment, command)) {
            assertThat(tests.run(line -> {})).as(tests.output()).isZero();
        }
    }
}

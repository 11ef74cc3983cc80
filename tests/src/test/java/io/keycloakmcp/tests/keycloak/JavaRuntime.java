/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.keycloak;

import java.nio.file.Path;
import java.util.Map;

/**
 * The Java that a server runs on.
 *
 * @param home where it is installed
 * @param options what it is told
 */
record JavaRuntime(Path home, String options) {

    /**
     * For a server that a few tests ask: it starts at less than half the cost if nothing is compiled for hours of load
     * that never come.
     */
    static JavaRuntime forAWhile() {
        return new JavaRuntime(JavaHomes.current(), "-XX:TieredStopAtLevel=1");
    }

    /** For a server that thousands of tests ask. */
    static JavaRuntime forLong(Path home) {
        return new JavaRuntime(home, "");
    }

    /** What Keycloak's scripts look for. */
    Map<String, String> environment() {
        return Map.of("JAVA_HOME", home.toString(), "JAVA_OPTS_APPEND", options);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.keycloak;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The one Keycloak with our JAR that all tests of a run share: booting costs more than all their requests. */
public final class SharedKeycloak {

    private static KeycloakServer server;
    private static int devicePort;

    private SharedKeycloak() {}

    /**
     * Where the server answers. The first test that needs it starts it; with the system property {@code server.base}
     * the tests use a server that runs already, which is quicker while one writes them.
     *
     * @return its base URL
     */
    public static synchronized String base() {
        String running = System.getProperty("server.base");
        if (running != null) {
            return running;
        }
        if (server == null) {
            server = KeycloakServer.start(
                    System.getProperty("server.name"),
                    Optional.of(Path.of(System.getProperty("mcp.jar"))),
                    options(),
                    JavaRuntime.forLong(Optional.ofNullable(System.getProperty("server.java"))
                            .map(JavaHomes::of)
                            .orElse(JavaHomes.current())));
        }
        return server.base();
    }

    /**
     * Where the server has its metrics. With {@code server.base}, the system property {@code server.management} says
     * it.
     *
     * @return the base URL of its management interface; empty if it is not known
     */
    public static synchronized Optional<String> management() {
        if (System.getProperty("server.base") != null) {
            return Optional.ofNullable(System.getProperty("server.management"));
        }
        base();
        return Optional.of(server.management());
    }

    /**
     * Where the server looks for themes; it sees changes at once. With {@code server.base}, the system property
     * {@code server.home} says where the server is installed.
     *
     * @return the folder; empty if it is not known
     */
    public static synchronized Optional<Path> themes() {
        if (System.getProperty("server.base") != null) {
            return Optional.ofNullable(System.getProperty("server.home"))
                    .map(home -> Path.of(home).resolve("themes"));
        }
        base();
        return Optional.of(server.home().resolve("themes"));
    }

    /**
     * Tells whether a feature was switched on for this run.
     *
     * @param feature the feature's name
     * @return true if it was
     */
    public static boolean hasFeature(String feature) {
        return features().contains(feature);
    }

    private static List<String> options() {
        List<String> options = new ArrayList<>();
        options.add("--metrics-enabled=true");
        // Tests say with X-Forwarded-For whom they are, where that matters.
        options.add("--proxy-headers=xforwarded");
        if (!features().isEmpty()) {
            options.add("--features=" + String.join(",", features()));
        }
        options.add("--spi-ciba-auth-channel--ciba-http-auth-channel--http-authentication-channel-uri=http://localhost:"
                + authenticationDevicePort());
        return options;
    }

    /**
     * Where the server looks for the authentication device of CIBA.
     *
     * @return a port of this machine, on which a test can listen
     */
    public static synchronized int authenticationDevicePort() {
        if (devicePort == 0) {
            devicePort = Integer.getInteger("device.port", KeycloakServer.freePort());
        }
        return devicePort;
    }

    private static List<String> features() {
        return Arrays.stream(System.getProperty("server.features", "").split(","))
                .filter(feature -> !feature.isEmpty())
                .toList();
    }

    /**
     * Another Keycloak with our JAR.
     *
     * @param name the name of its folder and its log
     * @param options options of {@code kc.sh start-dev}, in which {@link KeycloakServer#PORT} stands for its port
     * @return the server; the caller closes it
     */
    public static KeycloakServer another(String name, List<String> options) {
        return KeycloakServer.start(
                name, Optional.of(Path.of(System.getProperty("mcp.jar"))), options, JavaRuntime.forAWhile());
    }

    /**
     * A second Keycloak of the same version without our JAR.
     *
     * @return the server; the caller closes it
     */
    public static KeycloakServer stock() {
        return KeycloakServer.start("stock", Optional.empty(), List.of(), JavaRuntime.forAWhile());
    }
}

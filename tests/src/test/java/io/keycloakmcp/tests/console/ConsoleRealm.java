/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.SharedKeycloak;
import io.keycloakmcp.tests.keycloak.TestRealm;
import io.keycloakmcp.tests.programs.BrowserTests;
import io.keycloakmcp.tests.registry.Administrators;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A realm with administrators of different permissions, each with their name as password: {@code boss} may do
 * everything, {@code viewer} may look at everything, {@code lister} at clients alone, {@code owner} at what he is
 * permitted by name, and {@code nobody} at none of it.
 */
final class ConsoleRealm implements AutoCloseable {

    private final TestRealm realm;

    private ConsoleRealm(TestRealm realm) {
        this.realm = realm;
    }

    static ConsoleRealm create() {
        return create(SharedKeycloak.base());
    }

    /** Makes the realm on a server. */
    static ConsoleRealm create(String base) {
        TestRealm realm = TestRealm.create(base);
        realm.change(Map.of("internationalizationEnabled", true, "supportedLocales", List.of("en", "de")));
        ConsoleRealm console = new ConsoleRealm(realm);
        console.add(Map.of(
                "users",
                List.of(
                        Administrators.user("boss", List.of("realm-admin")),
                        Administrators.user("viewer", List.of("view-clients", "view-realm", "view-users")),
                        Administrators.user("lister", List.of("view-clients")),
                        Administrators.user("owner", List.of("query-clients")),
                        Administrators.user("nobody", List.of("view-events")))));
        return console;
    }

    TestRealm realm() {
        return realm;
    }

    /** Imports something into the realm, such as many clients at once. */
    void add(Map<String, Object> content) {
        Map<String, Object> body = new HashMap<>(content);
        body.put("ifResourceExists", "FAIL");
        Answer answer = realm.admin().post(realm.adminPath("/partialImport"), body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    /** Imports clients as they are after they registered themselves. */
    void addRegistered(Stream<Map<String, Object>> clients) {
        add(Map.of("clients", clients.toList()));
    }

    /** Runs a file of browser tests. */
    void run(String file) {
        run(file, Map.of());
    }

    /** Runs a file of browser tests that are to know more than where the realm is. */
    void run(String file, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of("KEYCLOAK", realm.base(), "REALM", realm.name()));
        all.putAll(settings);
        BrowserTests.run(file, all);
    }

    @Override
    public void close() {
        realm.close();
    }
}

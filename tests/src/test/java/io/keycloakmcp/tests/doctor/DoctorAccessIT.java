/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.keycloakmcp.tests.keycloak.Admin;
import io.keycloakmcp.tests.keycloak.TestRealm;
import io.keycloakmcp.tests.registry.Administrators;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may ask the doctor, and who may have something put right. */
final class DoctorAccessIT {

    private static final String STEPS = "/actions/enable_login_steps";
    private static final String SCOPES = "/actions/make_scopes";

    private static TestRealm realm;
    private static String path;

    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
        path = realm.adminPath("/mcp/doctor");
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    @ParameterizedTest
    @CsvSource({
        "view-realm, 403, 403, 403",
        "view-clients, 403, 403, 403",
        "manage-users, 403, 403, 403",
        "view-realm view-clients, 200, 403, 403",
        "view-realm manage-clients, 200, 403, 403",
        "manage-realm view-clients, 200, 200, 403",
        "manage-realm manage-clients, 200, 200, 200"
    })
    void asksForThePermissionsOfWhatItShowsAndChanges(String roles, int report, int steps, int scopes) {
        Admin person = Administrators.withRoles(realm, roles.replace(' ', '-'), List.of(roles.split(" ")));

        assertThat(person.get(path).status()).isEqualTo(report);
        assertThat(person.post(path + STEPS, Map.of()).status()).isEqualTo(steps);
        assertThat(person.post(path + SCOPES, Map.of()).status()).isEqualTo(scopes);
    }

    @Test
    void isNothingForAnybodyElse() {
        String token = Admin.passwordToken(realm.base(), realm.name(), "admin-cli", "alice", "alice");

        assertThat(new Admin(realm.base(), () -> token).get(path).status()).isEqualTo(403);
        assertThat(new Admin(realm.base(), () -> "none").get(path).status()).isEqualTo(401);
    }
}

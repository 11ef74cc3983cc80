/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.keycloakmcp.tests.keycloak.Admin;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.util.List;
import java.util.Map;

/** People who may do some of an administrator's work. */
final class Administrators {

    private Administrators() {}

    /** A new user of the realm with roles of the realm's administration. */
    static Admin withRoles(TestRealm realm, String name, List<String> roles) {
        Map<String, Object> user = Map.of(
                "username",
                name,
                "enabled",
                true,
                "email",
                name + "@example.org",
                "firstName",
                name,
                "lastName",
                "Example",
                "credentials",
                List.of(Map.of("type", "password", "value", name)),
                "clientRoles",
                Map.of("realm-management", roles));
        Answer answer = realm.admin()
                .post(realm.adminPath("/partialImport"), Map.of("ifResourceExists", "FAIL", "users", List.of(user)));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        String token = Admin.passwordToken(realm.base(), realm.name(), "admin-cli", name, name);
        return new Admin(realm.base(), () -> token);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.registry;

import static io.keycloakmcp.tests.registry.Servers.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Registrations of the same in the same moment. */
final class RegistryAtOnceIT {

    @Test
    void registersAResourceOnceThoughFiftyAskAtOnce() {
        try (TestRealm fresh = TestRealm.create()) {
            List<Answer> answers = AtOnce.send(
                    50,
                    fresh,
                    number -> Map.of("name", "Twin " + number, "resource_uri", "https://twin.example.com/mcp"));

            assertThat(answers.stream().filter(answer -> answer.status() == 201))
                    .hasSize(1);
            assertThat(answers.stream().filter(answer -> answer.status() == 409))
                    .hasSize(49);
            assertThat(fresh.admin()
                            .get(fresh.adminPath("/mcp/servers"))
                            .json()
                            .get("total")
                            .asInt())
                    .isEqualTo(1);
        }
    }

    @Test
    void registersTwentyServersThatBringTheSameNewScopeAtOnce() {
        try (TestRealm fresh = TestRealm.create()) {
            List<Answer> answers = AtOnce.send(
                    20,
                    fresh,
                    number -> Map.of(
                            "name",
                            "Server " + number,
                            "resource_uri",
                            "https://s" + number + ".example.com",
                            "scopes_supported",
                            List.of("common:a", "common:b")));

            assertThat(answers)
                    .allSatisfy(answer ->
                            assertThat(answer.status()).as(answer.body()).isEqualTo(201));
            assertThat(texts(
                            fresh.admin().get(fresh.adminPath("/client-scopes")).json(), "name"))
                    .containsOnlyOnce("common:a", "common:b");
            assertThat(Http.plain()
                            .get(fresh.issuer() + "/.well-known/openid-configuration")
                            .text("registration_endpoint"))
                    .endsWith("/clients-registrations/mcp");
        }
    }
}

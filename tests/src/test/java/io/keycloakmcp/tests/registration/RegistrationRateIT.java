/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.registration;

import static io.keycloakmcp.tests.registration.Registrations.publicClient;
import static io.keycloakmcp.tests.registration.Registrations.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.keycloakmcp.tests.keycloak.Answer;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How many registrations a minute one sender may make, and who that is behind a proxy. */
final class RegistrationRateIT {

    private Registrations registrations;

    @BeforeEach
    void prepare() {
        registrations = Registrations.at("https://mcp.example.com/mcp");
    }

    @AfterEach
    void cleanUp() {
        registrations.realm().close();
    }

    private void limits(int perAddress, int perRealm) {
        registrations.settings(Map.of("rate_limit_per_address", perAddress, "rate_limit_per_realm", perRealm));
    }

    /** A client that nobody has registered yet, from an address, as a proxy tells it. */
    private Answer from(String address) {
        return registrations.post(
                publicClient("http://localhost/callback")
                        .put("client_name", UUID.randomUUID().toString()),
                "X-Forwarded-For",
                address,
                "X-Forwarded-Proto",
                "https");
    }

    private static void tooMany(Answer answer) {
        refused(answer, 429, "temporarily_unavailable");
        assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(1, 61);
    }

    @Test
    void tooManyFromOneAddressAreToldToWaitAndOthersAreNot() {
        limits(3, 0);
        for (int number = 0; number < 3; number++) {
            assertThat(from("198.51.100.7").status()).isEqualTo(201);
        }
        int clients = registrations.count();

        tooMany(from("198.51.100.7"));
        tooMany(from("198.51.100.7"));

        assertThat(registrations.count()).isEqualTo(clients);
        assertThat(from("198.51.100.8").status()).isEqualTo(201);
        assertThat(registrations
                        .realm()
                        .admin()
                        .get(registrations.realm().adminPath("/events?type=CLIENT_REGISTER_ERROR"))
                        .json())
                .as("a flood does not fill the event store")
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.at("/details/mcp_rule").asText()).isEqualTo("rate_limit_per_address");
                    assertThat(event.get("ipAddress").asText()).isEqualTo("198.51.100.7");
                });
    }

    @Test
    void anIpv6NetworkIsOneSender() {
        limits(2, 0);
        assertThat(from("2001:db8:1:2::1").status()).isEqualTo(201);
        assertThat(from("2001:db8:1:2:ffff::2").status()).isEqualTo(201);

        tooMany(from("2001:db8:1:2::3"));
        assertThat(from("2001:db8:1:3::1").status()).isEqualTo(201);
    }

    @Test
    void whatIsRefusedCountsToo() {
        limits(2, 0);
        for (String body : new String[] {"{", "[]"}) {
            assertThat(registrations
                            .post(body, "X-Forwarded-For", "198.51.100.9", "X-Forwarded-Proto", "https")
                            .status())
                    .isEqualTo(400);
        }

        tooMany(from("198.51.100.9"));
        tooMany(registrations.post("{", "X-Forwarded-For", "198.51.100.9", "X-Forwarded-Proto", "https"));
        tooMany(registrations.post(
                "{", "X-Forwarded-For", "198.51.100.9", "X-Forwarded-Proto", "https", "Authorization", "Bearer x"));
    }

    @Test
    void aRealmTakesSoManyFromAllTogetherAndOneSenderDoesNotUseThemUp() {
        limits(2, 4);
        for (int number = 0; number < 6; number++) {
            from("198.51.100.10");
        }
        assertThat(from("198.51.100.11").status()).isEqualTo(201);
        assertThat(from("198.51.100.12").status()).isEqualTo(201);

        tooMany(from("198.51.100.13"));
        assertThat(registrations
                        .realm()
                        .lastEvent("CLIENT_REGISTER_ERROR")
                        .at("/details/mcp_rule")
                        .asText())
                .isEqualTo("rate_limit_per_realm");
    }

    @Test
    void aFullRealmAndAFullSourceSaySo() {
        registrations.settings(Map.of("mode", "open"), Map.of("life_cycle", Map.of("max_clients_per_source", 1)));
        assertThat(from("198.51.100.20").status()).isEqualTo(201);

        Answer full = from("198.51.100.20");

        refused(full, 429, "temporarily_unavailable");
        assertThat(full.header("Retry-After")).isEqualTo("3600");
        assertThat(from("198.51.100.21").status()).isEqualTo(201);
    }
}

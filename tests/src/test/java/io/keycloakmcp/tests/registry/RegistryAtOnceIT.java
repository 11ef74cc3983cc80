/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.registry;

import static io.keycloakmcp.tests.registry.Servers.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keycloakmcp.tests.keycloak.Admin;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Changes of the same in the same moment, in a realm that has no servers before. */
final class RegistryAtOnceIT {

    private TestRealm realm;
    private String servers;

    @BeforeEach
    void prepare() {
        realm = TestRealm.create();
        servers = realm.adminPath("/mcp/servers");
    }

    @AfterEach
    void cleanUp() {
        realm.close();
    }

    private List<Answer> register(int threads, IntFunction<Map<String, Object>> server) {
        return AtOnce.send(
                realm,
                IntStream.range(0, threads)
                        .mapToObj(server)
                        .map(body -> (Function<Admin, Answer>) admin -> admin.post(servers, body))
                        .toList());
    }

    private boolean isForMcp() {
        return Http.plain()
                .get(realm.issuer() + "/.well-known/openid-configuration")
                .text("registration_endpoint")
                .endsWith("/clients-registrations/mcp");
    }

    @Test
    void registersAResourceOnceThoughFiftyAskAtOnce() {
        List<Answer> answers = register(
                50, number -> Map.of("name", "Twin " + number, "resource_uri", "https://twin.example.com/mcp"));

        assertThat(answers.stream().filter(answer -> answer.status() == 201)).hasSize(1);
        assertThat(answers.stream().filter(answer -> answer.status() == 409)).hasSize(49);
        assertThat(realm.admin().get(servers).json().get("total").asInt()).isEqualTo(1);
    }

    @RepeatedTest(3)
    void registersTwentyServersThatBringTheSameNewScopeAtOnce() {
        List<Answer> answers = register(
                20,
                number -> Map.of(
                        "name",
                        "Server " + number,
                        "resource_uri",
                        "https://s" + number + ".example.com",
                        "scopes_supported",
                        number % 2 == 0 ? List.of("common:a", "common:b") : List.of("common:b", "common:a")));

        assertThat(answers)
                .allSatisfy(
                        answer -> assertThat(answer.status()).as(answer.body()).isEqualTo(201));
        assertThat(texts(realm.admin().get(realm.adminPath("/client-scopes")).json(), "name"))
                .containsOnlyOnce("common:a", "common:b");
        assertThat(isForMcp()).isTrue();
    }

    @RepeatedTest(5)
    void changesAServerOrFindsItGoneWhileItIsRemoved() {
        JsonNode server = realm.registerServer("https://contested.example.com", Map.of());
        String path = servers + "/" + server.get("server_id").asText();
        List<Answer> answers = AtOnce.send(
                realm,
                List.of(
                        admin -> admin.delete(path),
                        admin -> admin.put(
                                path, Map.of("name", "New", "resource_uri", "https://contested.example.com"))));

        assertThat(answers.get(0).status()).isEqualTo(204);
        assertThat(answers.get(1).status()).as(answers.get(1).body()).isIn(200, 404);
        assertThat(realm.admin().get(path).status()).isEqualTo(404);
    }

    @RepeatedTest(5)
    void removesAServerOnceThoughSixAskAtOnce() {
        JsonNode server = realm.registerServer("https://gone.example.com", Map.of("scopes_supported", "gone:a"));
        String path = servers + "/" + server.get("server_id").asText();
        List<Answer> answers = AtOnce.send(realm, Collections.nCopies(6, admin -> admin.delete(path)));

        assertThat(answers)
                .allSatisfy(
                        answer -> assertThat(answer.status()).as(answer.body()).isIn(204, 404));
        assertThat(answers.stream().filter(answer -> answer.status() == 204)).hasSize(1);
        assertThat(deletions()).isEqualTo(1);
        assertThat(realm.admin().get(servers).json().get("total").asInt()).isZero();
    }

    private int deletions() {
        return realm.admin()
                .get(realm.adminPath("/admin-events?operationTypes=DELETE&resourcePath=mcp/servers/*"))
                .json()
                .size();
    }

    @RepeatedTest(5)
    void givesANewSecretOrFindsTheServerGoneWhileItIsRemoved() {
        JsonNode server = realm.registerServer("https://contested.example.com", Map.of());
        String path = servers + "/" + server.get("server_id").asText();
        Function<Admin, Answer> renewal = admin -> admin.post(path + "/secret", "");
        List<Answer> answers = AtOnce.send(realm, List.of(admin -> admin.delete(path), renewal, renewal, renewal));

        assertThat(answers.get(0).status()).as(answers.get(0).body()).isEqualTo(204);
        assertThat(answers.subList(1, 4))
                .allSatisfy(
                        answer -> assertThat(answer.status()).as(answer.body()).isIn(200, 404));
        assertThat(realm.admin().get(path).status()).isEqualTo(404);
    }

    @RepeatedTest(5)
    void knowsThatItHasServersThoughOneComesWhileTheLastGoes() {
        JsonNode server = realm.registerServer("https://last.example.com", Map.of());
        List<Answer> answers = AtOnce.send(
                realm,
                List.of(
                        admin -> admin.delete(
                                servers + "/" + server.get("server_id").asText()),
                        admin -> admin.post(
                                servers, Map.of("name", "First", "resource_uri", "https://first.example.com"))));

        assertThat(answers).extracting(Answer::status).containsExactly(204, 201);
        assertThat(isForMcp()).isTrue();
    }
}

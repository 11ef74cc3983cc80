/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keycloakmcp.tests.keycloak.Admin;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Two administrators at one thing: the second is told, and undoes nothing unseen. */
final class ChangedMeanwhileIT {

    private static final String RESOURCE = "https://shared.example.com";

    private static TestRealm realm;
    private static Admin admin;
    private static Servers servers;
    private static JsonNode server;

    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
        admin = realm.admin();
        servers = new Servers(realm);
        server = realm.registerServer(RESOURCE, Map.of());
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    private static String tag() {
        return admin.get(servers.path(server)).header("ETag");
    }

    private static Map<String, Object> named(String name) {
        return Map.of("name", name, "resource_uri", RESOURCE);
    }

    private static void isRefused(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(412);
        assertThat(answer.text("error")).isEqualTo("changed_meanwhile");
        assertThat(answer.text("error_description")).contains("in the meantime", "get");
    }

    @Test
    void theSecondChangeOfAServerIsRefused() {
        String seen = tag();
        Answer first = admin.putIf(servers.path(server), named("First"), seen);
        Answer second = admin.putIf(servers.path(server), named("Second"), seen);

        assertThat(first.status()).as(first.body()).isEqualTo(200);
        assertThat(first.header("ETag")).isNotEqualTo(seen).isEqualTo(tag());
        isRefused(second);
        assertThat(admin.get(servers.path(server)).text("name")).isEqualTo("First");
    }

    @Test
    void aChangeByAnotherToolCountsToo() {
        String seen = tag();
        servers.editClient(server, Map.of("description", "By hand"));

        isRefused(admin.putIf(servers.path(server), named("Mine"), seen));
    }

    @Test
    void whoSaysNothingReplacesWhateverThereIs() {
        assertThat(admin.put(servers.path(server), named("Whatever")).status()).isEqualTo(200);
        assertThat(admin.putIf(servers.path(server), named("Any"), "*").status())
                .isEqualTo(200);
    }

    @Test
    void oneOfTheTagsIsEnough() {
        assertThat(admin.putIf(servers.path(server), named("One of two"), "\"old\", " + tag())
                        .status())
                .isEqualTo(200);
    }

    @Test
    void whatIsNoTagMatchesNothing() {
        isRefused(admin.putIf(servers.path(server), named("x"), "\"\""));
    }

    @RepeatedTest(3)
    void ofTenChangesAtOnceOneIsMade() {
        String seen = tag();
        // A change that changes nothing leaves the tag as it is, and another one may follow.
        String race = UUID.randomUUID().toString();
        List<Function<Admin, Answer>> changes = IntStream.range(0, 10)
                .mapToObj(number -> (Function<Admin, Answer>)
                        at -> at.putIf(servers.path(server), named("Racer " + number + " in " + race), seen))
                .toList();
        List<Answer> answers = AtOnce.send(realm, changes);

        assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSize(1);
        answers.stream().filter(answer -> answer.status() != 200).forEach(ChangedMeanwhileIT::isRefused);
    }

    @Test
    void theSecondChangeOfTheSettingsIsRefused() {
        String path = realm.adminPath("/mcp/settings");
        String seen = admin.get(path).header("ETag");
        Answer first = admin.putIf(path, Map.of("default_token_lifetime", 600), seen);

        assertThat(first.status()).as(first.body()).isEqualTo(200);
        assertThat(first.header("ETag")).isNotEqualTo(seen);
        isRefused(admin.putIf(path, Map.of(), seen));
        assertThat(admin.get(path).json().get("default_token_lifetime").asInt()).isEqualTo(600);
        assertThat(admin.put(path, Map.of()).status()).isEqualTo(200);
    }
}

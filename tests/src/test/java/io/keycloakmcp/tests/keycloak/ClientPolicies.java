/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The client policies of a realm, as its administrator sets them. */
public final class ClientPolicies {

    private static final Path DOCUMENT = Path.of(System.getProperty("basedir"), "..", "docs", "client-policies.md");
    private static final Pattern JSON_BLOCK = Pattern.compile("```json\\n(.*?)```", Pattern.DOTALL);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final TestRealm realm;

    /**
     * The policies of a realm.
     *
     * @param realm the realm
     */
    public ClientPolicies(TestRealm realm) {
        this.realm = realm;
    }

    /**
     * A condition or executor with its settings.
     *
     * @param kind {@code condition} or {@code executor}
     * @param id the id of the provider
     * @param configuration the settings
     * @return what goes into a policy or profile
     */
    public static Map<String, Object> part(String kind, String id, Object configuration) {
        return Map.of(kind, id, "configuration", configuration);
    }

    /**
     * Sets one policy with one executor, in the place of what there was.
     *
     * @param executor the executor
     * @param conditions the conditions
     */
    public void set(Map<String, Object> executor, List<Map<String, Object>> conditions) {
        saved(putProfiles(Map.of("profiles", List.of(Map.of("name", "profile", "executors", List.of(executor))))));
        saved(putPolicies(Map.of(
                "policies",
                List.of(Map.of(
                        "name",
                        "policy",
                        "enabled",
                        true,
                        "conditions",
                        conditions,
                        "profiles",
                        List.of("profile"))))));
    }

    /**
     * Sets what an example of the documentation says, in the place of what there was.
     *
     * @param text what only the policies of that example have
     */
    public void setDocumented(String text) {
        JsonNode examples = documented("policies", text);
        String profile = examples.at("/policies/0/profiles/0").asText();
        saved(putProfiles(documented("profiles", profile)));
        saved(putPolicies(examples));
    }

    /**
     * An example of the documentation.
     *
     * @param member a member that it has
     * @param text what no other example with that member has
     * @return the JSON
     */
    public static JsonNode documented(String member, String text) {
        try {
            List<JsonNode> blocks = JSON_BLOCK
                    .matcher(Files.readString(DOCUMENT))
                    .results()
                    .map((MatchResult block) -> read(block.group(1)))
                    .filter(block -> block.has(member) && block.toString().contains(text))
                    .toList();
            assertThat(blocks).as(member + " about " + text).hasSize(1);
            return blocks.get(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode read(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError("Not JSON: " + json, e);
        }
    }

    private static void saved(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(204);
    }

    /** Takes all policies away. */
    public void clear() {
        saved(putPolicies(Map.of("policies", List.of())));
    }

    /**
     * Replaces the profiles.
     *
     * @param profiles the representation
     * @return the answer
     */
    public Answer putProfiles(Object profiles) {
        return realm.admin().put(realm.adminPath("/client-policies/profiles"), profiles);
    }

    /**
     * Replaces the policies.
     *
     * @param policies the representation
     * @return the answer
     */
    public Answer putPolicies(Object policies) {
        return realm.admin().put(realm.adminPath("/client-policies/policies"), policies);
    }
}

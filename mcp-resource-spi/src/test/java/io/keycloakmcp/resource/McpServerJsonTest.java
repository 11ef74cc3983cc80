/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.util.JsonSerialization;

/** The fields of an MCP server in JSON: defaults, rules, and how it says what is wrong. */
final class McpServerJsonTest {

    private static final String RESOURCE = "https://mcp.example.com";
    private static final RealmSettings DEFAULTS = new RealmSettings(ResourceParameter.ENFORCE, 3600);

    /** The settings of a description that has a name, a resource URI, and these members instead or besides. */
    private static McpServerSettings read(String members) {
        try {
            return McpServerJson.read(description(members).toString(), DEFAULTS, Optional.empty());
        } catch (InvalidFields e) {
            throw new AssertionError("refused: " + e.errors(), e);
        }
    }

    private static List<FieldError> errors(String json) {
        InvalidFields refused =
                catchThrowableOfType(InvalidFields.class, () -> McpServerJson.read(json, DEFAULTS, Optional.empty()));
        assertThat(refused).as(json).isNotNull();
        return refused.errors();
    }

    private static void refuses(String members, String field, String message) {
        assertThat(errors(description(members).toString())).containsExactly(new FieldError(field, message));
    }

    /** What becomes of a server with these scopes when somebody sends these members instead or besides. */
    private static List<ServerScope> changed(String scopesBefore, String members) throws InvalidFields {
        McpServer before = new McpServer(
                "the-uuid", OffsetDateTime.parse("2026-11-21T10:00:00Z"), Instant.EPOCH, read(scopesBefore));
        return McpServerJson.read(description(members).toString(), DEFAULTS, Optional.of(before))
                .scopes();
    }

    private static ServerScope scope(String name, String description, String... roles) {
        return new ServerScope(name, Optional.ofNullable(description), List.of(roles));
    }

    private static ObjectNode description(String members) {
        try {
            ObjectNode json = JsonNodeFactory.instance.objectNode();
            json.put("name", "Files").put("resource_uri", RESOURCE);
            JsonNode more = JsonSerialization.mapper.readTree("{" + members + "}");
            return json.setAll((ObjectNode) more);
        } catch (IOException e) {
            throw new AssertionError(members, e);
        }
    }

    private static String quoted(String text) {
        return JsonNodeFactory.instance.textNode(text).toString();
    }

    @Test
    void needsNoMoreThanANameAndAResource() {
        McpServerSettings settings = read("");

        assertThat(settings.name()).isEqualTo("Files");
        assertThat(settings.resource().registered()).isEqualTo(RESOURCE);
        assertThat(settings.description()).isEmpty();
        assertThat(settings.endpointUrl()).isEmpty();
        assertThat(settings.transport()).isEqualTo(Transport.HTTP_STREAMABLE);
        assertThat(settings.authMode()).isEqualTo(AuthMode.OAUTH);
        assertThat(settings.status()).isEqualTo(ServerStatus.ACTIVE);
        assertThat(settings.scopeNames()).isEmpty();
        assertThat(settings.tokenLifetime()).isEqualTo(3600);
        assertThat(settings.access().allowedClientIds()).isEmpty();
        assertThat(settings.requirePkce()).isTrue();
        assertThat(settings.requireResourceParam()).isTrue();
        assertThat(settings.requireDpop()).isFalse();
        assertThat(settings.access().requiredRoles()).isEmpty();
        assertThat(settings.access().requiredGroups()).isEmpty();
        assertThat(settings.access().organization()).isEmpty();
        assertThat(settings.exchangeTargets()).isEmpty();
        assertThat(settings.contact()).isEmpty();
    }

    @Test
    void takesNullForADefault() {
        assertThat(read("\"description\":null,\"endpoint_url\":null,\"transport\":null,\"auth_mode\":null,"
                        + "\"status\":null,\"scopes_supported\":null,\"token_lifetime\":null,"
                        + "\"allowed_client_ids\":null,\"require_pkce\":null,\"require_resource_param\":null,"
                        + "\"require_dpop\":null,\"required_roles\":null,\"required_groups\":null,"
                        + "\"organization\":null,\"exchange_targets\":null,\"scopes\":null,\"contact\":null"))
                .isEqualTo(read(""));
    }

    @Test
    void ignoresWhatOnlyTheServerSetsAndWhatItDoesNotKnow() {
        assertThat(read("\"id\":7,\"server_id\":\"mcp_0\",\"created_at\":[],\"discovery\":{\"x\":1},"
                        + "\"client_secret\":\"s\",\"no_such_field\":true,\"mcp.status\":\"draft\""))
                .isEqualTo(read(""));
    }

    @Test
    void writesEveryFieldAndReadsItAgain() throws InvalidFields {
        ObjectNode json =
                description("\"description\":\"Reads files\",\"endpoint_url\":\"https://mcp.example.com/mcp\","
                        + "\"transport\":\"http_sse\",\"auth_mode\":\"none\",\"status\":\"draft\","
                        + "\"contact\":\"Ann\",\"scopes_supported\":[\"files:read\",\"files:write\"],"
                        + "\"scopes\":[{\"name\":\"files:read\",\"description\":null,\"required_roles\":[]},"
                        + "{\"name\":\"files:write\",\"description\":\"Change your files\","
                        + "\"required_roles\":[\"writer\"]}],\"token_lifetime\":60,"
                        + "\"allowed_client_ids\":[\"a\",\"b\"],\"allowed_products\":[\"Claude\"],\"require_pkce\":false,\"require_resource_param\":false,"
                        + "\"require_dpop\":true,\"required_roles\":[\"reader\",\"files/writer\"],"
                        + "\"required_groups\":[\"/staff\"],\"organization\":\"acme\","
                        + "\"exchange_targets\":[\"https://other.example.com\",\"billing\"]");

        assertThat(McpServerJson.write(McpServerJson.read(json, DEFAULTS))).isEqualTo(json);
    }

    @Test
    void writesDefaultsToo() {
        McpServer server =
                new McpServer("the-uuid", OffsetDateTime.parse("2026-11-21T10:00:00Z"), Instant.EPOCH, read(""));

        assertThat(McpServerJson.write(server).toString())
                .isEqualTo("{\"id\":\"the-uuid\",\"server_id\":\"mcp_490f20c457c8e7138766e73a\","
                        + "\"created_at\":\"2026-11-21T10:00:00Z\",\"name\":\"Files\","
                        + "\"resource_uri\":\"https://mcp.example.com\",\"description\":null,\"endpoint_url\":null,"
                        + "\"transport\":\"http_streamable\",\"auth_mode\":\"oauth\",\"status\":\"active\","
                        + "\"contact\":null,\"scopes_supported\":[],\"scopes\":[],\"token_lifetime\":3600,"
                        + "\"allowed_client_ids\":[],\"allowed_products\":[],\"required_roles\":[],\"required_groups\":[],"
                        + "\"organization\":null,\"exchange_targets\":[],\"require_pkce\":true,"
                        + "\"require_resource_param\":true,\"require_dpop\":false}");
    }

    @Test
    void saysAllThatIsWrongAtOnce() {
        assertThat(errors("{\"description\":1,\"endpoint_url\":\"ftp://x\",\"transport\":\"tcp\",\"auth_mode\":\"\","
                        + "\"status\":\"gone\",\"scopes_supported\":{},\"token_lifetime\":59,"
                        + "\"allowed_client_ids\":\"a\",\"require_pkce\":\"yes\",\"require_resource_param\":1,"
                        + "\"require_dpop\":[],\"required_roles\":[1]}"))
                .extracting(FieldError::field)
                .containsExactlyInAnyOrder(
                        "name",
                        "resource_uri",
                        "description",
                        "endpoint_url",
                        "transport",
                        "auth_mode",
                        "status",
                        "scopes_supported",
                        "token_lifetime",
                        "allowed_client_ids",
                        "require_pkce",
                        "require_resource_param",
                        "require_dpop",
                        "required_roles");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "name=Files", "{\"name\":}", "{'name':'Files'}", "<server/>", "{\"name\":\"\u0001\"}"})
    void refusesWhatIsNoJson(String body) {
        assertThat(errors(body)).hasSize(1).allSatisfy(error -> {
            assertThat(error.field()).isEmpty();
            assertThat(error.message()).isIn("the body must be JSON", "the body must be a JSON object");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "true", "7", "\"Files\"", "[]", "[{\"name\":\"Files\"}]"})
    void refusesJsonThatIsNoObject(String body) {
        assertThat(errors(body)).containsExactly(new FieldError("", "the body must be a JSON object"));
    }

    @ParameterizedTest
    @CsvSource({"name", "resource_uri"})
    void refusesADescriptionWithoutWhatItNeeds(String field) {
        refuses("\"" + field + "\":null", field, "is required");
        refuses("\"" + field + "\":\"\"", field, "is required");
        refuses("\"" + field + "\":\" \\t\"", field, "is required");
        ObjectNode without = description("");
        without.remove(field);
        assertThat(errors(without.toString())).containsExactly(new FieldError(field, "is required"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "resource_uri", "description", "endpoint_url", "transport", "auth_mode", "status"})
    void refusesAnythingButTextForAText(String field) {
        refuses("\"" + field + "\":7", field, "must be a string");
        refuses("\"" + field + "\":true", field, "must be a string");
        refuses("\"" + field + "\":[\"a\"]", field, "must be a string");
        refuses("\"" + field + "\":{}", field, "must be a string");
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "description"})
    void keepsTextsThatFitTheDatabase(String field) {
        read("\"" + field + "\":\"" + "x".repeat(255) + "\"");
        read("\"" + field + "\":\"" + " ".repeat(9) + "x".repeat(255) + " \"");
        refuses("\"" + field + "\":\"" + "x".repeat(256) + "\"", field, "must not be longer than 255 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\u0000b", "a\u007fb", "a\u001b[31mb"})
    void refusesControlCharacters(String text) {
        String message = "must not contain control characters, such as line breaks";
        refuses("\"name\":" + quoted(text), "name", message);
        refuses("\"description\":" + quoted(text), "description", message);
    }

    @Test
    void dropsWhiteSpaceAroundTexts() {
        McpServerSettings settings = read("\"name\":\" My files\\n\",\"description\":\"  \","
                + "\"resource_uri\":\" https://mcp.example.com/mcp\\t\",\"status\":\" draft \"");

        assertThat(settings.name()).isEqualTo("My files");
        assertThat(settings.description()).isEmpty();
        assertThat(settings.resource().registered()).isEqualTo("https://mcp.example.com/mcp");
        assertThat(settings.status()).isEqualTo(ServerStatus.DRAFT);
    }

    @Test
    void refusesAResourceUriWithTheReason() {
        refuses(
                "\"resource_uri\":\"https://mcp.example.com/#x\"",
                "resource_uri",
                "must not have a fragment: remove everything from # on");
        refuses(
                "\"endpoint_url\":\"http://mcp.example.com/mcp\"",
                "endpoint_url",
                "must use https: http is accepted only for localhost, 127.0.0.1 and [::1], while developing");
    }

    @Test
    void acceptsAnEndpointAtOrBelowTheResource() {
        assertThat(read("\"endpoint_url\":\"https://mcp.example.com\"").endpointUrl())
                .hasValueSatisfying(endpoint -> assertThat(endpoint).hasToString("https://mcp.example.com"));
        assertThat(read("\"endpoint_url\":\"https://MCP.example.com/a/b\"").endpointUrl())
                .hasValueSatisfying(endpoint -> assertThat(endpoint).hasToString("https://MCP.example.com/a/b"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://mcp.example.com",
                "https://mcp.example.com/mcpx",
                "https://mcp.example.com/mcp/../x",
                "https://evil.example/mcp",
                "https://mcp.example.com:8443/mcp",
                "http://localhost/mcp"
            })
    void refusesAnEndpointThatClientsWouldRefuse(String endpoint) {
        refuses(
                "\"resource_uri\":\"https://mcp.example.com/mcp\",\"endpoint_url\":\"" + endpoint + "\"",
                "endpoint_url",
                "must be at or below resource_uri: MCP clients accept no other address");
    }

    @ParameterizedTest
    @CsvSource({"http_streamable, HTTP_STREAMABLE", "http_sse, HTTP_SSE", "stdio, STDIO"})
    void knowsTheTransports(String wire, Transport transport) {
        assertThat(read("\"transport\":\"" + wire + "\"").transport()).isEqualTo(transport);
    }

    @ParameterizedTest
    @CsvSource({"oauth, OAUTH", "none, NONE"})
    void knowsTheAuthModes(String wire, AuthMode authMode) {
        assertThat(read("\"auth_mode\":\"" + wire + "\"").authMode()).isEqualTo(authMode);
    }

    @ParameterizedTest
    @CsvSource({"active, ACTIVE", "draft, DRAFT", "suspended, SUSPENDED"})
    void knowsTheStates(String wire, ServerStatus status) {
        assertThat(read("\"status\":\"" + wire + "\"").status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "transport, HTTP_SSE, 'must be one of http_streamable, http_sse, stdio'",
        "transport, sse, 'must be one of http_streamable, http_sse, stdio'",
        "auth_mode, bearer, 'must be one of oauth, none'",
        "auth_mode, '', 'must be one of oauth, none'",
        "status, Active, 'must be one of active, draft, suspended'",
        "status, deleted, 'must be one of active, draft, suspended'"
    })
    void refusesAnUnknownWord(String field, String word, String message) {
        refuses("\"" + field + "\":\"" + word + "\"", field, message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"a:read a:write\"",
                "\"a:read,a:write\"",
                "\"  a:read ,\\t a:write,,\\n\"",
                "\"a:read a:write a:read\"",
                "[\"a:read\",\"a:write\"]",
                "[\" a:read\",\"a:write \",\"a:read\"]"
            })
    void readsScopesFromAListOrAText(String scopes) {
        assertThat(read("\"scopes_supported\":" + scopes).scopeNames()).containsExactly("a:read", "a:write");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"\"", "\" , \""})
    void readsNoScopesFromNothing(String scopes) {
        assertThat(read("\"scopes_supported\":" + scopes).scopeNames()).isEmpty();
    }

    @Test
    void keepsEveryCharacterThatAScopeMayHave() {
        String all = IntStream.rangeClosed(0x21, 0x7e)
                .filter(character -> "\"\\,".indexOf(character) < 0)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();

        assertThat(read("\"scopes_supported\":[\"" + all + "\"]").scopeNames()).containsExactly(all);
        assertThat(read("\"scopes_supported\":\"" + all + "\"").scopeNames()).containsExactly(all);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[\"a b\"]",
                "[\"a,b\"]",
                "[\"a\\\"b\"]",
                "[\"a\\\\b\"]",
                "[\"caf\\u00e9\"]",
                "[\"ok\",\"a\\u00a0b\"]",
                "\"a\\\"b\"",
                "\"caf\\u00e9\""
            })
    void refusesWhatIsNoScopeName(String scopes) {
        refuses(
                "\"scopes_supported\":" + scopes,
                "scopes_supported",
                "has a scope that is no OAuth scope name: use up to 200 ASCII letters, digits and punctuation, without"
                        + " space, comma, quote and backslash");
    }

    @Test
    void keepsScopesThatFitTheDatabase() {
        read("\"scopes_supported\":[\"" + "s".repeat(200) + "\"]");
        assertThat(errors(description("\"scopes_supported\":\"" + "s".repeat(201) + "\"")
                        .toString()))
                .extracting(FieldError::field)
                .containsExactly("scopes_supported");
    }

    @Test
    void acceptsTwoHundredScopesAndNotOneMore() {
        assertThat(read("\"scopes_supported\":" + numbered(200)).scopeNames()).hasSize(200);
        refuses("\"scopes_supported\":" + numbered(201), "scopes_supported", "must not have more than 200 scopes");
    }

    private static ArrayNode numbered(int count) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        IntStream.range(0, count).forEach(number -> array.add("n" + number));
        return array;
    }

    @ParameterizedTest
    @ValueSource(strings = {"60", "3600", "86400"})
    void acceptsALifetimeFromAMinuteToADay(String seconds) {
        assertThat(read("\"token_lifetime\":" + seconds).tokenLifetime()).isEqualTo(Integer.parseInt(seconds));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "59",
                "86401",
                "0",
                "-60",
                "3600.0",
                "3600.5",
                "\"3600\"",
                "true",
                "[3600]",
                "4294970896",
                "99999999999999999999"
            })
    void refusesAnotherLifetime(String seconds) {
        refuses(
                "\"token_lifetime\":" + seconds,
                "token_lifetime",
                "must be a whole number of seconds between 60 and 86400");
    }

    @ParameterizedTest
    @ValueSource(strings = {"require_pkce", "require_resource_param", "require_dpop"})
    void acceptsNothingButTrueAndFalseForASwitch(String field) {
        ObjectNode on = McpServerJson.write(read("\"" + field + "\":true"));
        ObjectNode off = McpServerJson.write(read("\"" + field + "\":false"));

        assertThat(on.get(field).booleanValue()).isTrue();
        assertThat(off.get(field).booleanValue()).isFalse();
        for (String other : List.of("\"true\"", "\"false\"", "0", "1", "[]", "{}")) {
            refuses("\"" + field + "\":" + other, field, "must be true or false");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"allowed_client_ids", "required_roles"})
    void readsAListOfTextsEachOnce(String field) {
        ObjectNode json = McpServerJson.write(read("\"" + field + "\":[\"b\",\" a \",\"b\"]"));

        assertThat(json.get(field)).extracting(JsonNode::textValue).containsExactly("b", "a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"allowed_client_ids", "required_roles", "scopes_supported"})
    void refusesAListOfOtherThings(String field) {
        for (String other : List.of("7", "true", "{}", "[7]", "[null]", "[\"\"]", "[\" \"]", "[[\"a\"]]")) {
            refuses("\"" + field + "\":" + other, field, "must be an array of strings");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"allowed_client_ids", "required_roles"})
    void refusesATextForAList(String field) {
        refuses("\"" + field + "\":\"a b\"", field, "must be an array of strings");
    }

    @ParameterizedTest
    @ValueSource(strings = {"allowed_client_ids", "required_roles", "scopes_supported"})
    void refusesAnEntryThatWouldBecomeTwo(String field) {
        refuses("\"" + field + "\":[\"a##b\"]", field, "must not have an entry with ## in it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"allowed_client_ids", "required_roles"})
    void acceptsAThousandEntriesAndNotOneMore(String field) {
        read("\"" + field + "\":" + numbered(1000));
        refuses("\"" + field + "\":" + numbered(1001), field, "must not have more than 1000 entries");
    }

    @Test
    void aScopeMayHaveADescriptionAndRoles() {
        assertThat(read("\"scopes\":[\"a\",{\"name\":\"b\",\"description\":\"Do b\"},"
                                + "{\"name\":\"c\",\"required_roles\":[\"r\",\"client/r\"]}]")
                        .scopes())
                .containsExactly(scope("a", null), scope("b", "Do b"), scope("c", null, "r", "client/r"));
    }

    @Test
    void scopesMayComeBothWaysIfTheyAreTheSame() {
        assertThat(read("\"scopes_supported\":\"b a\",\"scopes\":[{\"name\":\"a\",\"description\":\"Do a\"},\"b\"]")
                        .scopes())
                .containsExactly(scope("b", null), scope("a", "Do a"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"scopes_supported\":[\"a\",\"b\"],\"scopes\":[\"a\"]",
                "\"scopes_supported\":[\"a\"],\"scopes\":[\"a\",\"b\"]",
                "\"scopes_supported\":[],\"scopes\":[\"a\"]",
                "\"scopes_supported\":[\"a\"],\"scopes\":[]"
            })
    void scopesThatSayTwoThingsAreRefused(String members) {
        refuses(
                members,
                "scopes",
                "has other names than scopes_supported: make them the same, or leave one of them out");
    }

    @Test
    void whoSendsAServerBackWithOtherNamesMeansTheNames() throws InvalidFields {
        String before = "\"scopes\":[\"a\",{\"name\":\"b\",\"required_roles\":[\"r\"]}]";

        assertThat(changed(before, before + ",\"scopes_supported\":[\"b\",\"c\"]"))
                .containsExactly(scope("b", null, "r"), scope("c", null));
    }

    @Test
    void whoLeavesOutTheObjectsLeavesOutWhatTheySaid() throws InvalidFields {
        assertThat(changed("\"scopes\":[{\"name\":\"b\",\"required_roles\":[\"r\"]}]", "\"scopes_supported\":[\"b\"]"))
                .containsExactly(scope("b", null));
    }

    @Test
    void aRestrictionIsNotLostWithOneOfTwoListsThatDisagree() {
        InvalidFields refused = catchThrowableOfType(
                InvalidFields.class,
                () -> changed(
                        "\"scopes\":[\"a\",{\"name\":\"b\",\"required_roles\":[\"r\"]}]",
                        "\"scopes_supported\":[\"a\",\"b\"],\"scopes\":[\"a\"]"));

        assertThat(refused.errors()).extracting(FieldError::field).containsExactly("scopes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|must be an array",
                "\"a\"|must be an array",
                "[1]|entry 1: must be a name or an object",
                "[{}]|entry 1: name is required",
                "[\"a\",{\"name\":7}]|entry 2: name must be a string",
                "[{\"name\":\"a\",\"description\":7}]|entry 1: description must be a string",
                "[{\"name\":\"a\",\"required_roles\":\"r\"}]|entry 1: required_roles must be an array of strings",
                "[\"a\",\"a\"]|has two entries with one name; the second is entry 2"
            })
    void scopesThatAreNoScopesAreRefused(String scopes, String message) {
        refuses("\"scopes\":" + scopes, "scopes", message);
    }

    @Test
    void aScopeNameThatIsNoneIsRefusedInAnObjectToo() {
        assertThat(errors(description("\"scopes\":[{\"name\":\"a b\"}]").toString()))
                .singleElement()
                .satisfies(error -> assertThat(error.message()).startsWith("entry 1: name is no OAuth scope name"));
    }

    @Test
    void anEmptyOrganizationIsNotTakenForNone() {
        refuses("\"organization\":\" \"", "organization", "must not be empty: leave it out if it is not needed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"allowed_client_ids", "required_roles", "required_groups", "exchange_targets", "scopes_supported"
            })
    void aListTakesNoControlCharacters(String field) {
        assertThat(errors(description("\"" + field + "\":[\"a\\u0000b\"]").toString()))
                .extracting(FieldError::field)
                .contains(field);
    }

    @Test
    void theRealmMayHaveAnotherDefaultLifetime() throws InvalidFields {
        RealmSettings longer = new RealmSettings(ResourceParameter.ENFORCE, 7200);

        assertThat(McpServerJson.read(description("").toString(), longer, Optional.empty())
                        .tokenLifetime())
                .isEqualTo(7200);
    }
}

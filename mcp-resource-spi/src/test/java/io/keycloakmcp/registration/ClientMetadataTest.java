/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.keycloakmcp.client.InvalidMetadata;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How leniently, and how strictly, a registration request is read. */
final class ClientMetadataTest {

    private static final String REDIRECT = "\"redirect_uris\":[\"http://localhost/callback\"]";
    private static final String DEVICE = "urn:ietf:params:oauth:grant-type:device_code";

    private static ClientMetadata read(String body) {
        try {
            return ClientMetadata.read(RegistrationRequest.parse(body), false);
        } catch (RegistrationError | InvalidMetadata e) {
            throw new AssertionError(body + " is refused: " + e.getMessage(), e);
        }
    }

    private static ClientMetadata with(String members) {
        return read("{" + REDIRECT + "," + members + "}");
    }

    private static String refusal(String body) {
        Throwable refused = catchThrowable(() -> ClientMetadata.read(RegistrationRequest.parse(body), false));
        assertThat(refused).as(body).isInstanceOfAny(RegistrationError.class, InvalidMetadata.class);
        return refused.getMessage();
    }

    private static String refusalWith(String members) {
        return refusal("{" + REDIRECT + "," + members + "}");
    }

    private static String quoted(String text) {
        return JsonNodeFactory.instance.textNode(text).toString();
    }

    @Test
    void hasTheDefaultsOfTheStandard() {
        ClientMetadata metadata = read("{" + REDIRECT + "}");

        assertThat(metadata.name()).isEqualTo("MCP client");
        assertThat(metadata.redirectUris()).containsExactly("http://localhost/callback");
        assertThat(metadata.authMethod()).isEqualTo(AuthMethod.NONE);
        assertThat(metadata.grantTypes()).containsExactly("authorization_code");
        assertThat(metadata.scopes()).isEmpty();
        assertThat(metadata.clientUri()).isEmpty();
        assertThat(metadata.policyUri()).isEmpty();
        assertThat(metadata.tosUri()).isEmpty();
        assertThat(metadata.applicationType()).isEmpty();
        assertThat(metadata.softwareId()).isEmpty();
        assertThat(metadata.softwareVersion()).isEmpty();
    }

    @Test
    void readsAllThatItKeeps() {
        ClientMetadata metadata = with("\"client_name\":\" My client \",\"token_endpoint_auth_method\":\"none\","
                + "\"grant_types\":[\"refresh_token\",\"authorization_code\",\"" + DEVICE + "\"],"
                + "\"scope\":\"openid  a:read\\ta:read\",\"client_uri\":\"https://client.example\","
                + "\"policy_uri\":\"https://client.example/policy\",\"tos_uri\":\"https://client.example/tos\","
                + "\"application_type\":\"native\",\"software_id\":\"the-software\",\"software_version\":\"1.0\"");

        assertThat(metadata.name()).isEqualTo("My client");
        assertThat(metadata.authMethod()).isEqualTo(AuthMethod.NONE);
        assertThat(metadata.grantTypes()).containsExactly("refresh_token", "authorization_code", DEVICE);
        assertThat(metadata.scopes())
                .hasValueSatisfying(scopes -> assertThat(scopes).containsExactly("openid", "a:read"));
        assertThat(metadata.clientUri()).hasValue("https://client.example");
        assertThat(metadata.policyUri()).hasValue("https://client.example/policy");
        assertThat(metadata.tosUri()).hasValue("https://client.example/tos");
        assertThat(metadata.applicationType()).hasValue("native");
        assertThat(metadata.softwareId()).hasValue("the-software");
        assertThat(metadata.softwareVersion()).hasValue("1.0");
    }

    @Test
    void ignoresWhatItDoesNotKnow() {
        assertThat(with("\"code_challenge_method\":[\"S256\"],\"resource\":\"https://mcp.example.com\","
                        + "\"response_types\":[\"token\"],\"logo_uri\":\"https://client.example/logo.png\","
                        + "\"contacts\":7,\"jwks\":{},\"client_id\":\"mine\",\"client_secret\":\"mine\","
                        + "\"consent_required\":false,\"attributes\":{\"mcp.client\":\"x\"},\"x\":null"))
                .isEqualTo(read("{" + REDIRECT + "}"));
    }

    @Test
    void takesNullAndNothingForNotSaid() {
        assertThat(with("\"client_name\":null,\"token_endpoint_auth_method\":null,\"grant_types\":null,\"scope\":\"\","
                        + "\"client_uri\":\"\",\"policy_uri\":null,\"tos_uri\":\" \",\"application_type\":\"\","
                        + "\"software_id\":null,\"software_version\":\"\""))
                .isEqualTo(read("{" + REDIRECT + "}"));
        assertThat(read("{\"redirect_uris\":null}").redirectUris()).isEmpty();
        assertThat(read("{}").redirectUris()).isEmpty();
    }

    @Test
    void takesAnotherKindOfValueForNotSaid() {
        assertThat(with("\"client_name\":7,\"token_endpoint_auth_method\":[\"none\"],\"scope\":[\"a:read\"],"
                        + "\"client_uri\":{},\"application_type\":true,\"software_id\":1,\"software_version\":1.0"))
                .isEqualTo(read("{" + REDIRECT + "}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "null", "[]", "7", "\"x\"", "redirect_uris=x", "{'redirect_uris':[]}"})
    void refusesWhatIsNoJsonObject(String body) {
        assertThat(refusal(body)).isEqualTo("The body is not a JSON object. Send the client metadata as one");
    }

    @Test
    void refusesNoBodyAndAnEndlessOne() {
        String message = "Send a JSON object of at most 65536 characters";
        String padding = " ".repeat(65_536 - REDIRECT.length() - 2);

        assertThat(refusal(null)).isEqualTo(message);
        read("{" + REDIRECT + padding + "}");
        assertThat(refusal("{" + REDIRECT + padding + " }")).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource({"none, NONE", "client_secret_basic, CLIENT_SECRET_BASIC", "client_secret_post, CLIENT_SECRET_POST"})
    void knowsTheWaysToAuthenticate(String method, AuthMethod expected) {
        assertThat(with("\"token_endpoint_auth_method\":\"" + method + "\"").authMethod())
                .isEqualTo(expected);
    }

    @Test
    void takesAClientOnTheUsersComputerForPublicUnlessItSaysOtherwise() {
        assertThat(read("{\"redirect_uris\":[\"http://localhost/a\",\"http://[::1]:7/b\"]}")
                        .authMethod())
                .isEqualTo(AuthMethod.NONE);
        assertThat(read("{\"redirect_uris\":[\"http://localhost/a\",\"https://client.example\"]}")
                        .authMethod())
                .isEqualTo(AuthMethod.CLIENT_SECRET_BASIC);
        assertThat(read("{\"redirect_uris\":[\"https://client.example\"]}").authMethod())
                .isEqualTo(AuthMethod.CLIENT_SECRET_BASIC);
        assertThat(read("{}").authMethod()).isEqualTo(AuthMethod.CLIENT_SECRET_BASIC);
    }

    @ParameterizedTest
    @ValueSource(strings = {"client_secret_jwt", "tls_client_auth", "None", "NONE", "x"})
    void refusesAnotherWayToAuthenticate(String method) {
        assertThat(refusalWith("\"token_endpoint_auth_method\":\"" + method + "\""))
                .isEqualTo("token_endpoint_auth_method must be none, client_secret_basic, client_secret_post or"
                        + " private_key_jwt");
    }

    private static final String KEY = "{\"kty\":\"RSA\",\"kid\":\"1\",\"e\":\"AQAB\",\"n\":\"4f5w"
            + "f5wg5l2hKsTeNem_V41fGnJm6gOdrj8ym3rFkEjWT2btf02fA".repeat(4) + "\"%s}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"jwks\":7",
                "\"jwks\":[]",
                "\"jwks\":{}",
                "\"jwks\":{\"keys\":[]}",
                "\"jwks\":{\"keys\":[7]}",
                "\"jwks\":{\"keys\":[{\"kty\":\"EC\"}]}",
                "\"jwks\":{\"keys\":[{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}]}"
            })
    void refusesKeysThatVerifyNothing(String member) {
        assertThat(refusalWith("\"token_endpoint_auth_method\":\"private_key_jwt\"," + member))
                .contains("key");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://client.example/keys",
                "https://user@client.example/keys",
                "https://client.example/keys#x",
                "file:///etc/passwd",
                "keys"
            })
    void refusesToLookForKeysWhereNoneAre(String uri) {
        assertThat(refusalWith("\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks_uri\":\"" + uri + "\""))
                .contains("jwks_uri must be an https URL");
    }

    /** Keycloak looks only at keys that say what they are for. */
    @Test
    void takesKeysThatDoNotSayWhatTheyAreFor() {
        PublicKeys keys = with("\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks\":{\"keys\":["
                        + KEY.formatted("") + "]}")
                .keys()
                .orElseThrow();

        assertThat(keys.json().toString()).as("as it was sent").doesNotContain("use");
        assertThat(keys.usable().text()).contains("\"use\":\"sig\"");
    }

    @Test
    void refusesKeysInTwoPlaces() {
        assertThat(refusalWith("\"token_endpoint_auth_method\":\"private_key_jwt\","
                        + "\"jwks_uri\":\"https://client.example/keys\",\"jwks\":{\"keys\":[" + KEY.formatted("")
                        + "]}"))
                .contains("not be sent both");
    }

    @Test
    void refusesKeysThatShouldHaveStayedWithTheClient() {
        assertThat(refusalWith("\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks\":{\"keys\":["
                        + KEY.formatted(",\"d\":\"x\"") + "]}"))
                .contains("private or symmetric");
    }

    @Test
    void tellsWhatItDoesNotRegister() throws RegistrationError, InvalidMetadata {
        var sent = RegistrationRequest.parse("{" + REDIRECT
                + ",\"client_id\":\"mine\",\"grant_types\":[\"authorization_code\",\"implicit\",\"a\\u202eb\"],"
                + "\"response_types\":[\"code\",\"token\"],\"logo_uri\":\"https://client.example/logo.png\",\"x\":null,"
                + "\"tos_uri\":\"\",\"policy_uri\":\"http://client.example\",\"scope\":\"openid a:read b:read\","
                + "\"code_challenge_method\":[\"S256\"],\"a member\\nwith a line\":1}");
        ClientMetadata metadata = ClientMetadata.read(sent, false);
        var registered = metadata.json(Set.of("openid", "a:read"));

        assertThat(new RegistrationRequest(sent, metadata, false, Optional.empty()).dropped(registered))
                .containsExactly(
                        "grant_types: implicit",
                        "grant_types: (a name that is not plain)",
                        "response_types: token",
                        "logo_uri",
                        "policy_uri",
                        "scope: b:read",
                        "code_challenge_method",
                        "(a name that is not plain)");
        assertThat(registered.get("scope").asText()).isEqualTo("openid a:read");
    }

    @Test
    void writesNoMemberThatIsEmpty() {
        assertThat(List.copyOf(read("{" + REDIRECT + ",\"scope\":\"x\"}")
                                .json(Set.of("openid"))
                                .properties())
                        .stream()
                        .map(Map.Entry::getKey))
                .containsExactly(
                        "client_name", "redirect_uris", "grant_types", "response_types", "token_endpoint_auth_method");
    }

    @Test
    void dropsGrantsThatItDoesNotOffer() {
        assertThat(with("\"grant_types\":[\"authorization_code\",\"refresh_token\","
                                + "\"urn:ietf:params:oauth:grant-type:jwt-bearer\",\"client_credentials\",\"implicit\","
                                + "\"password\",\"authorization_code\",\"x\"]")
                        .grantTypes())
                .containsExactly("authorization_code", "refresh_token");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[\"refresh_token\"]",
                "[\"client_credentials\"]",
                "[\"urn:ietf:params:oauth:grant-type:device_code\"]",
                "[\"AUTHORIZATION_CODE\"]",
                "[\"implicit\",\"password\"]"
            })
    void refusesAClientThatCannotUseCodes(String grantTypes) {
        assertThat(refusalWith("\"grant_types\":" + grantTypes))
                .isEqualTo("grant_types must contain authorization_code");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "redirect_uris|\"http://localhost\"",
                "redirect_uris|{\"a\":\"http://localhost\"}",
                "redirect_uris|7",
                "redirect_uris|true",
                "redirect_uris|[\"\"]",
                "redirect_uris|[\" \"]",
                "redirect_uris|[[\"http://localhost\"]]",
                "redirect_uris|[{}]",
                "grant_types|\"authorization_code\"",
                "grant_types|{}",
                "grant_types|[[]]",
                "grant_types|7"
            })
    void refusesListsThatAreNone(String member, String value) {
        assertThat(refusal("{\"" + member + "\":" + value + "}")).isEqualTo(member + " must be an array of strings");
    }

    @Test
    void takesARedirectUriThatIsThereTwiceOnce() {
        assertThat(read("{\"redirect_uris\":[\"http://localhost/b\",\"http://localhost/a\",\"http://localhost/b\"]}")
                        .redirectUris())
                .containsExactly("http://localhost/b", "http://localhost/a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Claude",
                "VS Code \u2013 Insiders",
                "\u4e2d\u6587\u5ba2\u6237\u7aef",
                "\ud83e\udd16 bot",
                "50 % $5 {x}",
                "<b>bold</b>",
                "a\u00a0b"
            })
    void acceptsNamesThatCanBeRead(String name) {
        assertThat(with("\"client_name\":" + quoted(name)).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\u0000b",
                "a\nb",
                "a\tb",
                "a\u007fb",
                "a\u0085b",
                "zero\u200bwidth",
                "left\u200emark",
                "over\u202eride",
                "iso\u2066late",
                "soft\u00adhyphen",
                "bom\ufeff",
                "word\u2060joiner",
                "line\u2028separator",
                "paragraph\u2029separator",
                "private\ue000use",
                "half a pair\ud800",
                "tag\udb40\udc41",
                "not assigned\uffff",
                "${client_account}",
                "Claude ${x}",
                "$${x}"
            })
    void refusesNamesThatDeceive(String name) {
        assertThat(refusalWith("\"client_name\":" + quoted(name)))
                .isEqualTo("client_name must have at most 255 characters, none of them invisible, and no placeholder");
    }

    @Test
    void acceptsNamesThatFitTheDatabase() {
        with("\"client_name\":\"" + "x".repeat(255) + "\"");
        refusalWith("\"client_name\":\"" + "x".repeat(256) + "\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://client.example",
                "javascript:alert(1)",
                "data:text/html,x",
                "https:client.example",
                "https://",
                "https:///x",
                "https://claude.ai@evil.example",
                "HTTPS://client.example",
                "client.example",
                "https://client.example/a b",
                "https://client.example/\u202e"
            })
    void dropsLinksThatPeopleShouldNotFollow(String link) {
        ClientMetadata metadata = with(
                "\"client_uri\":" + quoted(link) + ",\"policy_uri\":" + quoted(link) + ",\"tos_uri\":" + quoted(link));

        assertThat(metadata.clientUri()).isEmpty();
        assertThat(metadata.policyUri()).isEmpty();
        assertThat(metadata.tosUri()).isEmpty();
    }

    @Test
    void dropsWhatTheDatabaseCannotHold() {
        String tooLong = "x".repeat(256);
        ClientMetadata metadata = with("\"client_uri\":\"https://client.example/" + tooLong + "\",\"software_id\":\""
                + tooLong + "\",\"software_version\":\"" + tooLong + "\"");

        assertThat(metadata.clientUri()).isEmpty();
        assertThat(metadata.softwareId()).isEmpty();
        assertThat(metadata.softwareVersion()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"web, web", "native, native", "Native,", "service,", "x,"})
    void keepsTheApplicationTypesOfTheStandard(String type, String expected) {
        assertThat(with("\"application_type\":\"" + type + "\"")
                        .applicationType()
                        .orElse(null))
                .isEqualTo(expected);
    }
}

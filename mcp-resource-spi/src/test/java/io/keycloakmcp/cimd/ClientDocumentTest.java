/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.cimd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.keycloakmcp.client.InvalidMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.util.JsonSerialization;

/** How leniently, and how strictly, a client's metadata document is read. */
final class ClientDocumentTest {

    private static final String RSA = "{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\""
            + "4f5wg5l2hKsTeNem_V41fGnJm6gOdrj8ym3rFkEjWT2btf02fA".repeat(4) + "\"}";

    private static final String URL = "https://client.example/client.json";
    private static final String REQUIRED = "\"client_id\":\"" + URL
            + "\",\"client_name\":\"A client\",\"redirect_uris\":[\"http://127.0.0.1/callback\"]";
    private static final String KEYS = "\"jwks_uri\":\"https://client.example/jwks.json\"";

    private static ClientDocument read(String json) throws InvalidMetadata {
        try {
            return ClientDocument.read(URL, JsonSerialization.mapper.readTree(json));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static ClientDocument with(String members) {
        try {
            return read("{" + REQUIRED + (members.isEmpty() ? "" : ",") + members + "}");
        } catch (InvalidMetadata e) {
            throw new AssertionError(e);
        }
    }

    private static String refusal(String json) {
        InvalidMetadata refused = catchThrowableOfType(InvalidMetadata.class, () -> read(json));
        assertThat(refused).as(json).isNotNull();
        return refused.getMessage();
    }

    private static String refusalWith(String members) {
        return refusal("{" + REQUIRED + "," + members + "}");
    }

    @Test
    void needsNoMoreThanIdNameAndRedirectUris() {
        ClientDocument document = with("");

        assertThat(document.clientId()).isEqualTo(URL);
        assertThat(document.name()).isEqualTo("A client");
        assertThat(document.redirectUris()).containsExactly("http://127.0.0.1/callback");
        assertThat(document.grantTypes()).containsExactly("authorization_code");
        assertThat(document.authMethods()).containsExactly(AuthMethod.NONE);
        assertThat(document.dropped()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"client_name\":\"A\",\"redirect_uris\":[\"http://localhost/\"]}",
                "{\"client_id\":\"https://client.example/other.json\",\"client_name\":\"A\",\"redirect_uris\":[\"x\"]}",
                "{\"client_id\":\"https://client.example/client.json/\",\"client_name\":\"A\",\"redirect_uris\":[\"x\"]}",
                "{\"client_id\":\"HTTPS://client.example/client.json\",\"client_name\":\"A\",\"redirect_uris\":[\"x\"]}",
                "{\"client_id\":\" https://client.example/client.json\",\"client_name\":\"A\",\"redirect_uris\":[\"x\"]}",
                "{\"client_id\":[\"https://client.example/client.json\"],\"client_name\":\"A\",\"redirect_uris\":[\"x\"]}",
            })
    void mustHaveItsOwnUrlAsTheClientId(String json) {
        assertThat(refusal(json)).isEqualTo("client_id must be the URL of the document, character by character");
    }

    @Test
    void mustHaveANameAndRedirectUris() {
        assertThat(refusal("{\"client_id\":\"" + URL + "\",\"redirect_uris\":[\"http://localhost/\"]}"))
                .isEqualTo("client_name is missing");
        assertThat(refusal("{\"client_id\":\"" + URL + "\",\"client_name\":\" \",\"redirect_uris\":[\"x\"]}"))
                .isEqualTo("client_name is missing");
        assertThat(refusal("{\"client_id\":\"" + URL + "\",\"client_name\":\"A\"}"))
                .isEqualTo("redirect_uris is missing");
        assertThat(refusal("{\"client_id\":\"" + URL + "\",\"client_name\":\"A\",\"redirect_uris\":[]}"))
                .isEqualTo("redirect_uris is missing");
        assertThat(refusal("{\"client_id\":\"" + URL + "\",\"client_name\":\"A\",\"redirect_uris\":\"x\"}"))
                .isEqualTo("redirect_uris must be an array of strings");
        assertThat(refusal("[]")).isEqualTo("it must be a JSON object");
        assertThat(refusal("\"x\"")).isEqualTo("it must be a JSON object");
    }

    @ParameterizedTest
    @ValueSource(strings = {"A\u202ecalude", "A\u200bB", "A\u0000B", "A\nB", "A\ue000B", "${realm}", "A\u2028B"})
    void mustHaveANameThatCanBeShown(String name) {
        String json = "{\"client_id\":\"" + URL + "\",\"client_name\":"
                + JsonSerialization.mapper.getNodeFactory().textNode(name) + ",\"redirect_uris\":[\"x\"]}";

        assertThat(refusal(json)).startsWith("client_name must have at most 255 characters");
    }

    @Test
    void mustNotHaveASecret() {
        assertThat(refusalWith("\"client_secret\":\"s\"")).contains("client_secret");
        assertThat(refusalWith("\"client_secret\":null")).contains("client_secret");
        assertThat(refusalWith("\"client_secret_expires_at\":0")).contains("client_secret");
    }

    @Test
    void mayHaveWhatNobodyKnowsAndGrantsThatNobodyGets() {
        ClientDocument document = with(
                "\"grant_types\":[\"authorization_code\",\"refresh_token\","
                        + "\"urn:ietf:params:oauth:grant-type:jwt-bearer\"],\"code_challenge_methods_supported\":[\"S256\"],"
                        + "\"logo_uri\":\"https://elsewhere.example/logo.png\",\"contacts\":7,\"attributes\":{\"mcp.client\":\"x\"}");

        assertThat(document.grantTypes()).containsExactly("authorization_code", "refresh_token");
        assertThat(document.dropped())
                .containsExactly(
                        "grant_types: urn:ietf:params:oauth:grant-type:jwt-bearer",
                        "code_challenge_methods_supported: not used",
                        "logo_uri: not used",
                        "contacts: not used",
                        "attributes: not used");
    }

    @Test
    void keepsLinksThatPeopleMayFollow() {
        ClientDocument document =
                with("\"client_uri\":\"https://client.example\",\"policy_uri\":\"javascript:alert(1)\","
                        + "\"tos_uri\":\"http://client.example/tos\"");

        assertThat(document.clientUri()).contains("https://client.example");
        assertThat(document.policyUri()).isEmpty();
        assertThat(document.tosUri()).isEmpty();
        assertThat(document.dropped()).hasSize(2);
    }

    /** SEP-3149, rule by rule. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "~~ | none",
                "\"token_endpoint_auth_method\":\"none\" | none",
                "\"token_endpoint_auth_method\":\"private_key_jwt\" | private_key_jwt",
                // The list wins over the one method, whatever that is.
                "\"token_endpoint_auth_method\":\"private_key_jwt\",\"token_endpoint_auth_methods_supported\":[\"none\",\"private_key_jwt\"] | none private_key_jwt",
                "\"token_endpoint_auth_method\":\"tls_client_auth\",\"token_endpoint_auth_methods_supported\":[\"tls_client_auth\",\"none\"] | none",
                "\"token_endpoint_auth_method\":\"client_secret_basic\",\"token_endpoint_auth_methods_supported\":[\"none\"] | none",
                "\"token_endpoint_auth_method\":\"none\",\"token_endpoint_auth_methods_supported\":[\"private_key_jwt\"] | private_key_jwt",
                "\"token_endpoint_auth_methods_supported\":[\"private_key_jwt\",\"client_secret_post\"] | private_key_jwt",
                "\"token_endpoint_auth_methods_supported\":[],\"token_endpoint_auth_method\":\"none\" | none",
                "\"token_endpoint_auth_methods_supported\":null | none",
            })
    void mayListHowItAuthenticates(String members, String methods) {
        assertThat(AuthMethod.write(
                        with(KEYS + (members.isEmpty() ? "" : "," + members)).authMethods()))
                .isEqualTo(methods);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"token_endpoint_auth_method\":\"client_secret_basic\"",
                "\"token_endpoint_auth_method\":\"client_secret_post\"",
                "\"token_endpoint_auth_method\":\"client_secret_jwt\"",
                "\"token_endpoint_auth_method\":\"tls_client_auth\"",
                "\"token_endpoint_auth_methods_supported\":[\"client_secret_basic\"]",
                "\"token_endpoint_auth_methods_supported\":[\"tls_client_auth\"],\"token_endpoint_auth_method\":\"none\"",
                "\"token_endpoint_auth_methods_supported\":[\"NONE\"]",
            })
    void mustListAMethodThatWeHaveToo(String members) {
        assertThat(refusalWith(KEYS + "," + members)).contains("must name none or private_key_jwt");
    }

    @Test
    void mustHaveKeysToSignWith() {
        assertThat(refusalWith("\"token_endpoint_auth_method\":\"private_key_jwt\""))
                .isEqualTo("private_key_jwt needs jwks_uri or jwks");
        assertThat(with("\"token_endpoint_auth_methods_supported\":[\"none\",\"private_key_jwt\"]")
                        .authMethods())
                .containsExactly(AuthMethod.NONE);
        assertThat(refusalWith(
                        KEYS + ",\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks\":{\"keys\":[" + RSA + "]}"))
                .isEqualTo("it must have jwks_uri or jwks, and not both");
        assertThat(refusalWith("\"jwks\":{\"keys\":[]}")).contains("JSON Web Key Set");
    }

    @Test
    void isWrittenAsItIsRegistered() {
        assertThat(
                        with("\"scope\":\"a b\",\"client_uri\":\"https://client.example\",\"logo_uri\":\"https://x.example/y\"")
                                .json())
                .hasToString("{\"client_id\":\"" + URL + "\",\"client_name\":\"A client\","
                        + "\"redirect_uris\":[\"http://127.0.0.1/callback\"],\"grant_types\":[\"authorization_code\"],"
                        + "\"response_types\":[\"code\"],\"token_endpoint_auth_methods_supported\":[\"none\"],"
                        + "\"scope\":\"a b\",\"client_uri\":\"https://client.example\"}");
    }
}

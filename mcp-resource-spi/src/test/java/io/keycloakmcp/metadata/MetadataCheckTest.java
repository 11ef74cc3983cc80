/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MetadataCheckTest {

    private static final String ISSUER = "https://id.example.com/realms/work";

    private static ObjectNode document() throws JsonProcessingException {
        return (ObjectNode) new ObjectMapper().readTree("""
                                {"issuer": "https://id.example.com/realms/work",
                                 "authorization_endpoint": "https://id.example.com/a",
                                 "token_endpoint": "https://id.example.com/t",
                                 "jwks_uri": "https://id.example.com/k",
                                 "response_types_supported": ["none", "code"],
                                 "grant_types_supported": ["authorization_code"],
                                 "token_endpoint_auth_methods_supported": ["client_secret_basic", "none"],
                                 "code_challenge_methods_supported": ["S256"]}
                                """);
    }

    @Test
    void findsNoFaultWithWhatClientsExpect() throws JsonProcessingException {
        assertThat(MetadataCheck.faults(document(), ISSUER)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "issuer | \"https://id.example.com/realms/work/\"",
                "issuer | \"http://id.example.com/realms/work\"",
                "authorization_endpoint | null",
                "token_endpoint | \"\"",
                "jwks_uri | null",
                "response_types_supported | [\"token\"]",
                "grant_types_supported | []",
                "token_endpoint_auth_methods_supported | [\"private_key_jwt\"]",
                "code_challenge_methods_supported | [\"plain\", \"S256\"]",
                "code_challenge_methods_supported | [\"plain\"]",
                "code_challenge_methods_supported | \"S256\""
            })
    void namesTheMemberThatClientsDoNotTake(String member, String value) throws JsonProcessingException {
        ObjectNode document = document();
        document.set(member, new ObjectMapper().readTree(value));

        assertThat(MetadataCheck.faults(document, ISSUER)).containsExactly(member);
    }

    @ParameterizedTest
    @CsvSource({
        "issuer",
        "authorization_endpoint",
        "token_endpoint",
        "jwks_uri",
        "response_types_supported",
        "grant_types_supported",
        "token_endpoint_auth_methods_supported",
        "code_challenge_methods_supported"
    })
    void missesWhatIsNotThere(String member) throws JsonProcessingException {
        assertThat(MetadataCheck.faults(document().without(member), ISSUER)).containsExactly(member);
    }
}

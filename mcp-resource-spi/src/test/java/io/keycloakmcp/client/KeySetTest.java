/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.util.JsonSerialization;

/** What is kept of the keys that a client publishes. */
final class KeySetTest {

    /** The modulus of the example in RFC 7517 §A.1. */
    private static final String MODULUS =
            "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECP"
                    + "ebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs"
                    + "8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqb"
                    + "w0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";

    private static final String RSA =
            "{\"kty\":\"RSA\",\"kid\":\"one\",\"alg\":\"RS256\",\"e\":\"AQAB\",\"n\":\"" + MODULUS + "\"}";

    private static KeySet read(String... keys) throws InvalidMetadata {
        try {
            return KeySet.read(JsonSerialization.mapper.readTree("{\"keys\":[" + String.join(",", keys) + "]}"));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static InvalidMetadata refusal(String... keys) {
        return catchThrowableOfType(InvalidMetadata.class, () -> read(keys));
    }

    @Test
    void keepsPublicKeysForSignaturesAndSaysWhatTheyAreFor() throws InvalidMetadata {
        KeySet keys = read(RSA);

        assertThat(keys.text())
                .isEqualTo("{\"keys\":[{\"use\":\"sig\",\"kty\":\"RSA\",\"kid\":\"one\",\"alg\":\"RS256\",\"n\":\""
                        + MODULUS + "\",\"e\":\"AQAB\"}]}");
        assertThat(keys.has("one")).isTrue();
        assertThat(keys.has(null)).isTrue();
        assertThat(keys.has("two")).isFalse();
        assertThat(KeySet.EMPTY.has(null)).isFalse();
    }

    @Test
    void leavesBehindWhatNobodyShouldHave() throws InvalidMetadata {
        KeySet keys = read(
                RSA.replace("\"kid\"", "\"d\":\"secret\",\"p\":\"secret\",\"x5u\":\"https://10.0.0.1/\",\"kid\""),
                "{\"kty\":\"oct\",\"kid\":\"two\",\"k\":\"secret\"}",
                RSA.replace("one", "three").replace("{", "{\"use\":\"enc\","));

        assertThat(keys.text()).doesNotContain("secret").doesNotContain("10.0.0.1");
        assertThat(keys.has("one")).isTrue();
        assertThat(keys.has("two")).isFalse();
        assertThat(keys.has("three")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}",
                "{\"kty\":\"RSA\"}",
                "{\"kty\":\"RSA\",\"e\":7,\"n\":[]}",
                "{\"kty\":\"none\"}",
                "{}",
                "7",
                "null",
                "[]",
                "\"RSA\"",
            })
    void refusesASetWithoutAnyKeyOfUse(String key) {
        assertThat(refusal(key)).isNotNull();
        assertThat(refusal()).isNotNull();
    }

    @Test
    void keepsTwentyKeysAndNotOneMore() throws InvalidMetadata {
        assertThat(read(Collections.nCopies(20, RSA).toArray(String[]::new)).has("one"))
                .isTrue();
        assertThat(refusal(Collections.nCopies(21, RSA).toArray(String[]::new))).isNotNull();
    }
}

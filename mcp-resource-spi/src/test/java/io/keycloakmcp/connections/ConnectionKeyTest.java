/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.connections;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ConnectionKeyTest {

    private static final String SERVER = "mcp_0123456789abcdef01234567";

    @ParameterizedTest
    @ValueSource(strings = {"ea12746e-9b10-4f85-9bc4-79fed16697d5", "f:5f0c2a34:Carol of the Bells", "imported"})
    void isReadFromItsId(String user) {
        ConnectionKey key = new ConnectionKey(user, "c1", SERVER);

        assertThat(key.id()).matches("[A-Za-z0-9_-]+");
        assertThat(ConnectionKey.of(key.id())).contains(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                SERVER,
                SERVER + " c1",
                SERVER + " c1 ",
                SERVER + " f:c1 u",
                SERVER + " c1 f:u",
                SERVER + " c1 f::u",
                SERVER + " c1 \0",
                SERVER + " c1 u\n",
                "mcp_x c1 u"
            })
    void whatIsNoKeyIsNone(String text) {
        String id = Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));

        assertThat(ConnectionKey.of(id)).isEmpty();
    }

    @Test
    void whatIsNotEncodedIsNone() {
        assertThat(ConnectionKey.of("%")).isEmpty();
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.cimd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether, and through what, documents are fetched. */
final class EgressTest {

    private static final String PROXY = "http://proxy.example:3128";

    @Test
    void isOpenWhereThereIsNoProxy() {
        Egress egress = Egress.of(Optional.empty(), false, Map.of("HTTPS_PROXY", " "));

        assertThat(egress.isClosed()).isFalse();
        assertThat(egress.proxy()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"})
    void isClosedWhereKeycloakHasAProxyThatNobodyVouchesFor(String variable) {
        assertThat(Egress.of(Optional.empty(), false, Map.of(variable, PROXY)).isClosed())
                .isTrue();
        assertThat(Egress.of(Optional.empty(), true, Map.of()).isClosed()).isTrue();
    }

    @Test
    void goesThroughTheProxyThatAnAdministratorNames() {
        Egress egress = Egress.of(Optional.of(PROXY), true, Map.of("HTTPS_PROXY", "http://other.example:1"));

        assertThat(egress.isClosed()).isFalse();
        assertThat(egress.proxy()).map(Object::toString).contains(PROXY);
        assertThatIllegalArgumentException().isThrownBy(() -> Egress.of(Optional.of("proxy"), true, Map.of()));
    }
}

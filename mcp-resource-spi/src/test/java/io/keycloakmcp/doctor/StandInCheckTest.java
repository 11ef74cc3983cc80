/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.keycloakmcp.resource.RealmFinding;
import io.keycloakmcp.resource.RealmFinding.Severity;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.protocol.oidc.token.TokenInterceptorSpi;
import org.keycloak.protocol.oidc.token.TokenPostProcessor;
import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

final class StandInCheckTest {

    /** The factories of a server that has this extension alone, by the names of their SPIs and their ids. */
    private final Map<String, ProviderFactory<?>> active = new HashMap<>();

    private final Set<Spi> spis = new HashSet<>();

    @BeforeEach
    void startServer() throws IOException, URISyntaxException, ReflectiveOperationException {
        Path content = Path.of(StandIn.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        for (Spi spi : ServiceLoader.load(Spi.class)) {
            spis.add(spi);
            Path ours = content.resolve(
                    "META-INF/services/" + spi.getProviderFactoryClass().getName());
            for (String name : Files.exists(ours) ? Files.readAllLines(ours) : List.<String>of()) {
                ProviderFactory<?> factory = (ProviderFactory<?>)
                        Class.forName(name).getConstructor().newInstance();
                active.put(spi.getName() + "--" + factory.getId(), factory);
            }
        }
    }

    private KeycloakSessionFactory server() {
        return (KeycloakSessionFactory) Proxy.newProxyInstance(
                KeycloakSessionFactory.class.getClassLoader(),
                new Class<?>[] {KeycloakSessionFactory.class},
                (proxy, method, arguments) ->
                        method.getName().equals("getSpis") ? spis : provider((Class<?>) arguments[0], arguments[1]));
    }

    private ProviderFactory<?> provider(Class<?> type, Object id) {
        return spis.stream()
                .filter(spi -> spi.getProviderClass().equals(type))
                .findFirst()
                .map(spi -> active.get(spi.getName() + "--" + id))
                .orElse(null);
    }

    private List<RealmFinding> look() {
        return new StandInCheck(server()).look(null, Locale.ENGLISH);
    }

    @Test
    void findsEverythingInItsPlace() {
        assertThat(look()).extracting(RealmFinding::id).containsExactly("stand_ins");
    }

    @ParameterizedTest
    @EnumSource
    void seesThatAPartIsSwitchedOff(StandIn place) {
        place.ids().forEach(id -> active.remove(place.spi() + "--" + id));

        assertThat(look()).hasSameSizeAs(place.ids()).allSatisfy(finding -> {
            assertThat(finding.id()).isEqualTo("stand_in_off");
            assertThat(finding.severity()).isEqualTo(place.isGuard() ? Severity.ERROR : Severity.WARNING);
            assertThat(finding.fix().orElseThrow())
                    .contains("--spi-" + place.option() + "--")
                    .doesNotContainPattern("--spi-[a-z-]*[A-Z]");
        });
    }

    @Test
    void namesWhatStandsInItsPlace() {
        active.put("token-interceptor--resource-indicators", foreign(TokenPostProcessor.class));

        List<RealmFinding> findings = look();
        assertThat(findings).hasSize(1);
        assertThat(findings.get(0).id()).isEqualTo("stand_in_displaced");
        assertThat(findings.get(0).severity()).isEqualTo(Severity.ERROR);
        assertThat(findings.get(0).detail())
                .contains("token-interceptor--resource-indicators", "Tokens are not bound to one MCP server");
    }

    private static ProviderFactory<?> foreign(Class<? extends Provider> type) {
        assertThat(new TokenInterceptorSpi().getProviderClass()).isEqualTo(type);
        return (ProviderFactory<?>) Proxy.newProxyInstance(
                ProviderFactory.class.getClassLoader(),
                new Class<?>[] {ProviderFactory.class},
                (proxy, method, arguments) -> null);
    }

    /** Who brings one more provider that stands in for another must say what it means when it does not. */
    @Test
    void watchesOverEverythingThatStandsInForAnother() {
        Stream<String> watched = Arrays.stream(StandIn.values())
                .flatMap(place -> place.ids().stream().map(id -> place.spi() + "--" + id));

        assertThat(watched)
                .containsAll(active.entrySet().stream()
                        .filter(entry -> entry.getValue().order() > 0)
                        .filter(entry -> !entry.getKey().startsWith("mcp-"))
                        .map(Map.Entry::getKey)
                        .toList());
    }
}

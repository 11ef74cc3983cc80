/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.doctor;

import io.keycloakmcp.resource.FindingTexts;
import io.keycloakmcp.resource.RealmCheck;
import io.keycloakmcp.resource.RealmFinding;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** Whether it is this extension that stands where it must. */
final class StandInCheck implements RealmCheck {

    private static final String OURS = StandInCheck.class
            .getPackageName()
            .substring(0, StandInCheck.class.getPackageName().lastIndexOf('.') + 1);

    private final KeycloakSessionFactory factory;

    StandInCheck(KeycloakSession session) {
        this(session.getKeycloakSessionFactory());
    }

    StandInCheck(KeycloakSessionFactory factory) {
        this.factory = factory;
    }

    @Override
    public List<RealmFinding> look(RealmModel realm, Locale locale) {
        FindingTexts texts = new FindingTexts(getClass(), locale);
        List<RealmFinding> findings = Arrays.stream(StandIn.values())
                .flatMap(place -> place.ids().stream().flatMap(id -> wrong(place, id, texts)))
                .toList();
        return findings.isEmpty() ? List.of(texts.ok("stand_ins")) : findings;
    }

    private Stream<RealmFinding> wrong(StandIn place, String id, FindingTexts texts) {
        String effect = texts.text("stand_in_effect." + place.name());
        String option = place.option() + "--" + id;
        Optional<ProviderFactory<?>> active = active(place, id);
        if (active.isEmpty()) {
            return Stream.of(
                    place.isGuard()
                            ? texts.error("stand_in_off", option, effect)
                            : texts.warning("stand_in_off", option, effect));
        }
        String type = active.get().getClass().getName();
        if (type.startsWith(OURS)) {
            return Stream.empty();
        }
        return Stream.of(
                place.isGuard()
                        ? texts.error("stand_in_displaced", option, effect, type)
                        : texts.warning("stand_in_displaced", option, effect, type));
    }

    private Optional<ProviderFactory<?>> active(StandIn place, String id) {
        return factory.getSpis().stream()
                .filter(spi -> spi.getName().equals(place.spi()))
                .findFirst()
                .map(Spi::getProviderClass)
                .map(type -> factory.getProviderFactory(type, id));
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.keycloakmcp.resource.McpServer;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;
import org.keycloak.services.clientpolicy.ClientPolicyManager;
import org.keycloak.services.clientpolicy.ClientPolicyManagerFactory;

/** The house: who may know whom, what nothing is called, and what Keycloak finds in the JAR. */
final class RoomsTest {

    private static final String HOUSE = "io.keycloakmcp";
    /** What every room may know. Of the two, one knows the other. */
    private static final List<String> GROUND = List.of("resource", "client");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(HOUSE);

    static List<String> rooms() {
        return CLASSES.getPackage(HOUSE).getSubpackages().stream()
                .map(JavaPackage::getRelativeName)
                .sorted()
                .toList();
    }

    static List<Path> services() throws IOException {
        try (Stream<Path> files = Files.list(jarContent().resolve("META-INF/services"))) {
            return files.sorted().toList();
        }
    }

    /** What becomes the JAR. */
    private static Path jarContent() {
        try {
            return Path.of(McpServer.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void hasTheGroundAndRoomsOnIt() {
        assertThat(rooms())
                .containsAll(GROUND)
                .contains("authorization", "metadata", "registration", "admin", "endpoint");
        assertThat(CLASSES.getPackage(HOUSE).getClasses())
                .as("every class stands in a room")
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void aRoomKnowsNoOtherRoomThanTheGround(String room) {
        List<String> known = room.equals("resource") ? List.of() : room.equals("client") ? List.of("resource") : GROUND;
        String[] others = rooms().stream()
                .filter(other -> !other.equals(room) && !known.contains(other))
                .map(RoomsTest::all)
                .toArray(String[]::new);

        noClasses()
                .that()
                .resideInAPackage(all(room))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .check(CLASSES);
    }

    private static String all(String room) {
        return HOUSE + "." + room + "..";
    }

    @Test
    void nothingIsCalledUtilHelperOrImpl() {
        classes()
                .should()
                .haveSimpleNameNotEndingWith("Util")
                .andShould()
                .haveSimpleNameNotEndingWith("Utils")
                .andShould()
                .haveSimpleNameNotEndingWith("Helper")
                .andShould()
                .haveSimpleNameNotEndingWith("Helpers")
                .andShould()
                .haveSimpleNameNotEndingWith("Impl")
                .check(CLASSES);
    }

    @Test
    void onlyAClientPolicyManagerIsCalledManager() {
        classes()
                .that()
                .haveSimpleNameEndingWith("Manager")
                .should()
                .beAssignableTo(ClientPolicyManager.class)
                .check(CLASSES);
        classes()
                .that()
                .haveSimpleNameEndingWith("ManagerFactory")
                .should()
                .beAssignableTo(ClientPolicyManagerFactory.class)
                .check(CLASSES);
    }

    @Test
    void hasTheFileThatMakesKeycloakIndexTheJar() {
        assertThat(jarContent().resolve("META-INF/beans.xml")).isRegularFile();
    }

    @Test
    void announcesAProviderFactoryForEveryOneThatItHas() throws IOException {
        List<String> announced = new ArrayList<>();
        for (Path service : services()) {
            announced.addAll(Files.readAllLines(service));
        }

        assertThat(CLASSES.stream()
                        .filter(type -> type.isAssignableTo(ProviderFactory.class))
                        .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT))
                        .map(type -> type.reflect().getName()))
                .isNotEmpty()
                .isSubsetOf(announced);
    }

    @ParameterizedTest
    @MethodSource("services")
    void everyAnnouncedProviderCanBeLoaded(Path service) throws IOException, ReflectiveOperationException {
        List<String> announced = Files.readAllLines(service);
        Class<?> type = Class.forName(service.getFileName().toString());

        assertThat(announced).isNotEmpty();
        for (String name : announced) {
            Object provider = Class.forName(name).getConstructor().newInstance();
            assertThat(provider).isInstanceOf(type);
            assertThat(provider instanceof Spi spi ? spi.getName() : ((ProviderFactory<?>) provider).getId())
                    .isNotBlank();
        }
    }
}

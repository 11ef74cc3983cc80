/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.ImageFromDockerfile;
import org.testcontainers.utility.MountableFile;

/** The files in {@code docker/}, with and without a Docker engine. */
@Tag("once")
class ContainerImageIT {

    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
    private static final Path DOCKERFILE = REPOSITORY.resolve("docker/Dockerfile");
    private static final Path DEMO_REALM = REPOSITORY.resolve("docker/demo-realm.json");
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void dockerfileNamesTheVersionsOfTheBuild() throws Exception {
        assertThat(Files.readAllLines(DOCKERFILE))
                .contains("ARG KEYCLOAK_VERSION=" + fromPom("/project/properties/keycloak.version"))
                .contains("ARG VERSION=" + fromPom("/project/version"));
    }

    private static String fromPom(String xpath) throws Exception {
        return XPathFactory.newInstance()
                .newXPath()
                .evaluate(
                        xpath,
                        DocumentBuilderFactory.newInstance()
                                .newDocumentBuilder()
                                .parse(REPOSITORY.resolve("pom.xml").toFile()));
    }

    /** The image as {@code docker/README.md} builds it, used as an administrator and a client would use it. */
    @Nested
    class Running {

        private static final int HTTP_PORT = 8080;
        private static final int MANAGEMENT_PORT = 9000;
        private static final HttpClient HTTP = HttpClient.newHttpClient();

        private static GenericContainer<?> keycloak;

        @BeforeAll
        static void startContainer() {
            boolean engine = DockerClientFactory.instance().isDockerAvailable();
            String reason = "No Docker engine on this machine: the container image is not tested here.";
            if (!engine) {
                System.getLogger("tests").log(System.Logger.Level.WARNING, reason);
            }
            assumeTrue(engine, reason);
            keycloak = new GenericContainer<>(image())
                    .withCommand("start", "--optimized", "--import-realm")
                    .withEnv(Map.of(
                            "KC_BOOTSTRAP_ADMIN_USERNAME", "admin",
                            "KC_BOOTSTRAP_ADMIN_PASSWORD", "admin",
                            "KC_HTTP_ENABLED", "true",
                            "KC_HOSTNAME_STRICT", "false",
                            "KC_CACHE", "local"))
                    .withCopyFileToContainer(
                            MountableFile.forHostPath(DEMO_REALM, 0644), "/opt/keycloak/data/import/demo-realm.json")
                    .withExposedPorts(HTTP_PORT, MANAGEMENT_PORT)
                    .waitingFor(Wait.forHttp("/health/ready").forPort(MANAGEMENT_PORT))
                    .withStartupTimeout(Duration.ofMinutes(3));
            keycloak.start();
        }

        @AfterAll
        static void stopContainer() {
            if (keycloak != null) {
                keycloak.stop();
            }
        }

        /** Sends the engine what the Dockerfile needs, and not the whole repository. */
        private static ImageFromDockerfile image() {
            Path jar = Path.of(System.getProperty("mcp.jar")).toAbsolutePath();
            return new ImageFromDockerfile("keycloak-mcp-authorization-test", true)
                    .withFileFromPath("mcp-resource-spi/target/" + jar.getFileName(), jar)
                    .withFileFromPath("Dockerfile", DOCKERFILE)
                    .withBuildArg("DATABASE", "dev-file");
        }

        @Test
        void registersAnMcpServerAndPublishesItsMetadata() throws Exception {
            String resource = "https://container.example/mcp";

            JsonNode server = json(
                    201,
                    request("/admin/realms/demo/mcp/servers")
                            .header("Authorization", "Bearer " + adminToken())
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(JSON.createObjectNode()
                                    .put("name", "Container")
                                    .put("resource_uri", resource)
                                    .toString())));

            assertThat(metadata(server.path("server_id").asText())
                            .path("resource")
                            .asText())
                    .isEqualTo(resource);
        }

        @Test
        void publishesTheMetadataOfTheImportedMcpServer() throws Exception {
            JsonNode client = JSON.readTree(DEMO_REALM.toFile()).path("clients").path(0);

            assertThat(metadata(client.path("clientId").asText())
                            .path("resource")
                            .asText())
                    .isEqualTo(client.path("attributes").path("resource_url").asText());
        }

        private static JsonNode metadata(String serverId) throws Exception {
            return json(200, request("/realms/demo/mcp/.well-known/oauth-protected-resource/" + serverId));
        }

        private static String adminToken() throws Exception {
            String login = "grant_type=password&client_id=admin-cli&username=admin&password=admin";
            return json(
                            200,
                            request("/realms/master/protocol/openid-connect/token")
                                    .header("Content-Type", "application/x-www-form-urlencoded")
                                    .POST(HttpRequest.BodyPublishers.ofString(login)))
                    .path("access_token")
                    .asText();
        }

        private static HttpRequest.Builder request(String path) {
            return HttpRequest.newBuilder(
                    URI.create("http://" + keycloak.getHost() + ":" + keycloak.getMappedPort(HTTP_PORT) + path));
        }

        private static JsonNode json(int status, HttpRequest.Builder request) throws Exception {
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
            return JSON.readTree(response.body());
        }
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A realm of its own for a test class: two users, {@code alice} and {@code bob}, each with their name as password, and
 * nothing that has to do with MCP.
 */
public final class TestRealm implements AutoCloseable {

    /** Logging in is what most tests begin with, and not what they are about. */
    private static final String QUICK_HASH = "hashAlgorithm(pbkdf2-sha256) and hashIterations(1)";

    private final String base;
    private final String name;
    private final Admin admin;

    private TestRealm(String base, String name, Admin admin) {
        this.base = base;
        this.name = name;
        this.admin = admin;
    }

    /**
     * Makes a realm on the shared server.
     *
     * @return the realm
     */
    public static TestRealm create() {
        return create(SharedKeycloak.base());
    }

    /**
     * Makes a realm.
     *
     * @param base the server's base URL
     * @return the realm
     */
    public static TestRealm create(String base) {
        String name = "r" + UUID.randomUUID().toString().substring(0, 8);
        Admin admin = Admin.ofMaster(base);
        Answer answer = admin.post(
                "/realms",
                Map.of(
                        "realm", name,
                        "enabled", true,
                        "eventsEnabled", true,
                        "adminEventsEnabled", true,
                        "adminEventsDetailsEnabled", true,
                        "passwordPolicy", QUICK_HASH,
                        "users", List.of(user("alice", name), user("bob", name))));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return new TestRealm(base, name, admin);
    }

    /**
     * A realm that is there already.
     *
     * @param base the server's base URL
     * @param name its name
     * @return the realm
     */
    public static TestRealm existing(String base, String name) {
        return new TestRealm(base, name, Admin.ofMaster(base));
    }

    private static Map<String, Object> user(String name, String realm) {
        return Map.of(
                "username",
                name,
                "enabled",
                true,
                "email",
                name + "@example.org",
                "emailVerified",
                true,
                "firstName",
                name,
                "lastName",
                "Example",
                "realmRoles",
                List.of("default-roles-" + realm),
                "credentials",
                List.of(Map.of("type", "password", "value", name)));
    }

    /**
     * The same realm at another node of its server.
     *
     * @param otherBase the node's base URL
     * @return the realm, as that node has it
     */
    public TestRealm at(String otherBase) {
        return new TestRealm(otherBase, name, Admin.ofMaster(otherBase));
    }

    /**
     * Its name.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * Its issuer identifier.
     *
     * @return the issuer
     */
    public String issuer() {
        return base + "/realms/" + name;
    }

    /**
     * Its token endpoint.
     *
     * @return the URL
     */
    public String tokenEndpoint() {
        return issuer() + "/protocol/openid-connect/token";
    }

    /**
     * The server's base URL.
     *
     * @return the URL
     */
    public String base() {
        return base;
    }

    /**
     * The admin API of the server.
     *
     * @return the API
     */
    public Admin admin() {
        return admin;
    }

    /**
     * A path of this realm's admin API.
     *
     * @param path what follows the realm's name
     * @return the path below {@code /admin}
     */
    public String adminPath(String path) {
        return "/realms/" + name + path;
    }

    /**
     * Changes settings of the realm and leaves the others.
     *
     * @param changes the settings
     */
    public void change(Map<String, Object> changes) {
        Answer answer = admin.put("/realms/" + name, changes);
        assertThat(answer.status()).as(answer.body()).isEqualTo(204);
    }

    /**
     * Registers an MCP server.
     *
     * @param resource its resource URI
     * @param more other fields
     * @return the representation, with the secret
     */
    public JsonNode registerServer(String resource, Map<String, Object> more) {
        Map<String, Object> body = new HashMap<>(more);
        body.putIfAbsent("name", "Server at " + resource);
        body.put("resource_uri", resource);
        Answer answer = admin.post(adminPath("/mcp/servers"), body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.json();
    }

    /**
     * Changes fields of an MCP server and leaves the others.
     *
     * @param serverId its id
     * @param changes the fields
     * @return the representation
     */
    public JsonNode changeServer(String serverId, Map<String, Object> changes) {
        String path = adminPath("/mcp/servers/" + serverId);
        var body = (ObjectNode) admin.get(path).json();
        changes.forEach((field, value) -> body.set(field, new ObjectMapper().valueToTree(value)));
        Answer answer = admin.put(path, body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    /**
     * Makes a client as an administrator would, by Keycloak's own admin API.
     *
     * @param client the representation
     */
    public void createClient(Map<String, Object> client) {
        Answer answer = admin.post(adminPath("/clients"), client);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    }

    /**
     * Makes a public client that is marked as an MCP client.
     *
     * @param clientId its id
     * @param redirectUri its redirect URI
     */
    public void createMcpClient(String clientId, String redirectUri) {
        createClient(Map.of(
                "clientId",
                clientId,
                "publicClient",
                true,
                "redirectUris",
                List.of(redirectUri),
                "attributes",
                Map.of("mcp.client", "manual")));
    }

    /**
     * Makes a public client like any other of the realm.
     *
     * @param clientId its id
     * @param redirectUri its redirect URI
     */
    public void createPlainClient(String clientId, String redirectUri) {
        createClient(Map.of("clientId", clientId, "publicClient", true, "redirectUris", List.of(redirectUri)));
    }

    /**
     * The UUID of a client.
     *
     * @param clientId its client id
     * @return the UUID
     */
    public String clientUuid(String clientId) {
        return admin.get(adminPath("/clients?clientId=" + clientId))
                .json()
                .get(0)
                .get("id")
                .asText();
    }

    /**
     * The UUID of a user.
     *
     * @param username the user's name
     * @return the UUID
     */
    public String userId(String username) {
        return admin.get(adminPath("/users?exact=true&username=" + username))
                .json()
                .get(0)
                .get("id")
                .asText();
    }

    /**
     * The newest user event of a type.
     *
     * @param type the event's type
     * @return the event
     */
    public JsonNode lastEvent(String type) {
        JsonNode events = admin.get(adminPath("/events?max=1&type=" + type)).json();
        assertThat(events).as("an event of type " + type).isNotEmpty();
        return events.get(0);
    }

    @Override
    public void close() {
        admin.delete("/realms/" + name);
    }
}

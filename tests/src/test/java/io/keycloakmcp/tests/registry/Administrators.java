/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keycloakmcp.tests.keycloak.Admin;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** People who may do some of an administrator's work. */
public final class Administrators {

    private Administrators() {}

    /**
     * A user as an import of a realm has one.
     *
     * @param name the user's name, and password
     * @param roles roles of the client {@code realm-management}
     * @return the representation
     */
    public static Map<String, Object> user(String name, List<String> roles) {
        return Map.of(
                "username",
                name,
                "enabled",
                true,
                "email",
                name + "@example.org",
                "firstName",
                name,
                "lastName",
                "Example",
                "credentials",
                List.of(Map.of("type", "password", "value", name)),
                "clientRoles",
                Map.of("realm-management", roles));
    }

    /**
     * A new user of the realm with roles of the realm's administration.
     *
     * @param realm the realm
     * @param name the user's name, and password
     * @param roles roles of the client {@code realm-management}
     * @return the API as that user sees it
     */
    public static Admin withRoles(TestRealm realm, String name, List<String> roles) {
        Answer answer = realm.admin()
                .post(
                        realm.adminPath("/partialImport"),
                        Map.of("ifResourceExists", "FAIL", "users", List.of(user(name, roles))));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        String token = Admin.passwordToken(realm.base(), realm.name(), "admin-cli", name, name);
        return new Admin(realm.base(), () -> token);
    }

    /**
     * Switches fine-grained admin permissions on.
     *
     * @param realm the realm
     */
    public static void useFineGrainedPermissions(TestRealm realm) {
        Answer answer = realm.admin().put(realm.adminPath(""), Map.of("adminPermissionsEnabled", true));
        assertThat(answer.status()).as(answer.body()).isEqualTo(204);
    }

    /**
     * Permits a user something with some clients, or with all if there are none.
     *
     * @param realm the realm
     * @param username the name of the user
     * @param scopes what is permitted
     * @param servers the clients, each with its {@code id}
     */
    public static void permit(TestRealm realm, String username, List<String> scopes, List<JsonNode> servers) {
        String name = UUID.randomUUID().toString();
        authorization(realm, "/policy/user", Map.of("name", "is " + name, "users", List.of(realm.userId(username))));
        permission(realm, name, scopes, servers, List.of("is " + name));
    }

    /**
     * Permits a user something with some users.
     *
     * @param realm the realm
     * @param username the name of the user
     * @param scopes what is permitted
     * @param users the ids of those with whom
     */
    public static void permitUsers(TestRealm realm, String username, List<String> scopes, List<String> users) {
        String name = UUID.randomUUID().toString();
        authorization(realm, "/policy/user", Map.of("name", "is " + name, "users", List.of(realm.userId(username))));
        permission(realm, name, "Users", scopes, users, List.of("is " + name));
    }

    /** Permits it, to him alone and only until a time that is over. */
    static void permitUntilYesterday(TestRealm realm, String username, List<String> scopes, List<JsonNode> servers) {
        String name = UUID.randomUUID().toString();
        authorization(realm, "/policy/user", Map.of("name", "is " + name, "users", List.of(realm.userId(username))));
        authorization(realm, "/policy/time", Map.of("name", "till " + name, "notOnOrAfter", "2020-01-01 00:00:00"));
        permission(realm, name, scopes, servers, List.of("is " + name, "till " + name));
    }

    private static void permission(
            TestRealm realm, String name, List<String> scopes, List<JsonNode> servers, List<String> policies) {
        List<String> ids =
                servers.stream().map(server -> server.get("id").asText()).toList();
        permission(realm, name, "Clients", scopes, ids, policies);
    }

    private static void permission(
            TestRealm realm,
            String name,
            String type,
            List<String> scopes,
            List<String> resources,
            List<String> policies) {
        authorization(
                realm,
                "/permission/scope",
                Map.of(
                        "name",
                        name,
                        "resourceType",
                        type,
                        "resources",
                        resources,
                        "scopes",
                        scopes,
                        "policies",
                        policies));
    }

    private static void authorization(TestRealm realm, String path, Map<String, Object> body) {
        String server = "/clients/" + realm.clientUuid("admin-permissions") + "/authz/resource-server";
        Answer answer = realm.admin().post(realm.adminPath(server + path), body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    }
}

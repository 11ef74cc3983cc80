/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldif.LDIFException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** An LDAP directory in memory: people whom a realm knows from elsewhere. Each has their name as password. */
public final class Directory implements AutoCloseable {

    private static final String BASE = "dc=example,dc=org";
    private static final String READER = "cn=reader";

    private final InMemoryDirectoryServer server;

    private Directory(InMemoryDirectoryServer server) {
        this.server = server;
    }

    /**
     * Starts a directory on a free port of this machine.
     *
     * @return the directory
     */
    public static Directory start() {
        try {
            InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig(BASE);
            config.setListenerConfigs(InMemoryListenerConfig.createLDAPConfig("ldap", 0));
            config.addAdditionalBindCredentials(READER, READER);
            InMemoryDirectoryServer server = new InMemoryDirectoryServer(config);
            server.add("dn: " + BASE, "objectClass: domain", "dc: example");
            server.startListening();
            return new Directory(server);
        } catch (LDAPException | LDIFException e) {
            throw new IllegalStateException("The directory cannot be started", e);
        }
    }

    /**
     * Adds a unit with one person to the directory, and the unit to a realm.
     *
     * @param realm the realm
     * @param unit the unit's name
     * @param person the person's name
     * @param imported whether the realm keeps a copy of who logs in
     */
    public void addUnit(TestRealm realm, String unit, String person, boolean imported) {
        String unitDn = "ou=" + unit + "," + BASE;
        try {
            server.add("dn: " + unitDn, "objectClass: organizationalUnit", "ou: " + unit);
            server.add(
                    "dn: uid=" + person + "," + unitDn,
                    "objectClass: inetOrgPerson",
                    "uid: " + person,
                    "cn: " + person,
                    "sn: Example",
                    "mail: " + person + "@example.org",
                    "userPassword: " + person);
        } catch (LDAPException | LDIFException e) {
            throw new IllegalStateException(e);
        }
        Map<String, String> settings = Map.ofEntries(
                Map.entry("connectionUrl", "ldap://localhost:" + server.getListenPort()),
                Map.entry("vendor", "other"),
                Map.entry("authType", "simple"),
                Map.entry("bindDn", READER),
                Map.entry("bindCredential", READER),
                Map.entry("editMode", "READ_ONLY"),
                Map.entry("importEnabled", Boolean.toString(imported)),
                Map.entry("usersDn", unitDn),
                Map.entry("userObjectClasses", "inetOrgPerson"),
                Map.entry("usernameLDAPAttribute", "uid"),
                Map.entry("rdnLDAPAttribute", "uid"),
                Map.entry("uuidLDAPAttribute", "entryUUID"));
        Answer answer = realm.admin()
                .post(
                        realm.adminPath("/components"),
                        Map.of(
                                "name",
                                unit,
                                "providerId",
                                "ldap",
                                "providerType",
                                "org.keycloak.storage.UserStorageProvider",
                                "config",
                                settings.entrySet().stream()
                                        .collect(Collectors.toMap(
                                                Map.Entry::getKey, setting -> List.of(setting.getValue())))));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    }

    @Override
    public void close() {
        server.shutDown(true);
    }
}
